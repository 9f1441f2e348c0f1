import { ACCEPTANCE, addCosts, type Cost, costAt, DISRUPTION, SERVICE } from '../../src/domain/levels.ts';
import type { Block, MoveTerms, PauseTerms, Precedence, Problem, Rule, Shape } from '../../src/domain/problem.ts';
import { type Dice, dice } from './dice.ts';
import { type JobDraft, problem, runningJob, type VmDraft, waiting } from './problem-builders.ts';

export { host, type JobDraft, problem, runningJob, type VmDraft, waiting } from './problem-builders.ts';

/** What a random problem may contain. */
export const FEATURES = [
  'blocks',
  'budgets',
  'gangs',
  'host-sets',
  'moves',
  'over-commitment',
  'pauses',
  'precedences',
  'rules',
  'running',
  'serial-saves',
  'shape',
  'uneven-slots',
  'unlimited',
  'unwelcome',
] as const;
export type Feature = (typeof FEATURES)[number];

type Range = readonly [least: number, most: number];

export interface ProblemOptions {
  readonly hosts?: Range;
  readonly jobs?: Range;
  readonly slots?: Range;
  /** Of a host, in each resource; one number makes all hosts alike. */
  readonly capacity?: Range;
  /** All but these features may occur. */
  readonly without?: readonly Feature[];
}

/** Everything the parts of one random problem agree on. */
interface Setting {
  readonly dice: Dice;
  readonly may: (feature: Feature, percent: number) => boolean;
  readonly edges: readonly number[];
  readonly capacities: readonly (readonly number[])[];
}

/**
 * A small but varied problem, the same for the same seed: at most three hosts, five jobs and six slots, two resources,
 * slots of a few seconds, so that costs are small and every combination of features comes up within some hundred seeds.
 */
export function randomProblem(seed: number, options: ProblemOptions = {}): Problem {
  const setting = randomSetting(seed, options);
  const { dice, may, edges, capacities } = setting;
  const jobs = randomJobs(setting, dice.between(...(options.jobs ?? [1, 5])));
  const vmCount = jobs.reduce((sum, job) => sum + (job.vms?.length ?? 1), 0);
  return problem({
    edges,
    hosts: capacities.map((capacity) => ({
      capacity,
      blocks: may('blocks', 30) ? [randomBlock(setting, capacity)] : [],
    })),
    jobs,
    rules: may('rules', 70)
      ? Array.from({ length: dice.between(1, 3) }, (_, index) => randomRule(dice, vmCount, index))
      : [],
    budgets: {
      migrations: may('budgets', 30) ? dice.between(0, 2) : null,
      pauses: may('budgets', 30) ? dice.between(0, 3) : null,
      actionsPerHostSlot: may('budgets', 20) ? dice.between(1, 2) : null,
    },
    serialSaves: may('serial-saves', 50),
    shape: may('shape', 60) ? dice.pick<Shape>([{ kind: 'pack' }, { kind: 'balance' }]) : { kind: 'none' },
    precedences: may('precedences', 30) ? randomPrecedences(dice, jobs) : [],
    placement: null,
  });
}

function randomSetting(seed: number, options: ProblemOptions): Setting {
  const random = dice(seed);
  const without = new Set(options.without ?? []);
  const may = (feature: Feature, percent: number): boolean => random.chance(percent) && !without.has(feature);
  const uneven = may('uneven-slots', 60);
  const edges = [random.between(0, 20)];
  const slots = random.between(...(options.slots ?? [3, 6]));
  for (let slot = 0; slot < slots; slot++) edges.push((edges[slot] as number) + (uneven ? random.between(2, 8) : 5));
  const hosts = random.between(...(options.hosts ?? [2, 3]));
  const capacity = options.capacity ?? [3, 6];
  const capacities = Array.from({ length: hosts }, () => [random.between(...capacity), random.between(...capacity)]);
  return { dice: random, may, edges, capacities };
}

/** Running jobs come first in time, and stay within what their hosts have unless over-commitment is wanted. */
function randomJobs(setting: Setting, count: number): readonly JobDraft[] {
  const { dice, may, capacities } = setting;
  const free = capacities.map((capacity) => [...capacity]);
  return Array.from({ length: count }, () => {
    const vms = Array.from({ length: may('gangs', 40) ? dice.between(2, 3) : 1 }, () => randomVm(setting));
    const placed = may('running', 50) ? place(setting, vms, free) : null;
    return placed === null ? randomWaiting(setting, vms) : randomRunning(setting, placed);
  });
}

function randomVm({ dice, may, capacities }: Setting): VmDraft {
  const hosts = capacities.map((_, index) => index);
  return {
    demand: [dice.between(1, 3), dice.between(1, 3)],
    hosts: may('host-sets', 35) ? dice.some(hosts, 60) : hosts,
    saveSeconds: dice.between(0, 5),
  };
}

/** The VMs each on some host, their room taken from `free`; null when one finds none. */
function place({ dice, may }: Setting, vms: readonly VmDraft[], free: number[][]): readonly VmDraft[] | null {
  const overCommit = may('over-commitment', 12);
  const placed: VmDraft[] = [];
  for (const vm of vms) {
    const demand = vm.demand ?? [];
    const roomy = free.flatMap((left, index) => (left.every((amount, r) => amount >= (demand[r] ?? 0)) ? [index] : []));
    if (roomy.length === 0 && !overCommit) return null;
    const on = overCommit ? dice.between(0, free.length - 1) : dice.pick(roomy);
    free[on] = (free[on] as number[]).map((amount, r) => amount - (demand[r] ?? 0));
    placed.push({ ...vm, on });
  }
  return placed;
}

