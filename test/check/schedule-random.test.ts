import assert from 'node:assert/strict';
import test from 'node:test';
import { checkSchedule } from '../../src/check/schedule.ts';
import { addCosts, type Cost, costAt, MEND, SHAPE, ZERO_COST } from '../../src/domain/levels.ts';
import { type Problem, type ProblemHost, type Rule, type RunningJob, slotCount } from '../../src/domain/problem.ts';
import type { Decision, Schedule } from '../../src/domain/schedule.ts';
import { slotFrom } from '../../src/domain/time.ts';
import type { RuleName } from '../../src/domain/violation.ts';
import { move, pause, resumed, start } from '../support/decisions.ts';
import { type Dice, dice } from '../support/dice.ts';
import { randomProblem } from '../support/problem.ts';

const SEEDS = Array.from({ length: 400 }, (_, seed) => seed);

test('nothing changes: always valid, and it costs what the present leaves broken', () => {
  for (const seed of SEEDS) {
    const given = randomProblem(seed);
    assert.deepEqual(
      checkSchedule(given, present(given)),
      { violations: [], cost: presentCost(given) },
      `seed ${seed}`,
    );
  }
});

test('every rule is noticed when one change breaks a valid schedule', () => {
  const broken = new Map<string, number>();
  for (const seed of SEEDS) {
    const random = dice(seed);
    const given = randomProblem(seed);
    const schedule = someSchedule(given, random);
    for (const [name, mutate] of Object.entries(mutations)) {
      const mutant = mutate(given, schedule, random);
      if (mutant === null) continue;
      broken.set(name, (broken.get(name) ?? 0) + 1);
      const { violations } = checkSchedule(mutant.problem ?? given, mutant.schedule ?? schedule);
      const rules = violations.map((violation) => violation.rule);
      assert.ok(rules.includes(mutant.rule), `seed ${seed}: ${name} is noticed as ${mutant.rule}, not ${rules.join()}`);
    }
  }
  for (const name of Object.keys(mutations)) assert.ok((broken.get(name) ?? 0) >= 10, `${name} was tried often`);
});

interface Mutant {
  readonly rule: RuleName;
  readonly problem?: Problem;
  readonly schedule?: Schedule;
}
type Mutation = (given: Problem, schedule: Schedule, random: Dice) => Mutant | null;

const jobsWith = <K extends Decision['kind']>(
  schedule: Schedule,
  kind: K,
): readonly (readonly [number, Decision & { readonly kind: K }])[] =>
  schedule.flatMap((decision, job) =>
    decision.kind === kind ? [[job, decision as Decision & { readonly kind: K }] as const] : [],
  );

