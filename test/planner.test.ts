import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { checkPlan } from '../src/check/plan.ts';
import { checkSchedule } from '../src/check/schedule.ts';
import type { Epoch } from '../src/domain/epoch.ts';
import { isPlannable } from '../src/domain/host.ts';
import { compareCosts } from '../src/domain/levels.ts';
import { DEFAULT_POLICY, type Policy } from '../src/domain/policy.ts';
import type { Problem } from '../src/domain/problem.ts';
import type { Snapshot } from '../src/domain/snapshot.ts';
import { incumbentOf } from '../src/domain/solution.ts';
import { formulate } from '../src/formulate/formulate.ts';
import { toPlan } from '../src/plan/plan.ts';
import { planEpoch } from '../src/planner.ts';
import { folderSource } from '../src/read/folder.ts';
import { OPENINGS } from '../src/solve/greedy/policies.ts';
import { solverNamed } from '../src/solve/registry.ts';
import { Search } from '../src/solve/search/search.ts';
import { anyCloud, anyPolicy } from './support/any-cloud.ts';
import { carryOut } from './support/carry-out.ts';
import { host } from './support/cloud.ts';
import { solveSmall } from './support/solving.ts';

const silent = { improved: () => undefined, fault: () => undefined };

/** Plans the bundled cloud as the command line does, after so many steps of search. */
async function planLab(overrides: Partial<Policy> = {}): Promise<Epoch> {
  const limits = { ...DEFAULT_POLICY.limits, timeLimitSeconds: 6 };
  return planEpoch(
    {
      source: folderSource('fixtures/clouds/lab', { now: null }),
      solver: solverNamed('search', { check: checkSchedule }),
      clock: { unixSeconds: () => 0, elapsedSeconds: () => 0 },
      events: silent,
      signal: new AbortController().signal,
      promises: [],
      last: null,
    },
    { ...DEFAULT_POLICY, limits, ...overrides },
  );
}

/** A schedule that the search found in a few hundred steps: with pauses and moves, unlike what greedy passes make. */
function searched(snapshot: Snapshot, policy: Policy, seed: number): ReturnType<typeof toPlan> {
  const { problem, verdicts } = formulate(snapshot, policy, []);
  const [opening] = OPENINGS;
  assert(opening !== undefined);
  const search = new Search(problem, opening.place(problem), seed);
  for (let step = 0; step < 250; step++) search.step(step / 250);
  return toPlan(snapshot, policy, problem, search.best.schedule, [...snapshot.verdicts, ...verdicts]);
}

test('whatever the cloud and the policy, the plan passes its own check', () => {
  const policy = fc.oneof(fc.constant(DEFAULT_POLICY), anyPolicy());
  const property = fc.property(anyCloud(), policy, fc.nat({ max: 999 }), (snapshot, wanted, seed) => {
    assert.deepEqual(checkPlan(snapshot, wanted, searched(snapshot, wanted, seed), []), []);
  });
  fc.assert(property, { seed: 11, numRuns: 500 });
});

test('one more idle host never costs more', async () => {
  const highs = solverNamed('highs', { check: checkSchedule });
  const property = fc.asyncProperty(anyCloud(), async (snapshot) => {
    const [fewer, more] = [snapshot, withIdleHost(snapshot)].map((each) => formulate(each, DEFAULT_POLICY, []).problem);
    assert(fewer !== undefined && more !== undefined);
    const planned = (problem: Problem): string => problem.jobs.map(({ lease }) => lease).join();
    fc.pre(planned(fewer) === planned(more)); // what no host could take before is not compared
    const before = incumbentOf(await solveSmall(highs, fewer));
    const after = incumbentOf(await solveSmall(highs, more));
    assert(before !== null && after !== null);
    assert.ok(compareCosts(after.cost, before.cost) <= 0, `${after.cost.join('/')} after ${before.cost.join('/')}`);
  });
  await fc.assert(property, { seed: 12, numRuns: 40, endOnFailure: true });
});

/** The cloud and an empty host like its first, for whoever may be on that one. */
function withIdleHost(snapshot: Snapshot): Snapshot {
  const like = snapshot.hosts.find(isPlannable) ?? host(0);
  const idle = { ...host(900), cluster: like.cluster, capacity: like.capacity };
  const also = <T>(list: readonly T[], one: T, isAlso: boolean): readonly T[] => (isAlso ? [...list, one] : list);
  return {
    ...snapshot,
    hosts: [...snapshot.hosts, idle],
    vms: snapshot.vms.map((vm) => {
      const isAlso = vm.hosts.includes(like.id);
      return {
        ...vm,
        hosts: also(vm.hosts, idle.id, isAlso),
        ranks: vm.ranks === null ? null : also(vm.ranks, 0, isAlso),
      };
    }),
  };
}

