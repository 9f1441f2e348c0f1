import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fcfs } from '../../src/simulate/policies/fcfs.ts';
import type { View } from '../../src/simulate/policy.ts';
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

for (const { title, planningSeconds, starts } of [
  { title: 'takes no time when it is not charged', planningSeconds: 0, starts: 0 },
  { title: 'takes the seconds it is charged', planningSeconds: 5, starts: 5 },
  {
    title: 'takes its wall time, rounded up to a second, when that is measured',
    planningSeconds: 'measured' as const,
    starts: 3,
  },
])
  test(`a decision ${title}`, async () => {
    let wall = 0;
    const policy = fcfs();
    const slow = {
      ...policy,
      decide: (view: View) => {
        wall += 2.2;
        return policy.decide(view);
      },
    };
    const stopwatch = { cpuSeconds: () => 0, wallSeconds: () => wall };
    const { leases, violations } = await simulate(workloadOf([request(1)]), slow, { planningSeconds, stopwatch });
    assert.deepEqual([leases[0]?.startSeconds, violations], [starts, []]);
  });