const mutations: Readonly<Record<string, Mutation>> = {
  'a start before its window': (given, schedule) => {
    for (const [index, decision] of jobsWith(schedule, 'start')) {
      const job = given.jobs[index];
      if (job?.kind !== 'waiting' || job.earliest === 0) continue;
      const rule = job.earliest === job.latest ? 'exact' : 'window';
      return { rule, schedule: schedule.with(index, { ...decision, slot: job.earliest - 1 }) };
    }
    return null;
  },
  'a start after its window': (given, schedule) => {
    for (const [index, decision] of jobsWith(schedule, 'start')) {
      const job = given.jobs[index];
      if (job?.kind !== 'waiting' || job.latest === slotCount(given) - 1) continue;
      const rule = job.earliest === job.latest ? 'exact' : 'window';
      return { rule, schedule: schedule.with(index, { ...decision, slot: job.latest + 1 }) };
    }
    return null;
  },
  'a gang without its last member': (_, schedule) => {
    for (const [index, decision] of jobsWith(schedule, 'start')) {
      return { rule: 'gang', schedule: schedule.with(index, { ...decision, hosts: decision.hosts.slice(0, -1) }) };
    }
    return null;
  },
  'a host that does not match': (given, schedule) => {
    for (const [index, decision] of jobsWith(schedule, 'start')) {
      const vm = given.vms[given.jobs[index]?.vms[0] as number];
      const bad = given.hosts.findIndex((_, host) => !given.hostSets[vm?.hostSet as number]?.includes(host));
      if (bad === -1) continue;
      const hosts = decision.hosts.with(0, bad);
      return { rule: 'admissible', schedule: schedule.with(index, { ...decision, hosts }) };
    }
    return null;
  },
  'a move to where it is': (given, schedule) => {
    const index = given.jobs.findIndex((job) => job.kind === 'running' && job.moves[0] !== null);
    const job = given.jobs[index];
    if (job?.kind !== 'running') return null;
    return { rule: 'admissible', schedule: schedule.with(index, move(0, job.on[0] as number)) };
  },
  'a move of what may not be moved': (given, schedule) => {
    const index = given.jobs.findIndex((job) => job.kind === 'running' && job.moves[0] === null);
    return index === -1 ? null : { rule: 'legal', schedule: schedule.with(index, move(0, 0)) };
  },
  'a pause of what must run whole': (given, schedule) => {
    const index = given.jobs.findIndex((job) => job.kind === 'running' && job.pause === null);
    return index === -1 ? null : { rule: 'whole', schedule: schedule.with(index, pause(0)) };
  },
  'a pause in another slot': (given, schedule) => {
    for (const [index, job] of given.jobs.entries()) {
      if (job.kind !== 'running' || job.pause === null) continue;
      const slots = job.pause.slots;
      const other = given.edges.findIndex((_, slot) => slot < slotCount(given) && !slots.includes(slot));
      if (other !== -1) return { rule: 'window', schedule: schedule.with(index, pause(other)) };
    }
    return null;
  },
  'a resume before it is saved': (given, schedule) => {
    const index = given.jobs.findIndex((job) => job.kind === 'running' && (job.pause?.saveSeconds ?? 0) > 0);
    const job = given.jobs[index];
    return job?.kind === 'running' ? { rule: 'order', schedule: schedule.with(index, resumed(0, 0, ...job.on)) } : null;
  },
  'a job without a decision': (_, schedule) => ({ rule: 'complete', schedule: schedule.slice(0, -1) }),
  'a decision of another kind': (given, schedule) => {
    const other: Decision = given.jobs[0]?.kind === 'waiting' ? { kind: 'run', moves: [] } : { kind: 'leave' };
    return { rule: 'complete', schedule: schedule.with(0, other) };
  },
  'a smaller budget of migrations': (given, schedule) => {
    const moved = jobsWith(schedule, 'run').reduce((sum, [, { moves }]) => sum + moves.length, 0);
    return moved === 0 ? null : budgeted(given, { migrations: moved - 1 });
  },
  'a smaller budget of pauses': (given, schedule) => {
    const paused = jobsWith(schedule, 'pause').reduce((sum, [job]) => sum + (given.jobs[job]?.vms.length ?? 0), 0);
    return paused === 0 ? null : budgeted(given, { pauses: paused - 1 });
  },
  'a budget of no actions at all': (given, schedule) =>
    jobsWith(schedule, 'start').length === 0 ? null : budgeted(given, { actionsPerHostSlot: 0 }),
  'a smaller host': (given, schedule) => {
    const [vm] = startedVms(given, schedule).filter(({ host }) => idleNow(given, host));
    if (vm === undefined) return null;
    const capacity = given.resources.map(() => 0);
    return { rule: 'capacity', problem: withHost(given, vm.host, { capacity }) };
  },
  'a second VM of a pair that is kept apart': (given, schedule) => {
    const pair = startedPairs(given, schedule).find(([one, other]) => one.host === other.host);
    if (pair === undefined) return null;
    return ruled(given, 'anti-affinity', { kind: 'apart', left: [pair[0].vm], right: [pair[1].vm] });
  },
  'a VM away from the one it belongs to': (given, schedule) => {
    const pair = startedPairs(given, schedule).find(([one, other]) => one.host !== other.host);
    if (pair === undefined) return null;
    return ruled(given, 'affinity', { kind: 'together', vms: [pair[0].vm, pair[1].vm] });
  },
  'a spread that allows none': (given, schedule) => {
    const [vm] = startedVms(given, schedule);
    return vm === undefined ? null : ruled(given, 'spread', { kind: 'spread', vms: [vm.vm], atMost: 0 });
  },
  'a pool that is too small': (given, schedule) => {
    const [vm] = startedVms(given, schedule);
    const pool = { kind: 'pool', uses: [{ vm: vm?.vm ?? 0, amount: 2 }], limit: 1 } as const;
    return vm === undefined ? null : ruled(given, 'pool', pool);
  },
};

