import assert from 'node:assert/strict';
import test from 'node:test';
import type { Lease } from '../../src/domain/lease.ts';
import { DEFAULT_POLICY, type Policy } from '../../src/domain/policy.ts';
import type { RunningJob } from '../../src/domain/problem.ts';
import type { Vm } from '../../src/domain/vm.ts';
import { formulate } from '../../src/formulate/formulate.ts';
import { cloud, host, lease, NOW, running, suspended, systemDatastore, vm } from '../support/cloud.ts';

/** Five-minute slots for an hour; a VM of 4 GiB is saved, and restored, in 10 + 41 s, moved live in 10 + 9 s. */
const HOUR: Policy = { ...DEFAULT_POLICY, time: { ...DEFAULT_POLICY.time, horizonSeconds: 3_600 } };
const WHENEVER: Policy = {
  ...HOUR,
  preemption: { ...HOUR.preemption, when: 'any' },
  migration: { ...HOUR.migration, when: 'any' },
};

const since = NOW - 100;
const preemptible = { durationSeconds: 1_000, preemptible: true };

/** The job of a lease of these VMs, on its own in the cloud but for a reservation of another VM. */
function jobOf(
  guests: readonly Vm[],
  terms: Partial<Lease>,
  { policy = HOUR, reservedAt }: { readonly policy?: Policy; readonly reservedAt?: number } = {},
): RunningJob {
  const other = vm(90);
  const leases = [lease(guests, terms)];
  if (reservedAt !== undefined) {
    leases.push(lease([other], { terms: { kind: 'advance-reservation', startAt: reservedAt }, durationSeconds: 600 }));
  }
  const vms = reservedAt === undefined ? guests : [...guests, other];
  const datastores = [systemDatastore(100), systemDatastore(110, { shared: false })];
  const [job] = formulate(cloud({ hosts: [host(0), host(1)], vms, leases, datastores }), policy, []).problem.jobs;
  assert.ok(job?.kind === 'running');
  return job;
}

const guest = running(vm(1), 0, since);

test('what is left of a running lease is its duration less what is delivered, and its shutdown', () => {
  assert.equal(jobOf([guest], preemptible).remainingSeconds, 1_000 - 100 + 10);
  assert.equal(jobOf([{ ...guest, deliveredBeforeSeconds: 300 }], preemptible).remainingSeconds, 1_000 - 400 + 10);
  assert.equal(jobOf([guest], { durationSeconds: null, preemptible: true }).remainingSeconds, null);
});

test('a lease that is overdue still holds its room now', () => {
  const policy: Policy = { ...HOUR, atLeaseEnd: 'leave' };
  assert.equal(jobOf([guest], { durationSeconds: 50 }, { policy }).remainingSeconds, policy.overheads.shutdownSeconds);
});

test('a charter is shut down at its scheduled time', () => {
  const scheduled = [{ action: 'terminate', at: NOW + 777, repeats: false, done: false }];
  const terms = { declaredBy: 'charter', durationSeconds: 877 } as const;
  assert.equal(jobOf([{ ...guest, scheduled }], terms).remainingSeconds, 777 + HOUR.overheads.shutdownSeconds);
});

test('a charter that is only powered off never gives its room back', () => {
  const scheduled = [{ action: 'poweroff', at: NOW + 777, repeats: false, done: false }];
  const terms = { declaredBy: 'charter', durationSeconds: 877 } as const;
  assert.equal(jobOf([{ ...guest, scheduled }], terms).remainingSeconds, null);
});

test('a pause takes the time to save and costs its minimum benefit and the work lost', () => {
  const { pause } = jobOf([guest], preemptible);
  assert.deepEqual(pause, {
    slots: [0],
    saveSeconds: 51,
    resumeSeconds: 51,
    resumesAnywhere: true,
    finishBy: null,
    cost: [0, 0, 600, 102, 0],
  });
});

