import assert from 'node:assert/strict';
import test from 'node:test';
import { checkSchedule } from '../../../src/check/schedule.ts';
import { ACCEPTANCE, costAt, DISRUPTION, SERVICE } from '../../../src/domain/levels.ts';
import type { Problem } from '../../../src/domain/problem.ts';
import { generateEpoch } from '../../../src/read/benchmarks/generate.ts';
import { problemOf } from '../../../src/read/instance.ts';
import { plainPart } from '../../../src/solve/plain/build.ts';
import { construct } from '../../../src/solve/plain/construct.ts';
import { byArrival, byDensity } from '../../../src/solve/plain/orders.ts';
import { ACCEPTANCE_WORTH, DISRUPTION_WORTH, type Placing, type PlainPart } from '../../../src/solve/plain/part.ts';
import { RoamingSearch } from '../../../src/solve/plain/roaming.ts';
import { placingOf, scheduleOf } from '../../../src/solve/plain/schedule.ts';
import { PlainSearch } from '../../../src/solve/plain/search.ts';
import { mergeInto, splitPart } from '../../../src/solve/plain/split.ts';
import { costOfPlacing } from '../../../src/solve/plain/task.ts';
import { present } from '../../../src/solve/present.ts';
import { host, problem, randomProblem, runningJob } from '../../support/problem.ts';

const SEEDS = Array.from({ length: 400 }, (_, seed) => seed + 1);
const SMALL = problemOf(generateEpoch({ hosts: 10, leases: 30, slots: 24, seed: 4, load: 0.85 }));
/** A dozen jobs on some hosts, so that they are in each other's way. */
const crowdedProblem = (seed: number): Problem =>
  randomProblem(seed, { hosts: [2, 6], jobs: [4, 14], slots: [4, 9], without: ['budgets'] });

test('whatever the problem, what is built and what is found keep every rule', () => {
  for (const seed of SEEDS) {
    const problem = crowdedProblem(seed);
    const part = plainPart(problem, present(problem));
    for (const keys of [byDensity(part), byArrival(part)]) {
      const built = construct(part, keys);
      assertValid(problem, part, built, `seed ${seed}, built`);
      assertValid(problem, part, searched(part, built, seed, 300), `seed ${seed}, found`);
      assertValid(problem, part, searched(part, built, seed, 500, RoamingSearch), `seed ${seed}, found on excursions`);
    }
  }
});

test('what the search counts is what the checker counts', () => {
  for (const seed of SEEDS) {
    const problem = randomProblem(seed, {
      jobs: [3, 9],
      without: ['rules', 'pauses', 'unwelcome', 'shape', 'budgets'],
    });
    const part = plainPart(problem, present(problem));
    if (part.jobs < problem.jobs.length) continue;
    const placing = searched(part, construct(part, byDensity(part)), seed, 200);
    const cost = checkSchedule(problem, scheduleOf(part, placing, present(problem))).cost;
    const counted = cost[ACCEPTANCE] * ACCEPTANCE_WORTH + cost[SERVICE] + cost[DISRUPTION] * DISRUPTION_WORTH;
    assert.ok(Math.abs(costOfPlacing(part, placing) - counted) < 1e-6, `seed ${seed}`);
  }
});

test('the search never ends with more than it began with, and what it keeps adds up', () => {
  for (const seed of SEEDS) {
    const problem = crowdedProblem(seed);
    const part = plainPart(problem, present(problem));
    const built = construct(part, byArrival(part));
    const search = new PlainSearch(part, built, seed);
    for (let step = 0; step < 200; step++) search.step(step / 200);
    search.verify();
    const { gain, ...best } = search.best;
    assert.ok(gain >= 0);
    const difference = costOfPlacing(part, built) - costOfPlacing(part, best);
    assert.ok(Math.abs(difference - gain) <= 1e-6 * Math.max(1, Math.abs(gain)), `seed ${seed}`);
  }
});

