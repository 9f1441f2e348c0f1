import assert from 'node:assert/strict';
import test, { before } from 'node:test';
import { checkSchedule } from '../../src/check/schedule.ts';
import { type Cost, compareCosts } from '../../src/domain/levels.ts';
import type { Problem } from '../../src/domain/problem.ts';
import { incumbentOf } from '../../src/domain/solution.ts';
import { GREEDY_POLICIES, solverNamed } from '../../src/solve/registry.ts';
import { randomProblem } from '../support/problem.ts';
import { solveSmall, verdictOf } from '../support/solving.ts';

/** One problem, and what HiGHS says is best. */
interface Case {
  readonly seed: number;
  readonly problem: Problem;
  readonly optimum: Cost;
}

const SEEDS = Array.from({ length: 240 }, (_, seed) => seed);
const cases: Case[] = [];

before(async () => {
  const highs = solverNamed('highs', { check: checkSchedule });
  for (const seed of SEEDS) {
    const problem = randomProblem(seed);
    const solution = await solveSmall(highs, problem);
    assert.equal(solution.status, 'optimal', `seed ${seed}: ${verdictOf(solution)}`);
    const optimum = incumbentOf(solution)?.cost;
    if (optimum !== undefined) cases.push({ seed, problem, optimum });
  }
});

test('javascript-lp-solver, where it comes to an end, has the optimum of HiGHS, level by level', async () => {
  const jslp = solverNamed('jslp', { check: checkSchedule });
  const disagreements: string[] = [];
  let proven = 0;
  for (const { seed, problem, optimum } of cases) {
    const solution = await solveSmall(jslp, problem, 2);
    if (solution.status !== 'optimal') continue;
    proven += 1;
    const found = verdictOf(solution);
    const expected = `optimal ${optimum.join()}`;
    if (found !== expected) disagreements.push(`seed ${seed}: ${found}, not ${expected}: ${JSON.stringify(problem)}`);
  }
  assert.deepEqual(disagreements, []);
  assert.ok(proven >= 200, `it proves ${proven} optima`);
});

for (const name of GREEDY_POLICIES) {
  test(`${name} is valid and no better than the optimum`, async () => {
    const greedy = solverNamed(name, { check: checkSchedule });
    for (const { seed, problem, optimum } of cases) {
      const incumbent = incumbentOf(await solveSmall(greedy, problem));
      assert.ok(incumbent !== null, `seed ${seed}: there always is a schedule`);
      const { violations, cost } = checkSchedule(problem, incumbent.schedule);
      assert.deepEqual({ violations, cost }, { violations: [], cost: incumbent.cost }, `seed ${seed}`);
      assert.ok(compareCosts(cost, optimum) >= 0, `seed ${seed}: ${cost.join()} beats ${optimum.join()}`);
    }
  });
}

test('auto proves the optimum', async () => {
  const auto = solverNamed('auto', { check: checkSchedule });
  for (const { seed, problem, optimum } of cases.slice(0, 15)) {
    assert.equal(verdictOf(await solveSmall(auto, problem)), `optimal ${optimum.join()}`, `seed ${seed}`);
  }
});
