import assert from 'node:assert/strict';
import test from 'node:test';
import { checkSchedule } from '../../src/check/schedule.ts';
import { type Cost, compareCosts } from '../../src/domain/levels.ts';
import type { Problem } from '../../src/domain/problem.ts';
import { costOf } from '../../src/solve/cost.ts';
import { solverNamed } from '../../src/solve/registry.ts';
import { everyDecision, everySchedule } from '../support/every-schedule.ts';
import { randomProblem } from '../support/problem.ts';
import { solveSmall, verdictOf } from '../support/solving.ts';

/** Two hosts and three slots: few enough schedules to try every one. */
const PROBLEMS = Array.from({ length: 400 }, (_, seed) => ({
  seed,
  problem: randomProblem(seed, { hosts: [2, 2], jobs: [1, 3], slots: [3, 3] }),
})).filter(({ problem }) => scheduleCount(problem) <= 4000);

test('the cheapest of all schedules that pass the checker is the optimum of the integer program', async () => {
  const highs = solverNamed('highs', { check: checkSchedule });
  const disagreements: string[] = [];
  for (const { seed, problem } of PROBLEMS) {
    const expected = `optimal ${cheapest(problem).join()}`;
    const found = verdictOf(await solveSmall(highs, problem));
    if (found !== expected) disagreements.push(`seed ${seed}: ${found}, not ${expected}: ${JSON.stringify(problem)}`);
  }
  assert.deepEqual(disagreements, []);
  assert.ok(PROBLEMS.length >= 200, `${PROBLEMS.length} problems are small enough`);
});

test('the solvers count the cost of a valid schedule as the checker does', () => {
  for (const { seed, problem } of PROBLEMS) {
    for (const schedule of everySchedule(everyDecision(problem))) {
      const { violations, cost } = checkSchedule(problem, schedule);
      if (violations.length > 0) continue;
      assert.deepEqual(costOf(problem, schedule), cost, `seed ${seed}: ${JSON.stringify(schedule)}`);
    }
  }
});

function cheapest(problem: Problem): Cost {
  let best: Cost | null = null;
  for (const schedule of everySchedule(everyDecision(problem))) {
    const { violations, cost } = checkSchedule(problem, schedule);
    if (violations.length === 0 && (best === null || compareCosts(cost, best) < 0)) best = cost;
  }
  assert.ok(best !== null, 'nothing changes is a valid schedule');
  return best;
}

function scheduleCount(problem: Problem): number {
  return everyDecision(problem).reduce((product, { length }) => product * length, 1);
}
