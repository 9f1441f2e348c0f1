import assert from 'node:assert/strict';
import test from 'node:test';
import type { Plan } from '../../src/domain/plan.ts';
import { DEFAULT_POLICY, type Policy } from '../../src/domain/policy.ts';
import { type Problem, slotCount } from '../../src/domain/problem.ts';
import type { Schedule } from '../../src/domain/schedule.ts';
import { slotUpTo } from '../../src/domain/time.ts';
import { toPlan } from '../../src/plan/plan.ts';
import { anySchedule } from '../support/any-schedule.ts';
import { cloudOf } from '../support/cloud-of-problem.ts';
import { dice } from '../support/dice.ts';
import { type Feature, randomProblem } from '../support/problem.ts';
import { type Hold, holdsOf, perform } from '../support/rehearse.ts';

/** Everything but what the problem says takes no time at all. */
const AT_ONCE: Policy = {
  ...DEFAULT_POLICY,
  overheads: {
    ...DEFAULT_POLICY.overheads,
    bootSeconds: 0,
    shutdownSeconds: 0,
    saveSeconds: 0,
    resumeSeconds: 0,
    liveMigrationSeconds: 0,
  },
};

interface Sample {
  readonly seed: number;
  readonly problem: Problem;
  readonly schedule: Schedule;
  readonly plan: Plan;
}

const ROUNDS = 250;

/** Plans of random schedules of random problems; circles of moves that nothing can open are left out. */
function* samples(without: readonly Feature[] = []): Generator<Sample> {
  for (let seed = 1; seed <= ROUNDS; seed++) {
    const problem = consistent(randomProblem(seed, { without }));
    const schedule = anySchedule(problem, seed);
    const snapshot = cloudOf(problem, { vmOf: (vm) => ({ ...vm, demand: { ...vm.demand, memoryMib: 0 } }) });
    const plan = toPlan(snapshot, AT_ONCE, problem, schedule, []);
    const wanted = schedule.flatMap((decision) => (decision.kind === 'run' ? decision.moves : [])).length;
    const stuck = plan.forecasts.some(({ reason }) => reason.includes('to change places'));
    if (wanted === 0 || !stuck) yield { seed, problem, schedule, plan };
  }
}

/** A paused job holds its hosts until its VMs are saved, one after another. */
function consistent(problem: Problem): Problem {
  const jobs = problem.jobs.map((job) => {
    if (job.kind === 'waiting' || job.pause === null) return job;
    const saves = job.on.map((host) =>
      job.vms.reduce((sum, vm, at) => sum + (job.on[at] === host ? (problem.vms[vm]?.saveSeconds ?? 0) : 0), 0),
    );
    return { ...job, pause: { ...job.pause, saveSeconds: Math.max(...saves), finishBy: null } };
  });
  return { ...problem, jobs };
}

test('an action waits only for actions that come before it in the plan', () => {
  let dependencies = 0;
  for (const { seed, plan } of samples()) {
    const known = new Set<string>();
    for (const { id, dependsOn } of plan.actions) {
      for (const other of dependsOn) assert(known.has(other), `seed ${seed}: ${id} waits for ${other}`);
      assert(!known.has(id), `seed ${seed}: ${id} twice`);
      known.add(id);
      dependencies += dependsOn.length;
    }
  }
  assert(dependencies > 100, `only ${dependencies} dependencies were seen`);
});

test('each action is legal for what the VM is by then, and begins when the one before is done', () => {
  for (const { seed, problem, plan } of samples()) {
    const states = new Map<number, string>(
      problem.vms.map(({ id, job }) => [id, problem.jobs[job]?.kind === 'running' ? 'running' : 'pending']),
    );
    const busyUntil = new Map<number, number>();
    for (const { action, begin, end } of perform(plan)) {
      const next = NEXT[`${states.get(action.vm)} ${action.operation}`];
      assert(next !== undefined, `seed ${seed}: ${action.id} of a VM that is ${states.get(action.vm)}`);
      assert(begin >= (busyUntil.get(action.vm) ?? 0), `seed ${seed}: ${action.id} is too early`);
      assert.equal(begin, action.notBefore, `seed ${seed}: ${action.id} is announced for a moment at which it waits`);
      states.set(action.vm, next);
      busyUntil.set(action.vm, end);
    }
  }
});

