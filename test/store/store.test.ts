import assert from 'node:assert/strict';
import test from 'node:test';
import { leaseId } from '../../src/domain/ids.ts';
import { openStore } from '../../src/store/store.ts';
import { epoch, NOW, SNAPSHOT, SOLUTION } from '../support/epoch.ts';
import { newStore } from '../support/new-store.ts';
import { entry, ordinary } from '../support/store.ts';

const CONTEXT = { source: 'folder:lab', snapshotHash: 'sha256:1' };

test('what the journal was told is open until it ends, also for the next process', async (context) => {
  const store = await newStore(context);
  store.journal.write(entry({ kind: 'intended' }));
  store.journal.write(entry({ kind: 'sent' }, { at: NOW + 0.5 }));
  assert.deepEqual(store.journal.open(), [entry({ kind: 'sent' }, { at: NOW + 0.5 })]);
  store.close();
  const next = await openStore(store.file, ordinary());
  assert.deepEqual(next.journal.open(), [entry({ kind: 'sent' }, { at: NOW + 0.5 })]);
  next.journal.write(entry({ kind: 'ended', end: 'done', reason: '' }, { at: NOW + 9 }));
  assert.deepEqual(next.journal.open(), []);
  next.close();
});

test('an action that has ended can not end again', async (context) => {
  const store = await newStore(context);
  store.journal.write(entry({ kind: 'intended' }));
  store.journal.write(entry({ kind: 'ended', end: 'done', reason: '' }));
  assert.throws(() => store.journal.write(entry({ kind: 'sent' })), /deploy-21 of epoch 1 has ended before/);
});

test('epochs are numbered, and say what was planned', async (context) => {
  const store = await newStore(context);
  store.observe(SNAPSHOT);
  assert.equal(store.recordEpoch(epoch(), CONTEXT), 1);
  assert.equal(store.recordEpoch(epoch(), CONTEXT), 2);
  store.recordUnchanged(NOW + 60);
  const [last, first] = store.history({ last: 10 });
  assert.equal(first?.repeats, 0);
  assert.equal(last?.repeats, 1);
  assert.equal(last?.lastAt, NOW + 60);
  assert.equal(last?.actionsPlanned, 4);
  assert.equal(last?.actionsDue, 3);
  assert.equal(last?.status, 'feasible');
  assert.equal(last?.by, 'search');
});

test('starts that a plan foresees are promises, and their drift is known', async (context) => {
  const store = await newStore(context);
  store.observe(SNAPSHOT);
  store.recordEpoch(epoch(), CONTEXT);
  assert.deepEqual(
    store.promises().map(({ lease, startAt }) => [lease, startAt - NOW]),
    [
      ['vm-21', 0],
      ['vm-22', 3_600],
    ],
  );
  const { plan } = epoch();
  assert(plan !== null);
  const later = plan.forecasts.map((forecast) =>
    forecast.lease === 'vm-22' ? { ...forecast, startAt: NOW + 4_200 } : forecast,
  );
  store.recordEpoch(epoch({ plan: { ...plan, forecasts: later } }), CONTEXT);
  const detail = store.lease('vm-22');
  assert.equal(detail?.lease.promise?.driftSeconds, 600);
  assert.equal(detail?.lease.promise?.changes, 1);
  assert.deepEqual(
    detail?.announcements.map(({ epoch: number, startAt }) => [number, startAt - NOW]),
    [
      [1, 3_600],
      [2, 4_200],
    ],
  );
});

test('the last epoch is what planning goes on from, in the next process too', async (context) => {
  const store = await newStore(context);
  store.recordEpoch(epoch(), CONTEXT);
  store.close();
  const next = await openStore(store.file, ordinary());
  const last = next.lastEpoch(3_600);
  assert.deepEqual(last, { problem: epoch().problem, schedule: [], solution: SOLUTION });
  next.close();
  const late = await openStore(store.file, ordinary({ clock: { unixSeconds: () => NOW + 7_200 } }));
  assert.equal(late.lastEpoch(3_600), null);
  late.close();
});

test('work that a running VM delivers is counted from snapshot to snapshot', async (context) => {
  const store = await newStore(context);
  store.observe(SNAPSHOT);
  store.recordEpoch(epoch(), CONTEXT);
  assert.equal(store.delivered(leaseId('vm-11')), 590);
  store.observe({ ...SNAPSHOT, takenAt: NOW + 60 });
  assert.equal(store.delivered(leaseId('vm-11')), 650);
});
