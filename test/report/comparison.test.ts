import assert from 'node:assert/strict';
import test from 'node:test';
import type { Epoch } from '../../src/domain/epoch.ts';
import { leaseId } from '../../src/domain/ids.ts';
import type { Cost } from '../../src/domain/levels.ts';
import { compare, comparisonDocument, comparisonSheet } from '../../src/report/comparison.ts';
import { csvTable } from '../../src/report/csv.ts';
import { difference, differenceDocument, leaseDifferenceSheet } from '../../src/report/difference.ts';
import { PLAIN, textTable } from '../../src/report/text-table.ts';
import { epoch, NOW, PLAN, unsolved } from '../support/epoch.ts';

const costing = (cost: Cost): Epoch =>
  epoch({
    solution: {
      status: 'feasible',
      incumbent: { schedule: [], cost, by: 'x' },
      bound: [0, 0, 0, 0, 0],
      trace: { improvements: [], faults: [], wallSeconds: 1 },
    },
  });

test('policies are ranked level by level, equals share a rank, and no plan comes last', () => {
  const results = compare([
    { policy: 'waits', epoch: costing([0, 0, 900, 0, 0]) },
    { policy: 'refuses', epoch: costing([0, 1, 0, 0, 0]) },
    { policy: 'also waits', epoch: costing([0, 0, 900, 0, 0]) },
    { policy: 'nothing', epoch: unsolved() },
  ]);
  assert.deepEqual(
    results.map(({ rank }) => rank),
    [1, 3, 1, 4],
  );
});

test('waits count from when a request could have run, and to the horizon for one left waiting', () => {
  const [result] = compare([{ policy: 'auto', epoch: epoch() }]);
  assert.equal(result?.maxWaitSeconds, 14_400 + 600);
  assert.equal(result?.meanWaitSeconds, Math.round((600 + 4_200 + 15_000) / 3));
  assert.deepEqual([result?.accepted, result?.leftWaiting, result?.refused], [2, 1, 1]);
  assert.deepEqual(result?.actions, { 'live-migrate': 1, stop: 1, deploy: 2 });
});

test('a policy without a plan has dashes for costs and zero actions', () => {
  const results = compare([
    { policy: 'auto', epoch: epoch() },
    { policy: 'none', epoch: unsolved() },
  ]);
  const [, , none] = csvTable(comparisonSheet(results), true).split('\n');
  assert.match(none ?? '', /^none,2,unknown,,,,,,0s,0s,0,0,0,0,0,0,/);
  assert.equal(comparisonDocument(results).policies[1]?.cost, null);
});

test('two plans are told apart by level and by lease', () => {
  const sooner = epoch({
    plan: {
      ...PLAN,
      forecasts: PLAN.forecasts.map((one) => (one.lease === leaseId('vm-22') ? { ...one, startAt: NOW + 600 } : one)),
    },
  });
  const found = difference(epoch(), sooner);
  assert.equal(found.leases.length, 1);
  assert.equal(found.unchangedLeases, PLAN.forecasts.length - 1);
  assert.equal(differenceDocument(found).leases[0]?.soonerBySeconds, 3_000);
  assert.equal(
    textTable(leaseDifferenceSheet(found), PLAIN).split('\n')[1],
    'vm-22 later starts 11/23 04:26:11 lab-02   starts  11/23 03:36:11 lab-02          50m Resources',
  );
});

test('a plan does not differ from itself', () => {
  assert.deepEqual(difference(epoch(), epoch()).leases, []);
});

test('a lease that only one plan has is shown with nothing on the other side', () => {
  const without = epoch({ plan: { ...PLAN, forecasts: PLAN.forecasts.slice(1) } });
  const found = difference(without, epoch());
  assert.deepEqual(
    found.leases.map(({ before }) => before),
    [null],
  );
});