test('planning again at the same moment, once what is due was started, finds nothing more to do', () => {
  let tried = 0;
  const property = fc.property(anyCloud(), fc.nat({ max: 999 }), (snapshot, seed) => {
    const plan = searched(snapshot, DEFAULT_POLICY, seed);
    const due = plan.actions.filter(({ notBefore }) => notBefore < plan.enactBefore);
    // A departure that is through makes room at once, where the plan had to wait for it.
    // And so does an account that has caught up with who is gone already.
    fc.pre(!snapshot.vms.some(({ id, state }) => state === 9 && snapshot.hosts.some(({ vms }) => vms.includes(id))));
    fc.pre(due.length > 0 && due.every(({ operation }) => operation === 'deploy' || operation === 'resume'));
    tried += 1;
    const after = { ...carryOut(snapshot, plan, plan.enactBefore), takenAt: plan.now };
    const { actions, now } = searched(after, DEFAULT_POLICY, seed);
    assert.deepEqual(
      actions.filter(({ notBefore }) => notBefore <= now),
      [],
    );
  });
  fc.assert(property, { seed: 13, numRuns: 60 });
  assert(tried >= 60);
});

test('planning again after the whole plan was carried out finds nothing to do', () => {
  let tried = 0;
  const property = fc.property(anyCloud(), fc.nat({ max: 999 }), (snapshot, seed) => {
    const plan = searched(snapshot, DEFAULT_POLICY, seed);
    fc.pre(plan.actions.length > 0 && plan.forecasts.every(({ outcome }) => SETTLED.has(outcome)));
    tried += 1;
    const after = carryOut(snapshot, plan, plan.now + DEFAULT_POLICY.time.horizonSeconds);
    const { actions, enactBefore } = searched(after, DEFAULT_POLICY, seed);
    const mends = actions.filter(({ operation }) => operation !== 'live-migrate'); // a rule it had no room to mend
    assert.deepEqual(
      mends.filter(({ notBefore }) => notBefore < enactBefore),
      [],
    );
  });
  fc.assert(property, { seed: 14, numRuns: 150 });
  assert(tried >= 150);
});

/** What becomes of a lease that the plan leaves nothing to do for. */
const SETTLED: ReadonlySet<string> = new Set(['starts', 'runs', 'untouched']);

test('the course of the bundled cloud starts 45 minutes after its last member was submitted, and room is made', async () => {
  const epoch = await planLab();
  assert(epoch.plan !== null);
  assert.deepEqual(epoch.violations, []);
  const { actions, forecasts } = epoch.plan;
  const course = epoch.snapshot.leases.find(({ name }) => name === 'course');
  const forecast = forecasts.find(({ lease }) => lease === course?.id);
  assert.equal(course?.vms.length, 6);
  assert.equal(forecast?.outcome, 'starts');
  assert.equal(forecast?.startAt, (course?.submittedAt ?? 0) + 45 * 60);
  const deploys = actions.filter(({ vm, operation }) => operation === 'deploy' && course?.vms.includes(vm));
  assert.deepEqual(
    deploys.map(({ notBefore }) => notBefore),
    Array.from({ length: 6 }, () => forecast?.startAt),
  );
  const before = actions.filter(({ notBefore }) => notBefore < (forecast?.startAt ?? 0));
  assert.ok(before.some(({ operation }) => operation === 'stop' || operation === 'live-migrate'));
});

test('every impossible request of the bundled cloud gets a verdict, and every other lease a start or a reason', async () => {
  const { plan, snapshot, verdicts } = await planLab();
  const names = new Map<number, string>(snapshot.vms.map(({ id, name }) => [id, name]));
  const told = new Map(
    verdicts.map(({ about, code }) => [names.get(Number(String(about.id).replace(/^vm-/, ''))), code] as const),
  );
  assert.deepEqual(
    ['giant', 'nowhere', 'typo', 'past-start', 'too-late', 'open-gang'].map((name) => told.get(name)),
    ['TooLarge', 'NoMatchingHost', 'BadAttribute', 'WindowPassed', 'WindowPassed', 'GangIncomplete'],
  );
  for (const { name, outcome, startAt, reason } of plan?.forecasts ?? []) {
    assert.ok(reason.length > 0, `${name} has no reason`);
    if (outcome === 'starts') assert.ok(startAt !== null, `${name} starts, but when?`);
  }
});
