import assert from 'node:assert/strict';
import test from 'node:test';
import { checkSchedule } from '../../src/check/schedule.ts';
import { ACCEPTANCE } from '../../src/domain/levels.ts';
import { DEFAULT_POLICY, type Policy } from '../../src/domain/policy.ts';
import type { Problem } from '../../src/domain/problem.ts';
import { formulate } from '../../src/formulate/formulate.ts';
import { present } from '../../src/solve/present.ts';
import { admitRefused } from '../../src/solve/search/admit.ts';
import { cloud, host, lease, NOW, running, vm } from '../support/cloud.ts';

const POLICY: Policy = {
  ...DEFAULT_POLICY,
  migration: { ...DEFAULT_POLICY.migration, operation: 'none' },
};

const sized = (cores: number) => ({ demand: { cpuCentis: cores * 100, memoryMib: cores * 512 } });

/** Twenty hosts, each held by preemptible work of most of its cores, and reservations of so many whole hosts. */
function crowded(bookings: number, preemptible = true): Problem {
  const hosts = Array.from({ length: 20 }, (_, id) => host(id, { capacity: { cpuCentis: 1_600, memoryMib: 65_536 } }));
  const fillers = hosts.map(({ id }) => running(vm(id, sized(12)), id, NOW - 600));
  const booked = Array.from({ length: bookings }, (_, index) => vm(100 + index, sized(16)));
  const startAt = (index: number): number => NOW + 1_800 + 300 * (index % 4);
  const leases = [
    ...fillers.map((guest) => lease([guest], { durationSeconds: 7_200, preemptible })),
    ...booked.map((guest, index) =>
      lease([guest], { durationSeconds: 1_200, terms: { kind: 'advance-reservation', startAt: startAt(index) } }),
    ),
  ];
  return formulate(cloud({ hosts, vms: [...fillers, ...booked], leases }), POLICY, []).problem;
}

const forever = { seed: 1, isOver: () => false };

test('reservations of whole hosts are put in by pausing what may be paused', () => {
  for (const bookings of [1, 3, 10]) {
    const problem = crowded(bookings);
    const schedule = admitRefused(problem, present(problem), forever);
    assert.ok(schedule !== null);
    const { cost, violations } = checkSchedule(problem, schedule);
    assert.deepEqual(violations, []);
    assert.equal(cost[ACCEPTANCE], 0, `${bookings} reservations`);
    assert.ok(schedule.filter(({ kind }) => kind === 'pause').length >= bookings);
  }
});

test('where nothing may be paused nothing comes of it', () => {
  const problem = crowded(2, false);
  assert.equal(admitRefused(problem, present(problem), forever), null);
});

test('it ends at once when its time is over', () => {
  const problem = crowded(20);
  assert.equal(admitRefused(problem, present(problem), { seed: 1, isOver: () => true }), null);
});