test('excursions never end with more than they began with, and what they keep adds up', () => {
  for (const seed of SEEDS) {
    const problem = crowdedProblem(seed);
    const part = plainPart(problem, present(problem));
    const built = construct(part, byArrival(part));
    const search = new RoamingSearch(part, built, seed);
    for (let step = 0; step < 500; step++) {
      search.step(step / 500);
      if (step % 50 !== 0) continue;
      const { gain, ...best } = search.best;
      assert.ok(gain >= 0);
      const difference = costOfPlacing(part, built) - costOfPlacing(part, best);
      assert.ok(Math.abs(difference - gain) <= 1e-6 * Math.max(1, Math.abs(gain)), `seed ${seed}`);
    }
  }
});

test('excursions find who had better be left, whatever the dice, where annealing keeps to its first choice', () => {
  const part = plainPart(SMALL, present(SMALL));
  const costsOf = (Search: typeof PlainSearch | typeof RoamingSearch): readonly number[] =>
    [1, 2, 3].map((seed) =>
      costOfPlacing(part, searched(part, construct(part, byDensity(part)), seed, 20_000, Search)),
    );
  const [annealed, roamed] = [costsOf(PlainSearch), costsOf(RoamingSearch)];
  assert.equal(new Set(roamed).size, 1);
  assert.ok(Math.max(...roamed) <= Math.min(...annealed));
  assert.ok(Math.max(...roamed) < Math.max(...annealed));
});

test('a schedule read as a placing and written again is the same', () => {
  for (const seed of SEEDS.slice(0, 100)) {
    const problem = crowdedProblem(seed);
    const part = plainPart(problem, present(problem));
    const schedule = scheduleOf(part, construct(part, byDensity(part)), present(problem));
    const placing = placingOf(problem, part, schedule);
    assert.ok(placing !== null);
    assert.deepEqual(scheduleOf(part, placing, present(problem)), schedule);
  }
});

test('VMs of a job that only change places stay where they are', () => {
  const given = problem({
    hosts: [host(), host(), host()],
    jobs: [
      runningJob({
        vms: [0, 1].map((on) => ({
          on,
          move: { slots: [0], transitSeconds: 0, lostSeconds: 0, cost: costAt(SERVICE, 3) },
        })),
        remainingSeconds: 600,
      }),
    ],
  });
  const part = plainPart(given, present(given));
  const moves = (...hosts: number[]) =>
    scheduleOf(part, { start: Int32Array.of(0), host: Int32Array.from(hosts) }, present(given));
  assert.deepEqual(moves(1, 0), present(given));
  assert.deepEqual(moves(1, 2), [{ kind: 'run', moves: [{ position: 0, slot: 0, host: 2 }] }]);
});

test('what pieces find apart is one valid schedule together', () => {
  for (const seed of SEEDS) {
    const problem = crowdedProblem(seed);
    const part = plainPart(problem, present(problem));
    const whole = construct(part, byArrival(part));
    const merged: Placing = { start: whole.start.slice(), host: whole.host.slice() };
    for (const piece of splitPart(part, 2, seed, whole)) {
      mergeInto(merged, piece, searched(piece.part, construct(piece.part, byDensity(piece.part)), seed, 100));
    }
    assertValid(problem, part, merged, `seed ${seed}, merged`);
  }
});

test('the same seed and as many steps give the same placing', () => {
  const problem = crowdedProblem(7);
  const part = plainPart(problem, present(problem));
  for (const kind of [PlainSearch, RoamingSearch]) {
    const run = (): Placing => searched(part, construct(part, byDensity(part)), 5, 1_000, kind);
    assert.deepEqual(run(), run());
  }
});

function searched(
  part: PlainPart,
  placing: Placing,
  seed: number,
  steps: number,
  Search: typeof PlainSearch | typeof RoamingSearch = PlainSearch,
): Placing {
  const search = new Search(part, placing, seed);
  for (let step = 0; step < steps; step++) search.step(step / steps);
  return search.best;
}

function assertValid(problem: Problem, part: PlainPart, placing: Placing, what: string): void {
  const { violations } = checkSchedule(problem, scheduleOf(part, placing, present(problem)));
  assert.deepEqual(violations, [], what);
}
