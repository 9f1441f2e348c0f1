import assert from 'node:assert/strict';
import test from 'node:test';
import { checkSchedule } from '../../../src/check/schedule.ts';
import { type Cost, SHAPE } from '../../../src/domain/levels.ts';
import type { Problem } from '../../../src/domain/problem.ts';
import { incumbentOf, type Solution } from '../../../src/domain/solution.ts';
import { FORBIDDEN, type GapInstance, gapOf, scheduleOf } from '../../../src/solve/instant/gap/instance.ts';
import { Knapsack } from '../../../src/solve/instant/gap/knapsack.ts';
import { GapLagrangian } from '../../../src/solve/instant/gap/lagrangian.ts';
import { GapSearch } from '../../../src/solve/instant/gap/search.ts';
import { solverNamed } from '../../../src/solve/registry.ts';
import { type Dice, dice } from '../../support/dice.ts';
import { problem, waiting } from '../../support/problem.ts';

test('no bound lies above the optimum of 200 small assignment problems, and the search finds most optima', () => {
  let found = 0;
  let solvable = 0;
  for (let seed = 1; seed <= 200; seed++) {
    const gap = gapOf(randomAssignment(seed));
    if (gap === null) continue;
    const optimum = optimumOf(gap);
    const lagrangian = new GapLagrangian(gap);
    for (let step = 0; step < 150 && !lagrangian.isExhausted; step++) lagrangian.iterate();
    assert.ok(lagrangian.bound <= optimum || optimum === Number.POSITIVE_INFINITY, `seed ${seed}`);
    if (optimum === Number.POSITIVE_INFINITY) continue;
    solvable += 1;
    const search = new GapSearch(gap, seed);
    for (let step = 0; step < 3_000; step++) search.step();
    assert.ok((search.best?.cost ?? optimum) >= optimum, `seed ${seed}`);
    if (search.best?.cost === optimum) found += 1;
  }
  assert.ok(solvable > 100 && found > 0.9 * solvable, `${found} of ${solvable}`);
});

test('what the search finds costs what the checker says', () => {
  for (let seed = 1; seed <= 20; seed++) {
    const drawn = randomAssignment(seed);
    const gap = gapOf(drawn);
    if (gap === null) continue;
    const search = new GapSearch(gap, seed);
    for (let step = 0; step < 500; step++) search.step();
    if (search.best === null) continue;
    const { violations, cost } = checkSchedule(drawn, scheduleOf(search.best.assignment));
    assert.deepEqual(violations, []);
    assert.deepEqual(cost, [0, 0, 0, 0, search.best.cost] satisfies Cost);
  }
});

test('a knapsack is filled with the most that fits', () => {
  for (let seed = 1; seed <= 300; seed++) {
    const random = dice(seed);
    const count = random.between(0, 9);
    const profit = Float64Array.from({ length: count }, () => random.between(1, 30));
    const weight = Int32Array.from({ length: count }, () => random.between(1, 12));
    const capacity = random.between(0, 40);
    const knapsack = new Knapsack(count);
    const value = knapsack.solve(profit, weight, count, capacity);
    const chosen = [...knapsack.chosen.subarray(0, knapsack.chosenCount)];
    const sum = (amounts: ArrayLike<number>): number => chosen.reduce((total, k) => total + (amounts[k] as number), 0);
    assert.equal(value, mostOf(profit, weight, capacity), `seed ${seed}`);
    assert.equal(sum(profit), value);
    assert.ok(sum(weight) <= capacity);
  }
});

test('the same seed and node limit give the same answer', async () => {
  const drawn = randomAssignment(5, 4, 30);
  const [one, other] = [await solve(drawn), await solve(drawn)];
  assert.ok(incumbentOf(one) !== null);
  assert.deepEqual(incumbentOf(one), incumbentOf(other));
  assert.ok('bound' in one && 'bound' in other);
  assert.deepEqual(one.bound, other.bound);
  assert.ok(one.bound[SHAPE] > 0 && one.bound[SHAPE] <= (incumbentOf(one)?.cost[SHAPE] ?? 0));
});