function randomWaiting({ dice, may, edges }: Setting, vms: readonly VmDraft[]): JobDraft {
  const slots = edges.length - 1;
  const earliest = dice.between(0, slots - 1);
  const window = dice.pick([
    { earliest: dice.chance(60) ? 0 : earliest, latest: slots - 1 },
    { earliest: 0, latest: earliest },
    { earliest, latest: dice.between(earliest, slots - 1) },
    { earliest, latest: earliest },
    { earliest: 0, latest: dice.chance(80) ? 0 : -1 },
  ]);
  const delayWeight = vms.length * dice.between(1, 8);
  const [now, end] = [edges[0] as number, edges[slots] as number];
  return waiting({
    ...window,
    vms,
    occupiedSeconds: may('unlimited', 20) ? null : dice.between(1, dice.pick([6, end - now + 4])),
    delayWeight,
    idealSecond: (edges[window.earliest] as number) - dice.between(0, 3),
    startCost: dice.chance(10) ? dice.between(1, 20) : 0,
    leaveCost: dice.chance(40)
      ? costAt(ACCEPTANCE, delayWeight * dice.between(1, 2))
      : costAt(SERVICE, delayWeight * (end - now + dice.between(0, 9))),
  });
}

function randomRunning(setting: Setting, vms: readonly VmDraft[]): JobDraft {
  const { dice, may, edges } = setting;
  const slots = edges.length - 1;
  const span = (edges[slots] as number) - (edges[0] as number);
  const remainingSeconds = may('unlimited', 25) ? null : dice.between(1, span + 6);
  const movable = may('moves', 75);
  return runningJob({
    vms: vms.map((vm) => (movable ? { ...vm, move: randomMove(dice, slots) } : vm)),
    delayWeight: vms.length * dice.between(1, 2),
    remainingSeconds,
    pause: may('pauses', 65) ? randomPause(setting, remainingSeconds) : null,
    unwelcomeFrom: may('unwelcome', 20) ? dice.between(0, slots - 1) : null,
  });
}

function randomPause({ dice, edges }: Setting, remainingSeconds: number | null): PauseTerms {
  const slots = edges.length - 1;
  const end = edges[slots] as number;
  return {
    slots: randomSlots(dice, slots),
    saveSeconds: dice.between(0, 7),
    resumeSeconds: dice.between(0, 4),
    resumesAnywhere: dice.chance(60),
    finishBy: remainingSeconds !== null && dice.chance(30) ? dice.between(end - 6, end + 12) : null,
    cost: randomCost(dice),
  };
}

const randomMove = (dice: Dice, slots: number): MoveTerms | null =>
  dice.chance(15)
    ? null
    : {
        slots: randomSlots(dice, slots),
        transitSeconds: dice.chance(40) ? 0 : dice.between(1, 9),
        lostSeconds: dice.chance(50) ? 0 : dice.between(1, 6),
        cost: randomCost(dice),
      };

/** Every slot, the first alone, or some. */
const randomSlots = (dice: Dice, slots: number): readonly number[] => {
  const all = Array.from({ length: slots }, (_, slot) => slot);
  return dice.pick([all, [0], dice.some(all, 50)]);
};

const randomCost = (dice: Dice): Cost =>
  addCosts(costAt(SERVICE, dice.between(0, 5)), costAt(DISRUPTION, dice.between(0, 9)));

/** Part of a host or, half of the time, all of it. */
function randomBlock({ dice, edges }: Setting, capacity: readonly number[]): Block {
  const slots = edges.length - 1;
  const from = dice.between(0, slots - 1);
  const amounts = dice.chance(50) ? capacity : capacity.map((amount) => dice.between(0, amount - 1));
  return { from, until: dice.between(from + 1, slots), amounts };
}

/** One or two orders among the jobs that wait, now and then in a circle, which leaves both. */
function randomPrecedences(dice: Dice, jobs: readonly JobDraft[]): readonly Precedence[] {
  const waiting = jobs.flatMap(({ kind }, index) => (kind === 'waiting' ? [index] : []));
  if (waiting.length < 2) return [];
  return Array.from({ length: dice.between(1, 2) }, () => {
    const before = dice.pick(waiting);
    return { before, after: dice.pick(waiting.filter((index) => index !== before)) };
  });
}

function randomRule(dice: Dice, vmCount: number, index: number): Rule {
  const all = Array.from({ length: vmCount }, (_, vm) => vm);
  const strength = dice.pick(['must', 'prefer'] as const);
  const kind = dice.pick(['apart', 'together', 'spread', 'pool'] as const);
  const common = { name: `${kind} ${index}`, strength };
  const vms = dice.some(all, 50);
  switch (kind) {
    case 'apart':
      return { ...common, kind, left: vms, right: dice.chance(50) ? vms : dice.some(all, 50) };
    case 'together':
      return { ...common, kind, vms: vms.slice(0, 3) };
    case 'spread':
      return { ...common, kind, vms, atMost: dice.between(1, 2) };
    case 'pool':
      return {
        ...common,
        kind,
        uses: vms.map((vm) => ({ vm, amount: dice.between(1, 3) })),
        limit: dice.between(1, 6),
      };
  }
}
