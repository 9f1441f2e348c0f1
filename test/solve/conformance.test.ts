import assert from 'node:assert/strict';
import test from 'node:test';
import { checkSchedule } from '../../src/check/schedule.ts';
import type { Solver } from '../../src/ports.ts';
import { GREEDY_POLICIES, solverNamed } from '../../src/solve/registry.ts';
import { faultySolver } from '../support/faulty-solver.ts';
import { randomProblem } from '../support/problem.ts';
import { solveSmall } from '../support/solving.ts';
import { conformanceTests, misconduct } from './conformance.ts';
import { CONFORMANCE_CASES, HARD_PROBLEM } from './conformance-cases.ts';

/** One of those on which javascript-lp-solver does not return. */
const ENDLESS_FOR_JSLP = randomProblem(3);

conformanceTests(solverNamed('highs', { check: checkSchedule }), { proves: true, hard: HARD_PROBLEM });
conformanceTests(inTurn(solverNamed('auto', { check: checkSchedule })), { proves: true, hard: HARD_PROBLEM });
for (const name of GREEDY_POLICIES) {
  conformanceTests(solverNamed(name, { check: checkSchedule }), { proves: false, hard: HARD_PROBLEM });
}
conformanceTests(solverNamed('jslp', { check: checkSchedule }), { proves: true, hard: ENDLESS_FOR_JSLP });

for (const fault of [
  'fractional',
  'infeasible-flagged-feasible',
  'lies-about-optimality',
  'lies-about-cost',
  'lies-about-bound',
] as const) {
  test(`the suite catches a solver whose answer is ${fault}`, async () => {
    const found = await Promise.all(
      CONFORMANCE_CASES.map(async ({ problem, optimum }) =>
        misconduct(problem, optimum, await solveSmall(faultySolver(fault), problem)),
      ),
    );
    assert.ok(found.flat().length > 0);
  });
}

/** With a node limit `auto` lets one solver work after the other, so that its answer does not depend on who is faster. */
function inTurn(solver: Solver): Solver {
  return {
    name: solver.name,
    solve: (problem, request) => solver.solve(problem, { ...request, limits: { ...request.limits, nodeLimit: 2_000 } }),
  };
}