/** What operations make of a VM. */
const NEXT: Readonly<Record<string, string | undefined>> = {
  'pending deploy': 'running',
  'stopped deploy': 'running',
  'running stop': 'stopped',
  'running undeploy': 'stopped',
  'running live-migrate': 'running',
};

test('whatever is scheduled, every host has room at every second', () => {
  let actions = 0;
  for (const { seed, problem, plan } of samples(['over-commitment'])) {
    actions += plan.actions.length;
    assertRoom(problem, holdsOf(presentOf(problem), perform(plan), plan.now), `seed ${seed}`);
  }
  assert(actions > 300, `only ${actions} actions were seen`);
});

test('every host has room however late an action turns out to be', () => {
  for (const { seed, problem, plan } of samples(['over-commitment', 'blocks'])) {
    for (let round = 1; round <= 4; round++) {
      const random = dice(1000 * seed + round);
      const performed = perform(plan, () => (random.chance(50) ? random.between(1, 40) : 0));
      assertRoom(problem, holdsOf(presentOf(problem), performed, plan.now), `seed ${seed}, round ${round}`);
    }
  }
});

test('what a schedule starts is deployed at the edge of its slot, to the second', () => {
  for (const { seed, problem, schedule, plan } of samples(['over-commitment'])) {
    schedule.forEach((decision, index) => {
      const job = problem.jobs[index];
      if (decision.kind !== 'start' || job === undefined) return;
      const deploys = plan.actions.filter(({ lease, operation }) => lease === job.lease && operation === 'deploy');
      assert.deepEqual(
        deploys.map(({ notBefore, host }) => [notBefore, host]),
        decision.hosts.map((host) => [problem.edges[decision.slot], problem.hosts[host]?.id]),
        `seed ${seed}: ${job.lease}`,
      );
    });
  }
});

const presentOf = ({ jobs, vms }: Problem): ReadonlyMap<number, number> =>
  new Map(
    jobs.flatMap((job) =>
      job.kind === 'running' ? job.vms.map((vm, at) => [vms[vm]?.id as number, job.on[at] as number] as const) : [],
    ),
  );

/** At every arrival, which is where use rises: no more than there is, or than there would be if nothing changed. */
function assertRoom(problem: Problem, holds: readonly Hold[], what: string): void {
  const demand = new Map(problem.vms.map((vm) => [vm.id as number, vm.demand]));
  const use = (vms: readonly number[], r: number): number =>
    vms.reduce((sum, vm) => sum + (demand.get(vm)?.[r] ?? 0), 0);
  for (const { host, from, until } of holds) {
    if (until <= from || from === problem.edges[0]) continue;
    const here = holds.filter((hold) => hold.host === host && hold.from <= from && from < hold.until);
    const slot = Math.min(slotUpTo(problem.edges, from), slotCount(problem) - 1);
    const blocks = problem.hosts[host]?.blocks.filter((block) => block.from <= slot && slot < block.until) ?? [];
    problem.hosts[host]?.capacity.forEach((capacity, r) => {
      const open = capacity - blocks.reduce((sum, { amounts }) => sum + (amounts[r] as number), 0);
      const used = use(
        here.map(({ vm }) => vm),
        r,
      );
      const excused = use(stillThere(problem, host, slot), r);
      assert(used <= Math.max(open, excused), `${what}: host ${host} gives ${used} of ${open} at ${from}`);
    });
  }
}

/** VMs that would be on a host in a slot if nothing were done. */
const stillThere = ({ jobs, vms, edges }: Problem, host: number, slot: number): readonly number[] =>
  jobs.flatMap((job) => {
    if (job.kind === 'waiting') return [];
    const end = (edges[0] as number) + (job.remainingSeconds ?? Number.POSITIVE_INFINITY);
    const here = job.vms.filter((_, at) => job.on[at] === host);
    return end > (edges[slot] as number) ? here.map((vm) => vms[vm]?.id as number) : [];
  });
