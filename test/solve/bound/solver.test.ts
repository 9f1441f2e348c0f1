import assert from 'node:assert/strict';
import test from 'node:test';
import { costAt, SERVICE } from '../../../src/domain/levels.ts';
import { lagrangianSolver } from '../../../src/solve/bound/solver.ts';
import { host, problem, waiting } from '../../support/problem.ts';

test('the thread sends a rising bound, and when jobs start at its prices', async () => {
  const given = problem({
    hosts: [host({ capacity: [4, 8] })],
    jobs: Array.from({ length: 6 }, () =>
      waiting({
        vms: [{ demand: [3, 1] }],
        occupiedSeconds: 300,
        delayWeight: 1,
        idealSecond: 0,
        latest: 3,
        leaveCost: costAt(SERVICE, 2000),
      }),
    ),
  });
  const bounds: number[] = [];
  const starts: Float64Array[] = [];
  const solver = lagrangianSolver(() => () => 0);
  await solver.solve(given, {
    limits: { timeLimitSeconds: 20, gap: 0, seed: 1, nodeLimit: null, solver: 'search' },
    start: null,
    events: {
      fault: assert.fail,
      improved: ({ bound, starts: guide }) => {
        bounds.push(bound[SERVICE]);
        if (guide !== undefined) starts.push(guide);
      },
    },
    signal: new AbortController().signal,
  });
  assert.deepEqual(
    bounds,
    bounds.toSorted((a, b) => a - b),
  );
  // At best four of the six run one after the other, 0 + 300 + 600 + 900, and two are left: 5800.
  const last = bounds.at(-1) ?? 0;
  assert.ok(last > 4000 && last <= 5800, `${last}`);
  assert.equal(starts.at(-1)?.length, 6);
});
