import assert from 'node:assert/strict';
import test from 'node:test';
import type { Epoch } from '../../src/domain/epoch.ts';
import { hostId, leaseId } from '../../src/domain/ids.ts';
import type { Forecast } from '../../src/domain/plan.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import type { Vm } from '../../src/domain/vm.ts';
import type { Store } from '../../src/store/store.ts';
import { at, lease, stopped, vm } from '../support/cloud.ts';
import { epoch, NOW, SNAPSHOT } from '../support/epoch.ts';
import { newStore } from '../support/new-store.ts';
import { entry } from '../support/store.ts';

const CONTEXT = { source: 'folder:lab', snapshotHash: 'sha256:1' };
const waiting = vm(1);

/** One lease of an hour, as it is at a moment; null when it is not there any more. */
const seen = (guest: Vm | null, after: number): Snapshot => ({
  ...SNAPSHOT,
  takenAt: NOW + after,
  vms: guest === null ? [] : [guest],
  leases: guest === null ? [] : [lease([guest], { durationSeconds: 3_600 })],
});

const deployed = (after: number): Vm =>
  at(waiting, 1, { state: 3, lcmState: 3 }, { since: NOW + after, runningSince: NOW + after });

/** Observes and records one epoch, in which the lease is foreseen to start at `start` (or not at all). */
function met(store: Store, snapshot: Snapshot, start: number | null = null): void {
  store.observe(snapshot);
  const base = epoch().plan as NonNullable<Epoch['plan']>;
  const forecast: Forecast = {
    lease: leaseId('vm-1'),
    name: 'vm-1',
    vms: [waiting.id],
    outcome: start === null ? 'runs' : 'starts',
    startAt: start === null ? null : NOW + start,
    endAt: null,
    hosts: [hostId(1)],
    reasonCode: 'Starts',
    reason: '',
  };
  store.recordEpoch(epoch({ snapshot, plan: { ...base, forecasts: [forecast] } }), CONTEXT);
}

const promised = (store: Store) => store.lease('vm-1')?.lease.promise;

test('a promise is kept by a deploy at its time, and measured against the newest start announced', async (context) => {
  const store = await newStore(context);
  met(store, seen(waiting, 0), 600);
  met(store, seen(waiting, 60), 900);
  assert.deepEqual(store.promises(), [{ lease: 'vm-1', startAt: NOW + 900 }]);
  met(store, seen(deployed(902), 960));
  assert.deepEqual(store.promises(), []);
  assert.equal(promised(store)?.end, 'kept');
  assert.equal(promised(store)?.driftSeconds, 300);
  assert.equal(promised(store)?.startedAt, NOW + 902);
});

test('a promise is broken by a later deploy', async (context) => {
  const store = await newStore(context);
  met(store, seen(waiting, 0), 600);
  met(store, seen(deployed(700), 720));
  assert.equal(promised(store)?.end, 'broken');
});

test('a promise to a lease that went before it started is withdrawn, and so is the lease', async (context) => {
  const store = await newStore(context);
  met(store, seen(waiting, 0), 600);
  met(store, seen(null, 60));
  assert.equal(promised(store)?.end, 'withdrawn');
  assert.equal(store.lease('vm-1')?.lease.end, 'withdrawn');
});

test('a lease that was paused is done when all is delivered, though its VM stays, and that is said once', async (context) => {
  const store = await newStore(context);
  met(store, seen(deployed(0), 600));
  met(store, seen(stopped(waiting, 1, NOW, NOW + 1_200), 1_260));
  assert.equal(store.lease('vm-1')?.lease.deliveredSeconds, 1_200);
  const again = at(waiting, 2, { state: 3, lcmState: 3 }, { since: NOW + 2_000, runningSince: NOW + 2_010 });
  met(store, seen(again, 2_100));
  assert.equal(store.lease('vm-1')?.lease.end, null);
  const gone = at(
    waiting,
    2,
    { state: 9, lcmState: 0 },
    {
      since: NOW + 2_000,
      runningSince: NOW + 2_010,
      runningUntil: NOW + 4_410,
      endedAt: NOW + 4_415,
    },
  );
  met(store, seen(gone, 4_420));
  const { lease: ended } = store.lease('vm-1') ?? {};
  assert.equal(ended?.end, 'done');
  assert.equal(ended?.deliveredSeconds, 3_600);
  met(store, seen(gone, 4_480));
  assert.equal(store.lease('vm-1')?.lease.endedAt, NOW + 4_420);
});

test('a lease that merely could not be read this time has not ended', async (context) => {
  const store = await newStore(context);
  met(store, seen(deployed(0), 600));
  const verdicts = [{ about: { kind: 'vm', id: 1 }, code: 'Malformed', message: 'no ID' }] as const;
  met(store, { ...seen(null, 660), verdicts });
  assert.equal(store.lease('vm-1')?.lease.end, null);
  met(store, seen(deployed(0), 720));
  assert.equal(store.lease('vm-1')?.lease.deliveredSeconds, 720);
});

test('formulation is given the work that was delivered, wherever it was delivered', async (context) => {
  const store = await newStore(context);
  store.observe(seen(deployed(0), 600));
  store.observe(seen(stopped(waiting, 1, NOW, NOW + 1_200), 1_260));
  const again = at(waiting, 2, { state: 3, lcmState: 3 }, { since: NOW + 2_000, runningSince: NOW + 2_010 });
  const [counted] = store.observe(seen(again, 2_100)).vms;
  assert.equal(counted?.deliveredBeforeSeconds, 1_200);
});

test('a boot that was under way when the planner died is taken to be as long as boots are, not as long as it was dead', async (context) => {
  const store = await newStore(context);
  const startSeconds = () => 10;
  const command = { ...entry({ kind: 'sent' }).command, vm: waiting.id };
  store.observe(seen(waiting, -60));
  store.journal.write(entry({ kind: 'sent' }, { command, at: NOW - 50 }));
  store.observe(seen(deployed(-50), 5), { startSeconds });
  store.journal.write(entry({ kind: 'ended', end: 'done', reason: '' }, { command, at: NOW + 6 }));
  const [counted] = store.observe(seen(deployed(-50), 60), { startSeconds }).vms;
  assert.equal(counted?.deliveredBeforeSeconds, -10);
});

test('work that began after the moment a look says still has all its time', async (context) => {
  const store = await newStore(context);
  const command = { ...entry({ kind: 'sent' }).command, vm: waiting.id };
  store.observe(seen(waiting, 0));
  store.journal.write(entry({ kind: 'sent' }, { command, at: NOW + 1 }));
  store.journal.write(entry({ kind: 'ended', end: 'done', reason: '' }, { command, at: NOW + 9.4 }));
  const [counted] = store.observe(seen(deployed(8), 8)).vms;
  assert.equal(counted?.deliveredBeforeSeconds, -2);
});

test('a command that was refused explains nothing: the history is asked for what its owner did', async (context) => {
  const store = await newStore(context);
  const command = { ...entry({ kind: 'sent' }).command, operation: 'stop', vm: waiting.id } as const;
  store.observe(seen(deployed(0), 600));
  store.journal.write(entry({ kind: 'sent' }, { command, at: NOW + 610 }));
  store.journal.write(entry({ kind: 'ended', end: 'superseded', reason: 'refused' }, { command, at: NOW + 611 }));
  assert.deepEqual(store.unexplained(seen(deployed(620), 660)), [waiting.id]);
});