const others: readonly { readonly title: string; readonly change: (drawn: Problem) => Partial<Problem> }[] = [
  { title: 'two slots', change: () => ({ edges: [0, 1, 2] }) },
  { title: 'a shape to keep', change: () => ({ shape: { kind: 'pack' } }) },
  { title: 'no costs of hosts', change: () => ({ placement: null }) },
  {
    title: 'two resources that can run out on one host',
    change: ({ hosts }) => ({ hosts: hosts.map((host) => ({ ...host, capacity: [1, 1] })) }),
  },
  {
    title: 'a job that fits on no host',
    change: ({ vms }) => ({ vms: vms.map((vm) => ({ ...vm, demand: [1000, 1000] })) }),
  },
];
for (const { title, change } of others) {
  test(`a problem with ${title} is no generalised assignment`, () => {
    const drawn = randomAssignment(1, 2);
    assert.equal(gapOf({ ...drawn, ...change(drawn) }), null);
  });
}

/** Hosts that each count a resource of their own, jobs of one VM that must be placed now, costs of hosts. */
function randomAssignment(seed: number, hosts?: number, jobs?: number): Problem {
  const random = dice(seed);
  const m = hosts ?? random.between(2, 3);
  const n = jobs ?? random.between(2, 7);
  const sizes = Array.from({ length: n }, () => Array.from({ length: m }, () => random.between(0, 9)));
  const plenty = 10 * n;
  const need = Math.ceil((n * 4.5) / m);
  const drawn = problem({
    edges: [0, 1],
    hosts: Array.from({ length: m }, (_, i) => ({
      capacity: Array.from({ length: m }, (_, r) => (r === i ? need + random.between(0, 3) : plenty)),
    })),
    jobs: sizes.map((demand) =>
      waiting({ vms: [{ demand, hosts: allowed(random, m) }], occupiedSeconds: null, leaveCost: [0, 1, 0, 0, 0] }),
    ),
  });
  return { ...drawn, resources: sizes[0]?.map((_, r) => `size-${r}`) ?? [], placement: termsOf(random, n, m) };
}

const allowed = (random: Dice, m: number): readonly number[] => {
  const some = Array.from({ length: m }, (_, i) => i).filter(() => random.chance(90));
  return some.length === 0 ? [0] : some;
};

const termsOf = (random: Dice, n: number, m: number): Problem['placement'] => ({
  keptInTransit: Array.from({ length: m }, () => false),
  hostCosts: Array.from({ length: n }, () => Array.from({ length: m }, () => random.between(0, 20))),
  useCosts: null,
  softLoads: [],
  balances: [],
  groupMoves: null,
  reach: [],
  near: [],
});

/** Least cost over all ways to put every job on a host; infinite when none fits. */
function optimumOf({ jobs, hosts, cost, size, capacity }: GapInstance): number {
  const left = Int32Array.from(capacity);
  const from = (job: number): number => {
    if (job === jobs) return 0;
    let least = Number.POSITIVE_INFINITY;
    for (let i = 0; i < hosts; i++) {
      const amount = size[job * hosts + i] as number;
      if (amount === FORBIDDEN || amount > (left[i] as number)) continue;
      left[i] = (left[i] as number) - amount;
      least = Math.min(least, (cost[job * hosts + i] as number) + from(job + 1));
      left[i] = (left[i] as number) + amount;
    }
    return least;
  };
  return from(0);
}

function mostOf(profit: Float64Array, weight: Int32Array, capacity: number): number {
  let most = 0;
  for (let set = 0; set < 1 << profit.length; set++) {
    let [gained, used] = [0, 0];
    for (let k = 0; k < profit.length; k++) {
      if (((set >> k) & 1) === 0) continue;
      gained += profit[k] as number;
      used += weight[k] as number;
    }
    if (used <= capacity) most = Math.max(most, gained);
  }
  return most;
}

const solve = (drawn: Problem): Promise<Solution> =>
  solverNamed('auto', { check: checkSchedule }).solve(drawn, {
    limits: { timeLimitSeconds: 60, gap: 0, seed: 1, nodeLimit: 2_000, solver: 'auto' },
    start: null,
    events: { improved: () => undefined, fault: () => undefined },
    signal: new AbortController().signal,
  });
