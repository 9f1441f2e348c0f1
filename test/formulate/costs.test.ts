import assert from 'node:assert/strict';
import test from 'node:test';
import type { Lease } from '../../src/domain/lease.ts';
import { DEFAULT_POLICY } from '../../src/domain/policy.ts';
import type { WaitingJob } from '../../src/domain/problem.ts';
import type { Vm } from '../../src/domain/vm.ts';
import { formulate } from '../../src/formulate/formulate.ts';
import { cloud, lease, NOW, vm } from '../support/cloud.ts';

const HOUR = { ...DEFAULT_POLICY, time: { ...DEFAULT_POLICY.time, horizonSeconds: 3_600 } };

function jobOf(vms: readonly Vm[], terms: Partial<Lease>): WaitingJob {
  const [job] = formulate(cloud({ vms, leases: [lease(vms, terms)] }), HOUR, []).problem.jobs;
  assert.ok(job?.kind === 'waiting');
  return job;
}

const old = { submittedAt: NOW - 2 * 3_600 };

const weights: readonly {
  readonly title: string;
  readonly vms: readonly Vm[];
  readonly terms?: Partial<Lease>;
  readonly delayWeight: number;
}[] = [
  { title: 'an ordinary lease weighs 1', vms: [vm(1)], delayWeight: 1 },
  { title: 'a gang weighs as many times more as it has VMs', vms: [vm(1), vm(2), vm(3)], delayWeight: 3 },
  { title: 'priority adds to the weight', vms: [vm(1, { priority: 5 })], delayWeight: 6 },
  {
    title: 'a weight that was asked for stands instead of priority',
    vms: [vm(1, { priority: 5 })],
    terms: { weight: 3 },
    delayWeight: 3,
  },
  { title: 'a lease gains 1 for every hour it waits', vms: [vm(1, old)], delayWeight: 3 },
  {
    title: 'it does not age before it may start',
    vms: [vm(1, old)],
    terms: { terms: { kind: 'best-effort', notBefore: NOW - 3_600 } },
    delayWeight: 2,
  },
  { title: 'a negative priority makes no weight below 1', vms: [vm(1, { priority: -5 })], delayWeight: 1 },
];

for (const { title, vms, terms = { durationSeconds: 60 }, delayWeight } of weights) {
  test(title, () => assert.equal(jobOf(vms, terms).delayWeight, delayWeight));
}

const guest = vm(1, { demand: { cpuCentis: 350, memoryMib: 1_024 }, priority: 1 });

const costs: readonly { readonly title: string; readonly terms: Lease['terms']; readonly cost: readonly number[] }[] = [
  {
    title: 'leaving best effort costs the horizon',
    terms: { kind: 'best-effort', notBefore: null },
    cost: [0, 0, 7_200, 0, 0],
  },
  {
    title: 'leaving an immediate lease refuses its cores, rounded up',
    terms: { kind: 'immediate' },
    cost: [0, 8, 7_200, 0, 0],
  },
  {
    title: 'leaving a reservation refuses it',
    terms: { kind: 'advance-reservation', startAt: NOW + 300 },
    cost: [0, 8, 7_200, 0, 0],
  },
  {
    title: 'leaving a deadline that can only be met now refuses it',
    terms: { kind: 'deadline', notBefore: null, finishBy: NOW + 3_600 },
    cost: [0, 8, 7_200, 0, 0],
  },
  {
    title: 'leaving a deadline that can be met after the horizon refuses nothing',
    terms: { kind: 'deadline', notBefore: null, finishBy: NOW + 9_000 },
    cost: [0, 0, 7_200, 0, 0],
  },
  {
    title: 'leaving what lies beyond the horizon costs nothing',
    terms: { kind: 'advance-reservation', startAt: NOW + 9_000 },
    cost: [0, 0, 0, 0, 0],
  },
];

for (const { title, terms, cost } of costs) {
  test(title, () =>
    assert.deepEqual(
      jobOf([guest, { ...guest, id: vm(2).id }], { terms, durationSeconds: 60 }).leaveCost,
      double(cost),
    ),
  );
}

/** Two VMs cost twice as much. */
function double(cost: readonly number[]): readonly number[] {
  return cost.map((amount) => (amount === 8 ? 16 : amount * 2));
}

test('leases come in the order in which they were whole', () => {
  const vms = [vm(1, { submittedAt: NOW - 5 }), vm(2, { submittedAt: NOW - 9 }), vm(3, { submittedAt: NOW - 5 })];
  const { problem } = formulate(cloud({ vms }), HOUR, []);
  assert.deepEqual(
    problem.jobs.map(({ order }) => order),
    [1, 0, 2],
  );
});
