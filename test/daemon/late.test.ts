import assert from 'node:assert/strict';
import test from 'node:test';
import { promisesFrom, withLateReservations } from '../../src/daemon/late.ts';
import { leaseId } from '../../src/domain/ids.ts';
import { DEFAULT_POLICY } from '../../src/domain/policy.ts';
import { cloud, lease, NOW, vm } from '../support/cloud.ts';

const reserved = (startAt: number) =>
  cloud({
    vms: [vm(1)],
    leases: [lease([vm(1)], { terms: { kind: 'advance-reservation', startAt }, durationSeconds: 600 })],
  });

const promise = { lease: leaseId('vm-1'), startAt: NOW - 20 };

const cases = [
  {
    title: 'an accepted reservation that is late is wanted now',
    startAt: NOW - 20,
    promises: [promise],
    expected: NOW,
  },
  { title: 'one that was never accepted stays missed', startAt: NOW - 20, promises: [], expected: NOW - 20 },
  { title: 'one that is far too late stays missed', startAt: NOW - 3_600, promises: [promise], expected: NOW - 3_600 },
  { title: 'one still to come keeps its second', startAt: NOW + 20, promises: [promise], expected: NOW + 20 },
];

for (const { title, startAt, promises, expected } of cases) {
  test(title, () => {
    const [found] = withLateReservations(reserved(startAt), promises, DEFAULT_POLICY).leases;
    assert.deepEqual(found?.terms, { kind: 'advance-reservation', startAt: expected });
  });
}

test('a promise that has passed binds nobody', () => {
  const later = { lease: leaseId('vm-2'), startAt: NOW };
  assert.deepEqual(promisesFrom([promise, later], NOW), [later]);
});
