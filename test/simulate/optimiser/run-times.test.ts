import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RunTimes } from '../../../src/simulate/optimiser/run-times.ts';
import { NO_OVERHEADS } from '../../../src/simulate/options.ts';
import type { LeaseView, View } from '../../../src/simulate/policy.ts';
import { request } from '../../support/workload.ts';

const HOUR = 3_600;

/** A lease of an hour that has worked so long. */
const lease = (index: number, delivered: number): LeaseView => ({
  index,
  request: request(index, { durationSeconds: HOUR, user: 'ann' }),
  terms: { kind: 'best-effort', notBefore: null },
  leftSeconds: HOUR - delivered,
  overruns: false,
  status: delivered > 0 ? 'running' : 'waiting',
  accepted: true,
  hosts: [0],
  busyUntil: null,
  runningSince: delivered > 0 ? 0 : null,
});

const view = (now: number, leases: readonly LeaseView[]): View => ({
  now,
  hosts: [],
  leases,
  overheads: NO_OVERHEADS,
  arrived: [],
});

test('until two like it have ended a lease is expected to take what was asked', () => {
  const times = new RunTimes();
  times.note(view(100, [lease(1, 100)]));
  times.note(view(300, []));
  assert.equal(times.expectedSeconds(lease(9, 0)), HOUR);
});

test('a lease is expected to take as long as the last two like it, and one that takes longer half as long again', () => {
  const times = new RunTimes();
  times.note(view(100, [lease(1, 100), lease(2, 100)]));
  times.note(view(300, [lease(2, 300)]));
  times.note(view(500, []));
  assert.equal(times.expectedSeconds(lease(9, 0)), 400);
  assert.equal(times.leftSeconds(lease(9, 100)), 300);
  assert.equal(times.leftSeconds(lease(9, 800)), 400);
  assert.equal(times.leftSeconds(lease(9, 3_500)), 100);
});

test('where leases are tried, nobody is expected to be long before he has been', () => {
  const times = new RunTimes();
  times.note(view(0, [lease(1, 0)]));
  const cases = [
    { delivered: 0, inAll: 120, left: 120 },
    { delivered: 50, inAll: 120, left: 70 },
    { delivered: 100, inAll: 200, left: 100 },
    { delivered: 1_000, inAll: 2_000, left: 1_000 },
    { delivered: 3_000, inAll: HOUR, left: 600 },
  ];
  for (const { delivered, inAll, left } of cases) {
    const given = lease(1, delivered);
    assert.deepEqual([times.expectedSeconds(given, 120), times.leftSeconds(given, 120)], [inAll, left]);
  }
});

test('one that is paused or thrown away has taught nothing', () => {
  const times = new RunTimes();
  for (const now of [100, 200]) times.note(view(now, [lease(1, now), lease(2, now)]));
  times.note(view(300, [{ ...lease(1, 0), status: 'paused', leftSeconds: HOUR - 200 }, lease(2, 0)]));
  assert.equal(times.expectedSeconds(lease(9, 0)), HOUR);
});
