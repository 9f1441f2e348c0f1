import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { BenchInstance } from '../../domain/benchmark.ts';
import { InputError } from '../../domain/errors.ts';
import { hostId, leaseId, vmId } from '../../domain/ids.ts';
import { ACCEPTANCE, type Cost, costAt, SERVICE } from '../../domain/levels.ts';
import type { Precedence, Problem, WaitingJob } from '../../domain/problem.ts';
import { knownValue } from './known-values.ts';

/** One activity of a project: slots it lasts, units of each resource it takes, who comes after it by index. */
interface Activity {
  readonly slots: number;
  readonly demand: readonly number[];
  readonly after: readonly number[];
}

interface Project {
  readonly capacity: readonly number[];
  readonly activities: readonly Activity[];
}

/**
 * Reads a resource-constrained project in Patterson's form (Kolisch and Sprecher, PSPLIB, Eur. J. Oper. Res. 96, 1997)
 * as a problem: one host with the project's capacities, each activity a lease of one VM, slots of one second. The
 * makespan is the start of the last activity, a dummy without length; nothing may be left out.
 *
 * @throws InputError when the file can not be read or is not of the form.
 */
export async function readRcpsp(file: string): Promise<BenchInstance> {
  const project = projectOf(file, await textOf(file));
  const problem = problemOf(project, serialSlots(file, project));
  const name = basename(file, '.rcp');
  return {
    name,
    problem,
    objectiveOf: (_, cost) => (cost[ACCEPTANCE] > 0 ? Number.POSITIVE_INFINITY : cost[SERVICE]),
    boundOf: (bound) => bound[SERVICE],
    bestKnown: await knownValue(file, name),
  };
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new InputError(file, 'can not be read', 'Name a readable .rcp file.', { cause });
  }
}

/** n, K; K capacities; for each activity its duration, K demands, how many come after it, and which (from 1). */
function projectOf(file: string, text: string): Project {
  const words = text.split(/\s+/).filter((word) => word !== '');
  const wrong = (what: string): never => {
    throw new InputError(file, what, "Expected a project in Patterson's form (.rcp).");
  };
  let at = 0;
  const next = (): number => {
    const word = words[at++];
    if (word === undefined || !/^\d{1,9}$/.test(word)) wrong(`word ${at} is ${word ?? 'missing'}, not a whole number`);
    return Number(word);
  };
  const several = (count: number): number[] => Array.from({ length: count }, next);
  const [count, resources] = [next(), next()];
  if (count < 1 || count > 10_000 || resources > 100) wrong(`${count} activities and ${resources} resources`);
  const capacity = several(resources);
  const activities = Array.from({ length: count }, () => {
    const activity = { slots: next(), demand: several(resources), after: several(next()).map((index) => index - 1) };
    if (activity.after.some((index) => index < 0 || index >= count)) wrong(`word ${at} names no activity`);
    return activity;
  });
  if (activities.at(-1)?.slots !== 0) wrong('the last activity is no dummy without length');
  return { capacity, activities };
}

/**
 * Slots that suffice: the makespan when each activity, in an order that follows the precedences, starts as soon as those
 * before it are over and room is there.
 */
function serialSlots(file: string, { capacity, activities }: Project): number {
  const ready = activities.map(() => 0);
  const open = activities.map(() => 0);
  for (const { after } of activities) for (const index of after) open[index] = (open[index] as number) + 1;
  const use: number[][] = [];
  let makespan = 0;
  const queue = activities.flatMap((_, index) => (open[index] === 0 ? [index] : []));
  for (const index of queue) {
    const activity = activities[index] as Activity;
    const end = earliest(activity, ready[index] as number, capacity, use) + activity.slots;
    makespan = Math.max(makespan, end);
    for (const later of activity.after) {
      ready[later] = Math.max(ready[later] as number, end);
      open[later] = (open[later] as number) - 1;
      if (open[later] === 0) queue.push(later);
    }
  }
  const fits = activities.every(({ demand }) => demand.every((amount, r) => amount <= (capacity[r] as number)));
  if (queue.length < activities.length || !fits) {
    throw new InputError(
      file,
      'no schedule exists',
      'Activities wait for each other, or one needs more than there is.',
    );
  }
  return makespan;
}

/** Takes the first slots in which the activity fits, and says where they begin. */
function earliest({ slots, demand }: Activity, ready: number, capacity: readonly number[], use: number[][]): number {
  const isFull = (slot: number): boolean =>
    demand.some((amount, r) => amount > 0 && (use[slot]?.[r] ?? 0) + amount > (capacity[r] as number));
  let start = ready;
  for (
    let slot = ready;
    slot < start + slots && demand.every((amount, r) => amount <= (capacity[r] as number));
    slot++
  ) {
    if (isFull(slot)) start = slot + 1;
  }
  for (let slot = start; slot < start + slots; slot++) {
    use[slot] = demand.map((amount, r) => (use[slot]?.[r] ?? 0) + amount);
  }
  return start;
}

/** The last activity starts in slot `slots` at the latest, so there is one slot more. */
function problemOf({ capacity, activities }: Project, slots: number): Problem {
  return {
    edges: Array.from({ length: slots + 2 }, (_, slot) => slot),
    resources: capacity.map((_, r) => `resource ${r + 1}`),
    hosts: [
      { id: hostId(0), name: 'project', capacity, blocks: [], runningVms: 0, monitoredFreeCpuCentis: capacity[0] ?? 0 },
    ],
    hostSets: [[0]],
    jobs: activities.map((activity, index) => jobOf(activity, index, index === activities.length - 1, slots)),
    vms: activities.map(({ demand }, job) => ({
      id: vmId(job),
      job,
      demand,
      hostSet: 0,
      ranks: null,
      saveSeconds: 0,
    })),
    rules: [],
    budgets: { migrations: null, pauses: null, actionsPerHostSlot: null },
    serialSaves: false,
    shape: { kind: 'none' },
    precedences: activities.flatMap(({ after }, before) =>
      after.map((index): Precedence => ({ before, after: index })),
    ),
    placement: null,
  };
}

/** Refusing one is worse than any wait; only the start of the last activity counts. */
function jobOf({ slots }: Activity, index: number, isLast: boolean, latest: number): WaitingJob {
  const leaveCost: Cost = costAt(ACCEPTANCE, 1);
  return {
    kind: 'waiting',
    lease: leaseId(`activity-${index + 1}`),
    vms: [index],
    delayWeight: isLast ? 1 : 0,
    priority: 0,
    order: index,
    earliest: 0,
    latest,
    occupiedSeconds: slots,
    idealSecond: 0,
    startCost: 0,
    leaveCost,
  };
}
