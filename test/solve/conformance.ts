import assert from 'node:assert/strict';
import test from 'node:test';
import { checkSchedule } from '../../src/check/schedule.ts';
import { type Cost, compareCosts, LEVELS } from '../../src/domain/levels.ts';
import type { Problem } from '../../src/domain/problem.ts';
import type { Solution } from '../../src/domain/solution.ts';
import type { Solver } from '../../src/ports.ts';
import { CONFORMANCE_CASES } from './conformance-cases.ts';

export interface Expectations {
  /** Whether it proves every case optimal. */
  readonly proves: boolean;
  /** A problem that it accepts and does not finish in a second. */
  readonly hard: Problem;
}

/** On top of 5 % and 0.2 s: other tests run at the same time. */
const BUSY_SECONDS = 1;

/** Registers what every solver must do, whatever it is good at. */
export function conformanceTests(solver: Solver, { proves, hard }: Expectations): void {
  for (const { title, problem, optimum } of CONFORMANCE_CASES) {
    test(`${solver.name}: ${title}`, async () => {
      const solution = await solve(solver, problem);
      assert.deepEqual(misconduct(problem, optimum, solution), []);
      if (proves) assert.equal(solution.status, 'optimal');
    });
  }

  test(`${solver.name}: the same problem and seed give the same answer`, async () => {
    for (const { problem } of CONFORMANCE_CASES.slice(0, 3)) {
      const [one, other] = [await solve(solver, problem), await solve(solver, problem)];
      assert.deepEqual(answerOf(one), answerOf(other));
    }
  });

  test(`${solver.name}: the time limit is kept within 5 % and 0.2 s`, async () => {
    const limit = 0.6;
    const began = performance.now();
    const solution = await solve(solver, hard, { timeLimitSeconds: limit });
    const seconds = (performance.now() - began) / 1000;
    assert.deepEqual(misconduct(hard, null, solution), []);
    assert.ok(seconds <= limit * 1.05 + 0.2 + BUSY_SECONDS, `${seconds} s`);
  });

  test(`${solver.name}: it ends soon after nobody waits any more`, async () => {
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 300);
    const began = performance.now();
    const solution = await solve(solver, hard, { timeLimitSeconds: 30, signal: abort.signal });
    assert.deepEqual(misconduct(hard, null, solution), []);
    assert.ok((performance.now() - began) / 1000 <= 0.3 + 0.5 + BUSY_SECONDS);
  });
}

/** What is wrong with a solution, one line each; `optimum` null is not known. */
export function misconduct(problem: Problem, optimum: Cost | null, solution: Solution): readonly string[] {
  if (solution.status === 'infeasible') return ['no problem is infeasible'];
  if (solution.status === 'unknown') return [];
  const { incumbent, bound } = solution;
  const { violations, cost } = checkSchedule(problem, incumbent.schedule);
  if (violations.length > 0) return violations.map(({ rule, message }) => `breaks ${rule}: ${message}`);
  const wrong: string[] = [];
  if (compareCosts(cost, incumbent.cost) !== 0) wrong.push(`costs ${cost.join()}, not ${incumbent.cost.join()}`);
  if (compareCosts(bound, cost) > 0) wrong.push(`bound ${bound.join()} is above its own schedule`);
  if (solution.status === 'optimal' && compareCosts(bound, cost) !== 0)
    wrong.push('optimal without a bound that says so');
  if (optimum === null) return wrong;
  if (compareCosts(cost, optimum) < 0) wrong.push(`costs ${cost.join()}, less than the optimum`);
  if (solution.status === 'optimal' && compareCosts(cost, optimum) !== 0)
    wrong.push('optimal with a better schedule known');
  return [...wrong, ...boundsAbove(bound, optimum)];
}

/** A level's bound must hold for schedules that are optimal on the levels before. */
const boundsAbove = (bound: Cost, optimum: Cost): readonly string[] =>
  LEVELS.flatMap((name, level) => {
    const above = (bound[level] as number) > (optimum[level] as number);
    return above ? [`bound ${bound[level]} of ${name} is above ${optimum[level]}`] : [];
  });

const answerOf = (solution: Solution): unknown =>
  'incumbent' in solution ? [solution.status, solution.incumbent.schedule, solution.bound] : solution.status;

const solve = (
  solver: Solver,
  problem: Problem,
  { timeLimitSeconds = 20, signal = new AbortController().signal } = {},
): Promise<Solution> =>
  solver.solve(problem, {
    limits: { timeLimitSeconds, gap: 0, seed: 1, nodeLimit: null, solver: solver.name },
    start: null,
    events: { improved: () => undefined, fault: () => undefined },
    signal,
  });