test('VMs of one lease on one host are saved after each other, those on two at once', () => {
  const beside = running(vm(2), 0, since);
  const apart = running(vm(2), 1, since);
  assert.equal(jobOf([guest, beside], preemptible).pause?.saveSeconds, 102);
  assert.equal(jobOf([guest, apart], preemptible).pause?.saveSeconds, 51);
  const policy = { ...HOUR, overheads: { ...HOUR.overheads, serialSaves: false } };
  assert.equal(jobOf([guest, beside], preemptible, { policy }).pause?.saveSeconds, 51);
});

test('an undeploy takes a shutdown, and a boot to come back', () => {
  const policy: Policy = { ...HOUR, preemption: { ...HOUR.preemption, operation: 'undeploy' } };
  const { pause } = jobOf([guest], preemptible, { policy });
  assert.deepEqual([pause?.saveSeconds, pause?.resumeSeconds], [10, 30]);
});

test('a suspended VM comes back only where it was', () => {
  const policy: Policy = { ...HOUR, preemption: { ...HOUR.preemption, operation: 'suspend-overcommit' } };
  assert.equal(jobOf([guest], preemptible, { policy }).pause?.resumesAnywhere, false);
});

const unpausable: readonly {
  readonly title: string;
  readonly guests: readonly Vm[];
  readonly terms?: Partial<Lease>;
  readonly policy?: Policy;
}[] = [
  { title: 'that is not preemptible', guests: [guest], terms: { durationSeconds: 1_000 } },
  { title: 'that is pinned to NUMA nodes', guests: [{ ...guest, pinned: true }] },
  { title: 'that is not heard of', guests: [{ ...guest, lcmState: 16 }] },
  {
    title: 'where the policy never pauses',
    guests: [guest],
    policy: { ...HOUR, preemption: { ...HOUR.preemption, operation: 'none' } },
  },
];

for (const { title, guests, terms = preemptible, policy = HOUR } of unpausable) {
  test(`a lease ${title} is never paused`, () => assert.equal(jobOf(guests, terms, { policy }).pause, null));
}

test('on a host that is out of reach no VM is paused or moved, on one that is disabled they are', () => {
  const on = (state: number) => {
    const snapshot = cloud({
      hosts: [host(0, { state }), host(1)],
      vms: [guest],
      leases: [lease([guest], preemptible)],
    });
    const [job] = formulate(snapshot, HOUR, []).problem.jobs;
    return job?.kind === 'running' && [job.pause !== null, job.moves[0] !== null];
  };
  assert.deepEqual(
    [on(8), on(3), on(4)],
    [
      [false, false],
      [false, false],
      [true, true],
    ],
  );
});

test('just in time is now, or the last slot (or the one before) from which the save is done before a reservation', () => {
  const unlimited = { durationSeconds: null, preemptible: true };
  assert.deepEqual(jobOf([guest], unlimited, { reservedAt: NOW + 1_200 }).pause?.slots, [0, 2, 3]);
  assert.deepEqual(jobOf([guest], unlimited, { reservedAt: NOW + 951 }).pause?.slots, [0, 2, 3]);
  assert.deepEqual(jobOf([guest], unlimited, { reservedAt: NOW + 950 }).pause?.slots, [0, 1, 2]);
});

test('when the policy says any time, a lease may be paused in every slot before its work is done', () => {
  assert.deepEqual(jobOf([guest], preemptible, { policy: WHENEVER }).pause?.slots, [0, 1, 2]);
});

test('a lease whose work is done is neither paused nor moved: it is ended', () => {
  const done = { ...guest, deliveredBeforeSeconds: 900 };
  for (const policy of [HOUR, WHENEVER]) {
    const { pause, moves } = jobOf([done], preemptible, { policy });
    assert.deepEqual([pause, moves], [null, [null]]);
  }
});

test('a lease with a deadline has to end by it when it was paused', () => {
  const terms = { kind: 'deadline', notBefore: null, finishBy: NOW + 2_000 } as const;
  assert.equal(jobOf([guest], { ...preemptible, terms }).pause?.finishBy, NOW + 2_000);
});

