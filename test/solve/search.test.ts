import { strict as assert } from 'node:assert';
import test from 'node:test';
import { checkSchedule } from '../../src/check/schedule.ts';
import { compareCosts } from '../../src/domain/levels.ts';
import { costOf } from '../../src/solve/cost.ts';
import { greedyPolicies, OPENINGS } from '../../src/solve/greedy/policies.ts';
import { present } from '../../src/solve/present.ts';
import { Search } from '../../src/solve/search/search.ts';
import { randomProblem } from '../support/problem.ts';

const SEEDS = Array.from({ length: 150 }, (_, index) => index + 1);

test('whatever the problem, every greedy schedule is valid and costs what the checker says', () => {
  for (const seed of SEEDS) {
    const problem = randomProblem(seed);
    const passes = [...OPENINGS, ...Object.entries(greedyPolicies(1)).map(([name, place]) => ({ name, place }))];
    for (const { name, place } of passes) {
      const schedule = place(problem);
      const { violations, cost } = checkSchedule(problem, schedule);
      assert.deepEqual(violations, [], `${name}, seed ${seed}`);
      assert.deepEqual(cost, costOf(problem, schedule), `${name}, seed ${seed}`);
    }
  }
});

test('whatever the problem, each new best of the search is valid, cheaper, and costs what was added up step by step', () => {
  for (const seed of SEEDS) {
    const problem = randomProblem(seed);
    const search = new Search(problem, present(problem), seed);
    let last = search.best.cost;
    for (let step = 0; step < 400; step++) {
      if (!search.step(step / 400)) continue;
      const { schedule, cost } = search.best;
      const replayed = checkSchedule(problem, schedule);
      assert.deepEqual(replayed.violations, [], `seed ${seed}, step ${step}`);
      assert.deepEqual(cost, replayed.cost, `seed ${seed}, step ${step}`);
      assert.ok(compareCosts(cost, last) < 0, `seed ${seed}, step ${step}`);
      last = cost;
    }
  }
});

test('the same seed gives the same search', () => {
  const run = (): unknown => {
    const problem = randomProblem(7);
    const search = new Search(problem, present(problem), 3);
    for (let step = 0; step < 500; step++) search.step(step / 500);
    return search.best;
  };
  assert.deepEqual(run(), run());
});
