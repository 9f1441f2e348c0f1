import assert from 'node:assert/strict';
import test from 'node:test';
import { checkSchedule } from '../../src/check/schedule.ts';
import { compareCosts, LEVELS } from '../../src/domain/levels.ts';
import { incumbentOf } from '../../src/domain/solution.ts';
import { solverNamed } from '../../src/solve/registry.ts';
import { cheapestCover } from '../../src/solve/repair/cover.ts';
import { repair } from '../../src/solve/repair/repair.ts';
import { dice } from '../support/dice.ts';
import { randomProblem } from '../support/problem.ts';
import { solveSmall } from '../support/solving.ts';

const ENDLESS = { seed: 1, isOver: () => false, hasTime: () => true };

test('a repair keeps every rule, and its bound lies above no optimum, on any level', async () => {
  const highs = solverNamed('highs', { check: checkSchedule });
  let [tried, met] = [0, 0];
  for (let seed = 0; seed < 160; seed++) {
    const problem = randomProblem(seed, { hosts: [2, 3], jobs: [2, 4], slots: [3, 4] });
    const repaired = repair(problem, ENDLESS);
    if (repaired === null) continue;
    const { violations, cost } = checkSchedule(problem, repaired.schedule);
    assert.deepEqual({ violations, cost }, { violations: [], cost: repaired.cost }, `seed ${seed}`);
    const optimum = incumbentOf(await solveSmall(highs, problem))?.cost;
    assert.ok(optimum !== undefined, `seed ${seed}: HiGHS proves it`);
    assert.ok(compareCosts(optimum, repaired.cost) <= 0, `seed ${seed}: ${repaired.cost} is better than ${optimum}`);
    for (const level of LEVELS.keys()) {
      const bound = repaired.bound[level] as number;
      assert.ok(bound <= (optimum[level] as number), `seed ${seed}: bound ${repaired.bound} above ${optimum}`);
      if (bound < (optimum[level] as number)) break;
    }
    tried += 1;
    met += Number(repaired.cost[0] === optimum[0]);
  }
  assert.ok(tried >= 60, `${tried} problems have something to mend`);
  assert.ok(met >= 0.75 * tried, `${met} of ${tried} are mended as well as can be`);
});

test('the cheapest cover is the cheapest of all covers', () => {
  for (let seed = 0; seed < 300; seed++) {
    const { between } = dice(seed);
    const count = between(1, 8);
    const costs = Array.from({ length: count }, () => between(0, 5));
    const rows = Array.from({ length: between(1, 3) }, () => ({
      amounts: costs.map(() => between(0, 6)),
      need: between(1, 12),
    }));
    const cover = cheapestCover(costs, rows);
    const least = enumerated(costs, rows);
    assert.equal(cover === null ? null : costOf(costs, cover.chosen), least, `seed ${seed}`);
    assert.equal(cover?.bound ?? null, least, `seed ${seed}`);
  }
});

const costOf = (costs: readonly number[], items: readonly number[]): number =>
  items.reduce((sum, item) => sum + (costs[item] as number), 0);

/** What the cheapest cover costs, of all subsets; null when there is none. */
function enumerated(
  costs: readonly number[],
  rows: readonly { readonly amounts: readonly number[]; readonly need: number }[],
): number | null {
  let least: number | null = null;
  for (let subset = 0; subset < 2 ** costs.length; subset++) {
    const items = [...costs.keys()].filter((item) => (subset & (1 << item)) !== 0);
    const covers = rows.every(({ amounts, need }) => costOf(amounts, items) >= need);
    const cost = costOf(costs, items);
    if (covers && (least === null || cost < least)) least = cost;
  }
  return least;
}
