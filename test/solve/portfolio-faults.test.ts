import assert from 'node:assert/strict';
import test from 'node:test';
import { checkSchedule } from '../../src/check/schedule.ts';
import { autoSolver } from '../../src/solve/auto.ts';
import { greedyPolicies } from '../../src/solve/greedy/policies.ts';
import { faultySolver, SOLVER_FAULTS } from '../support/faulty-solver.ts';
import { problem, waiting } from '../support/problem.ts';
import { stopwatch } from '../support/stopwatch.ts';
import { misconduct } from './conformance.ts';

/** Two leases, one after the other on the only host: 600 seconds of waiting. */
const crowded = problem({
  hosts: [{}],
  jobs: [waiting({ vms: [{ demand: [3, 3] }] }), waiting({ vms: [{ demand: [3, 3] }] })],
});

for (const fault of SOLVER_FAULTS) {
  test(`auto survives a solver whose fault is ${fault}, in time`, async () => {
    const auto = autoSolver({
      name: 'auto',
      check: checkSchedule,
      stopwatch,
      greedy: greedyPolicies(1),
      workers: 2,
      exact: [{ solver: faultySolver(fault), mostJobs: 100 }],
    });
    const began = performance.now();
    const solution = await auto.solve(crowded, {
      limits: { timeLimitSeconds: 1, gap: 0, seed: 1, nodeLimit: null, solver: 'auto' },
      start: null,
      events: { improved: () => undefined, fault: () => undefined },
      signal: new AbortController().signal,
    });
    assert.ok('incumbent' in solution, solution.status);
    assert.deepEqual(misconduct(crowded, [0, 0, 600, 0, 0], solution), []);
    assert.deepEqual(solution.incumbent.cost, [0, 0, 600, 0, 0]);
    assert.ok((performance.now() - began) / 1000 < 1 * 1.05 + 0.2 + 1);
  });
}