const budgeted = (given: Problem, budgets: Partial<Problem['budgets']>): Mutant => ({
  rule: 'budget',
  problem: { ...given, budgets: { ...given.budgets, ...budgets } },
});

type Bare = Rule extends infer R ? (R extends Rule ? Omit<R, 'name' | 'strength'> : never) : never;
const ruled = (given: Problem, name: RuleName, rule: Bare): Mutant => ({
  rule: name,
  problem: { ...given, rules: [...given.rules, { ...rule, name: 'new', strength: 'must' } as Rule] },
});

const withHost = (given: Problem, index: number, fields: Partial<ProblemHost>): Problem => ({
  ...given,
  hosts: given.hosts.map((host, at) => (at === index ? { ...host, ...fields } : host)),
});

/** A host that by the present holds nothing, so that the present excuses nothing. */
const idleNow = (given: Problem, host: number): boolean =>
  given.hosts[host]?.blocks.length === 0 && !given.jobs.some((job) => job.kind === 'running' && job.on.includes(host));

const holds = (given: Problem, index: number): boolean => {
  const job = given.jobs[index];
  return job?.kind === 'waiting' && job.occupiedSeconds !== 0;
};

/** VMs of jobs that start, with where and when. */
const startedVms = (given: Problem, schedule: Schedule): readonly { vm: number; host: number; slot: number }[] =>
  jobsWith(schedule, 'start')
    .filter(([index]) => holds(given, index))
    .flatMap(([index, { slot, hosts }]) =>
      (given.jobs[index]?.vms ?? []).map((vm, position) => ({ vm, host: hosts[position] as number, slot })),
    );

/** Pairs of VMs that start in one slot: they overlap, whatever they last. */
const startedPairs = (given: Problem, schedule: Schedule) => {
  const vms = startedVms(given, schedule);
  return vms.flatMap((one, index) =>
    vms
      .slice(index + 1)
      .filter((other) => other.slot === one.slot)
      .map((other) => [one, other] as const),
  );
};

const present = (given: Problem): Schedule =>
  given.jobs.map((job) => (job.kind === 'waiting' ? { kind: 'leave' } : { kind: 'run', moves: [] }));

/** A valid schedule with as many changes as a few tries find. */
function someSchedule(given: Problem, random: Dice): Schedule {
  let schedule = present(given);
  for (let round = 0; round < 25; round++) {
    const index = random.between(0, given.jobs.length - 1);
    const candidate = schedule.with(index, randomDecision(given, index, random));
    if (checkSchedule(given, candidate).violations.length === 0) schedule = candidate;
  }
  return schedule;
}

function randomDecision(given: Problem, index: number, random: Dice): Decision {
  const job = given.jobs[index] as Problem['jobs'][number];
  const slot = (): number => random.between(0, slotCount(given) - 1);
  const hosts = job.vms.map(() => random.between(0, given.hosts.length - 1));
  if (job.kind === 'waiting') return start(slot(), ...hosts);
  if (random.chance(40)) return move(slot(), hosts[0] as number, random.between(0, job.vms.length - 1));
  return random.chance(50) ? pause(slot()) : resumed(slot(), slot(), ...hosts);
}

