import assert from 'node:assert/strict';
import test from 'node:test';
import { checkSchedule } from '../../../src/check/schedule.ts';
import { type Cost, compareCosts, MEND, SHAPE } from '../../../src/domain/levels.ts';
import type { Problem } from '../../../src/domain/problem.ts';
import type { Decision } from '../../../src/domain/schedule.ts';
import { Anneal } from '../../../src/solve/instant/anneal.ts';
import { assignmentOf, scheduleOf } from '../../../src/solve/instant/assignment.ts';
import { instantBound } from '../../../src/solve/instant/bound/bound.ts';
import { instantData } from '../../../src/solve/instant/data-of.ts';
import { foldWeights } from '../../../src/solve/instant/fold.ts';
import { isInstant } from '../../../src/solve/instant/is-instant.ts';
import { openings } from '../../../src/solve/instant/openings.ts';
import { present } from '../../../src/solve/present.ts';
import { everyDecision, everySchedule } from '../../support/every-schedule.ts';
import { randomInstant } from '../../support/instant-problem.ts';

const SEEDS = Array.from({ length: 120 }, (_, index) => index + 1);

test('whatever the instant, what the search stands at keeps every rule, costs what the checker says, and is kept right', () => {
  let met = 0;
  for (const seed of SEEDS) {
    const problem = randomInstant(seed);
    const { best, optimum } = { best: searched(problem, seed), optimum: optimumOf(problem) };
    assert.ok(compareCosts(best, optimum) >= 0, `seed ${seed}`);
    if (compareCosts(best, optimum) === 0) met += 1;
  }
  assert.ok(met >= 0.85 * SEEDS.length, `${met} of ${SEEDS.length} problems`);
});

test('no bound on level shape lies above the proven optimum, and some meet it', () => {
  let met = 0;
  for (const seed of SEEDS) {
    const problem = randomInstant(seed);
    const optimum = optimumOf(problem);
    const bound = instantBound(problem, optimum);
    assert.ok(bound[SHAPE] <= optimum[SHAPE], `seed ${seed}: ${bound[SHAPE]} > ${optimum[SHAPE]}`);
    if (bound[SHAPE] === optimum[SHAPE]) met += 1;
  }
  assert.ok(met > SEEDS.length / 8, `${met} of ${SEEDS.length} problems`);
});

/** The best of all openings and a short search from each; fails when one is not valid or its cost is kept wrong. */
function searched(problem: Problem, seed: number): Cost {
  assert.ok(isInstant(problem));
  const nothing = present(problem);
  let best = checkSchedule(problem, nothing).cost;
  const weights = foldWeights(problem, best[MEND]);
  const data = instantData(problem, weights);
  const judge = (assignment: Int32Array): void => {
    const { violations, cost } = checkSchedule(problem, scheduleOf(problem, assignment));
    assert.deepEqual(violations, [], `seed ${seed}`);
    if (compareCosts(cost, best) < 0) best = cost;
  };
  for (const start of [assignmentOf(problem, nothing), ...openings(data, assignmentOf(problem, nothing))]) {
    judge(start);
    const search = new Anneal(data, start, seed, 500);
    for (let round = 0; round < 10; round++) {
      search.run(50, round / 10);
      search.state.verify();
      judge(search.state.place);
    }
    judge(search.best);
  }
  return best;
}

/** By trying every schedule. */
function optimumOf(problem: Problem): Cost {
  const decisions = everyDecision(problem).map((each) => each.filter((decision) => isLegal(problem, decision)));
  let best: Cost | null = null;
  for (const schedule of everySchedule(decisions)) {
    const { violations, cost } = checkSchedule(problem, schedule);
    if (violations.length === 0 && (best === null || compareCosts(cost, best) < 0)) best = cost;
  }
  assert(best !== null);
  return best;
}

/** Nothing is paused at once. */
const isLegal = (_: Problem, decision: Decision): boolean => decision.kind !== 'pause';
