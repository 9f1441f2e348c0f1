import assert from 'node:assert/strict';
import test, { before } from 'node:test';
import { checkSchedule } from '../../src/check/schedule.ts';
import type { Problem } from '../../src/domain/problem.ts';
import { solverNamed } from '../../src/solve/registry.ts';
import { minizincAbsent, minizincOptimum, type Optimum } from '../support/minizinc.ts';
import { randomProblem } from '../support/problem.ts';
import { solveSmall, verdictOf } from '../support/solving.ts';

const PROBLEMS = Array.from({ length: 240 }, (_, seed) => randomProblem(seed));
const PROCESSES = 2;

/** What `models/batch.mzn` says is best, by seed. */
const specified: Optimum[] = [];

before(async () => {
  if (minizincAbsent !== false) return;
  const waiting = [...PROBLEMS.entries()];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      specified[next[0]] = await minizincOptimum(next[1]);
    }
  };
  await Promise.all(Array.from({ length: PROCESSES }, work));
});

test('the integer program has the optimum of the specification, level by level', { skip: minizincAbsent }, async () => {
  const highs = solverNamed('highs', { check: checkSchedule });
  const found: string[] = [];
  for (const problem of PROBLEMS) found.push(verdictOf(await solveSmall(highs, problem)));
  assert.deepEqual(
    disagreements((_, seed, { cost }) => (found[seed] === `optimal ${cost.join()}` ? null : `HiGHS: ${found[seed]}`)),
    [],
  );
});

test('the schedule of the specification passes the checker and costs what it says', { skip: minizincAbsent }, () => {
  assert.deepEqual(
    disagreements((problem, _, { schedule, cost }) => {
      const checked = checkSchedule(problem, schedule);
      if (checked.violations.length > 0) return `the checker: ${JSON.stringify(checked.violations)}`;
      return checked.cost.join() === cost.join() ? null : `the checker: ${checked.cost.join()}`;
    }),
    [],
  );
});

/** What is said against the specification, with all that is needed to try it again. */
const disagreements = (judge: (problem: Problem, seed: number, optimum: Optimum) => string | null): readonly string[] =>
  PROBLEMS.flatMap((problem, seed) => {
    const optimum = specified[seed] as Optimum;
    const said = judge(problem, seed, optimum);
    if (said === null) return [];
    return [`seed ${seed}: ${said}; the specification: ${JSON.stringify(optimum)}; ${JSON.stringify(problem)}`];
  });
