import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fcfs } from '../../src/simulate/policies/fcfs.ts';
import { simulate } from '../../src/simulate/simulate.ts';
import { request, workloadOf } from '../support/workload.ts';

test('eight leases of the whole cluster run one after another in order of arrival, without a gap', async () => {
  const requests = Array.from({ length: 8 }, (_, index) =>
    request(index + 1, { nodes: 4, submitSeconds: index * 10, durationSeconds: 900 }),
  );
  const { leases } = await simulate(workloadOf(requests), fcfs());
  assert.deepEqual(
    leases.map(({ outcome, runs }) => [
      outcome,
      runs.map(({ fromSeconds, untilSeconds }) => [fromSeconds, untilSeconds]),
    ]),
    requests.map((_, index) => ['done', [[index * 900, index * 900 + 900]]]),
  );
});
