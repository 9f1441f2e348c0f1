import assert from 'node:assert/strict';
import test from 'node:test';
import { checkSchedule } from '../../src/check/schedule.ts';
import { type Cost, compareCosts } from '../../src/domain/levels.ts';
import type { Schedule } from '../../src/domain/schedule.ts';
import { exactSolver } from '../../src/solve/exact.ts';
import { ENGINE_FAULTS, faultyEngine } from '../support/faulty-engine.ts';
import { problem, waiting } from '../support/problem.ts';
import { stopwatch } from '../support/stopwatch.ts';

/** Two leases that fit one after the other on one host, each with a wait to pay for. */
const crowded = problem({
  hosts: [{}],
  jobs: [waiting({ vms: [{ demand: [3, 3] }] }), waiting({ vms: [{ demand: [3, 3] }] })],
});
const optimum: Cost = [0, 0, 600, 0, 0];
const best: Schedule = [
  { kind: 'start', slot: 0, hosts: [0] },
  { kind: 'start', slot: 2, hosts: [0] },
];
const LIMIT_SECONDS = 0.4;
/** On top of 5 % and 0.2 s: other tests run at the same time. */
const BUSY_SECONDS = 1;

for (const fault of ENGINE_FAULTS) {
  test(`an engine whose answer is ${fault} leads to no wrong answer, and is reported`, async () => {
    const reported: string[] = [];
    const solution = await exactSolver(faultyEngine(fault), { check: checkSchedule, stopwatch }).solve(crowded, {
      limits: { timeLimitSeconds: LIMIT_SECONDS, gap: 0, seed: 1, nodeLimit: null, solver: fault },
      start: best,
      events: { improved: () => undefined, fault: (message) => reported.push(message) },
      signal: new AbortController().signal,
    });
    assert.equal(solution.status, 'feasible');
    assert.deepEqual(solution.incumbent.cost, checkSchedule(crowded, solution.incumbent.schedule).cost);
    assert.deepEqual(solution.incumbent.cost, optimum);
    assert.ok(compareCosts(solution.bound, optimum) <= 0, `bound ${solution.bound.join()}`);
    assert.ok(reported.length > 0, 'the fault is an event');
    assert.deepEqual(solution.trace.faults, reported);
    assert.ok(
      solution.trace.wallSeconds <= LIMIT_SECONDS * 1.05 + 0.2 + BUSY_SECONDS,
      `${solution.trace.wallSeconds} s`,
    );
  });
}

test('an engine that is too small for a problem says so and is not asked', async () => {
  const { name, run } = faultyEngine('crashed');
  const solution = await exactSolver(
    { name, run, maxNonzeros: 3, maxCells: 3 },
    { check: checkSchedule, stopwatch },
  ).solve(crowded, {
    limits: { timeLimitSeconds: 5, gap: 0, seed: 1, nodeLimit: null, solver: name },
    start: null,
    events: { improved: () => undefined, fault: () => undefined },
    signal: new AbortController().signal,
  });
  assert.equal(solution.status, 'unknown');
  assert.match(solution.reason, /the program has \d+ entries and at most 3 are tried/);
});