/** What "nothing changes" costs, slot by slot, from the definitions. */
function presentCost(given: Problem): Cost {
  const left = given.jobs.flatMap((job) => (job.kind === 'waiting' ? [job.leaveCost] : []));
  const slots = Array.from({ length: slotCount(given) }, (_, slot) => slotCost(given, slot));
  return [...left, ...slots, costAt(SHAPE, presentShape(given))].reduce(addCosts, ZERO_COST);
}

function slotCost(given: Problem, slot: number): Cost {
  const seconds = (given.edges[slot + 1] as number) - (given.edges[slot] as number);
  const over = given.hosts.filter((_, host) =>
    used(given, host, slot).some((use, r) => use > capacityOf(given, host, r)),
  );
  const unwelcome = placed(given, slot).filter(({ job }) => job.unwelcomeFrom !== null && slot >= job.unwelcomeFrom);
  const rules = given.rules.map((rule) =>
    costAt(rule.strength === 'must' ? MEND : SHAPE, seconds * timesBroken(given, rule, slot)),
  );
  return rules.reduce(addCosts, costAt(MEND, seconds * (over.length + unwelcome.length)));
}

/** VMs that hold room in a slot by the present. */
const placed = (given: Problem, slot: number): readonly { vm: number; host: number; job: RunningJob }[] =>
  given.jobs.flatMap((job) => {
    if (job.kind !== 'running') return [];
    const end = (given.edges[0] as number) + (job.remainingSeconds ?? Number.POSITIVE_INFINITY);
    if (slot >= slotFrom(given.edges, end)) return [];
    return job.vms.map((vm, position) => ({ vm, host: job.on[position] as number, job }));
  });

const used = (given: Problem, host: number, slot: number): readonly number[] =>
  given.resources.map((_, r) => {
    const blocks = (given.hosts[host]?.blocks ?? []).filter(({ from, until }) => from <= slot && slot < until);
    const here = placed(given, slot).filter((stay) => stay.host === host);
    return [...blocks.map(({ amounts }) => amounts), ...here.map(({ vm }) => given.vms[vm]?.demand ?? [])].reduce(
      (sum, amounts) => sum + (amounts[r] ?? 0),
      0,
    );
  });

const capacityOf = (given: Problem, host: number, r: number): number => given.hosts[host]?.capacity[r] ?? 0;

function timesBroken(given: Problem, rule: Rule, slot: number): number {
  const here = placed(given, slot);
  const hostOf = (vm: number): number | undefined => here.find((stay) => stay.vm === vm)?.host;
  const pairs = here.flatMap((one, index) => here.slice(index + 1).map((other) => [one, other] as const));
  switch (rule.kind) {
    case 'apart':
      return pairs.filter(
        ([one, other]) =>
          one.host === other.host &&
          ((rule.left.includes(one.vm) && rule.right.includes(other.vm)) ||
            (rule.left.includes(other.vm) && rule.right.includes(one.vm))),
      ).length;
    case 'together':
      return pairs.filter(
        ([one, other]) => one.host !== other.host && rule.vms.includes(one.vm) && rule.vms.includes(other.vm),
      ).length;
    case 'spread':
      return given.hosts.filter((_, host) => rule.vms.filter((vm) => hostOf(vm) === host).length > rule.atMost).length;
    case 'pool': {
      const inUse = rule.uses.filter(({ vm }) => hostOf(vm) !== undefined).reduce((sum, { amount }) => sum + amount, 0);
      return inUse > rule.limit ? 1 : 0;
    }
  }
}

function presentShape(given: Problem): number {
  const slots = Array.from({ length: slotCount(given) }, (_, slot) => slot);
  if (given.shape.kind === 'none') return 0;
  if (given.shape.kind === 'pack') {
    return given.hosts.filter(
      ({ blocks }, host) =>
        blocks.length > 0 || slots.some((slot) => placed(given, slot).some((vm) => vm.host === host)),
    ).length;
  }
  const loads = given.hosts.flatMap((_, host) =>
    slots.map((slot) => Math.ceil((1000 * (used(given, host, slot)[0] ?? 0)) / capacityOf(given, host, 0))),
  );
  return Math.max(0, ...loads);
}
