import assert from 'node:assert/strict';
import test from 'node:test';
import { checkSchedule } from '../../../src/check/schedule.ts';
import { incumbentOf } from '../../../src/domain/solution.ts';
import { generateEpoch } from '../../../src/read/benchmarks/generate.ts';
import { problemOf } from '../../../src/read/instance.ts';
import { solverNamed } from '../../../src/solve/registry.ts';

const CASES = [
  { title: 'searched as a whole', hosts: 20, leases: 120, slots: 24, nodeLimit: 3_000 },
  { title: 'searched in pieces', hosts: 810, leases: 700, slots: 12, nodeLimit: 300 },
];

for (const { title, nodeLimit, ...size } of CASES) {
  test(`with a node limit one worker and two give the same plan, ${title}`, async () => {
    const problem = problemOf(generateEpoch({ ...size, load: 1, seed: 3 }));
    const answers = await Promise.all(
      [1, 2].map(async (workers) => {
        const solution = await solverNamed('search', { check: checkSchedule, workers }).solve(problem, {
          limits: { timeLimitSeconds: 300, gap: 0, seed: 9, nodeLimit, solver: 'search' },
          start: null,
          events: { improved: () => undefined, fault: (message) => assert.fail(message) },
          signal: new AbortController().signal,
        });
        return JSON.stringify(incumbentOf(solution)?.schedule);
      }),
    );
    assert.equal(answers[0], answers[1]);
  });
}