test('a suspended lease goes on at once, counting its resume, or is stopped now', () => {
  const job = jobOf([suspended(vm(1), 0, NOW - 400, NOW - 300)], preemptible);
  assert.equal(job.remainingSeconds, 51 + 900 + 10);
  assert.deepEqual([job.pause?.slots, job.pause?.saveSeconds, job.pause?.resumeSeconds], [[0], 51, 0]);
  assert.deepEqual(job.moves, [null]);
});

test('a live move holds both hosts and loses nothing, a cold one saves and restores', () => {
  assert.deepEqual(jobOf([guest], {}).moves, [
    { slots: [0], transitSeconds: 19, lostSeconds: 0, cost: [0, 0, 300, 19, 0] },
  ]);
  const policy: Policy = { ...HOUR, migration: { ...HOUR.migration, operation: 'cold' } };
  const cold = { slots: [0], transitSeconds: 102, lostSeconds: 102, cost: [0, 0, 300, 204, 0] };
  assert.deepEqual(jobOf([guest], {}, { policy }).moves, [cold]);
});

const gpu = { vendor: '10de', device: null, pciClass: null, shortAddress: null };
const unmovable = [
  { title: 'that is pinned to NUMA nodes', guest: { ...guest, pinned: true } },
  { title: 'whose owner wants it to stay', guest: { ...guest, drsBlocked: true } },
  { title: 'that has a PCI device', guest: { ...guest, pci: [gpu] } },
  { title: 'that is not heard of', guest: { ...guest, lcmState: 16 } },
  {
    title: 'whose disks are on its host',
    guest: { ...guest, stay: guest.stay && { ...guest.stay, datastore: systemDatastore(110).id } },
  },
];

for (const { title, guest: stays } of unmovable) {
  test(`a VM ${title} is not moved`, () => assert.deepEqual(jobOf([stays], {}).moves, [null]));
}

test('a VM is moved now, in good time before maintenance of its host, or in any slot', () => {
  const maintenance = [{ host: 'host-0', from: NOW + 1_200, until: NOW + 1_500 }];
  assert.deepEqual(jobOf([guest], {}, { policy: { ...HOUR, maintenance } }).moves[0]?.slots, [0, 3]);
  assert.equal(jobOf([guest], {}, { policy: WHENEVER }).moves[0]?.slots.length, 12);
});

test('a lease is paused in good time before maintenance of its host', () => {
  const maintenance = [{ host: 'host-0', from: NOW + 1_200, until: NOW + 1_500 }];
  const job = jobOf([guest], { durationSeconds: null, preemptible: true }, { policy: { ...HOUR, maintenance } });
  assert.deepEqual(job.pause?.slots, [0, 2, 3]);
});

test('a VM that was asked to leave is unwelcome at once', () => {
  assert.equal(jobOf([{ ...guest, resched: true }], {}).unwelcomeFrom, 0);
  assert.equal(jobOf([guest], {}).unwelcomeFrom, null);
});

test('a VM is unwelcome on a host whose maintenance outlasts the horizon, from its first slot on', () => {
  const until = (second: number): Policy => ({
    ...HOUR,
    maintenance: [{ host: '0', from: NOW + 1_200, until: second }],
  });
  assert.equal(jobOf([guest], {}, { policy: until(NOW + 3_600) }).unwelcomeFrom, 4);
  assert.equal(jobOf([guest], {}, { policy: until(NOW + 3_000) }).unwelcomeFrom, null);
});

test('where one VM of a gang is asked to leave, only that one is moved, and the gang is not paused', () => {
  const job = jobOf([{ ...guest, resched: true }, running(vm(2), 1, since)], preemptible);
  assert.deepEqual(
    job.moves.map((move) => move !== null),
    [true, false],
  );
  assert.equal(job.pause, null);
});

test('where it can not be moved, the gang may be paused', () => {
  const job = jobOf([{ ...guest, resched: true, drsBlocked: true }, running(vm(2), 1, since)], preemptible);
  assert.deepEqual(job.moves, [null, null]);
  assert.notEqual(job.pause, null);
});
