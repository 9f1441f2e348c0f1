import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import test from 'node:test';
import fc from 'fast-check';
import { actionId, vmId } from '../../src/domain/ids.ts';
import { openStore } from '../../src/store/store.ts';
import { epoch, NOW, SNAPSHOT } from '../support/epoch.ts';
import { newStore } from '../support/new-store.ts';
import { entry, ordinary } from '../support/store.ts';

const CONTEXT = { source: 'folder:lab', snapshotHash: 'sha256:1' };
const DAY = 86_400;
const HALF_MIB = 524_288;

test('whatever is written is read back, and what is open outlives every retention', async (context) => {
  const operation = fc.constantFrom('deploy' as const, 'stop' as const, 'resume' as const, 'terminate' as const);
  const stage = fc.oneof(
    fc.constantFrom({ kind: 'intended' as const }, { kind: 'sent' as const }, { kind: 'accepted' as const }),
    fc.record(
      {
        kind: fc.constant('ended' as const),
        end: fc.constantFrom('done' as const, 'failed' as const, 'superseded' as const),
        reason: fc.string({ unit: 'grapheme' }),
      },
      { noNullPrototype: true },
    ),
  );
  const written = fc.record({
    epoch: fc.integer({ min: 1, max: 40 }),
    vm: fc.integer({ min: 0, max: 1_000_000 }),
    operation,
    stage,
    ageDays: fc.double({ min: 0, max: 400, noNaN: true }),
  });
  const property = fc.asyncProperty(
    fc.uniqueArray(written, { maxLength: 30, selector: ({ epoch: number, vm }) => `${number} ${vm}` }),
    fc.integer({ min: 1, max: 50 }),
    fc.integer({ min: 1, max: 60 }),
    async (actions, keepEpochs, keepDays) => {
      const store = await newStore(context, { keepEpochs, keepDays });
      const entries = actions.map((one) =>
        entry(one.stage, {
          epoch: one.epoch,
          action: actionId(`${one.operation}-${one.vm}`),
          command: { ...entry(one.stage).command, vm: vmId(one.vm), operation: one.operation },
          at: NOW - one.ageDays * DAY,
        }),
      );
      for (let number = 1; number <= 40; number++) {
        store.recordEpoch(epoch({ snapshot: { ...SNAPSHOT, takenAt: NOW - (40 - number) * DAY } }), CONTEXT);
      }
      for (const one of entries) store.journal.write(one);
      for (const one of entries) {
        const kept = store.epoch(one.epoch)?.actions.find(({ action }) => action === one.action);
        assert.deepEqual(kept?.command, one.command);
        assert.deepEqual(kept?.stage, one.stage);
        assert.deepEqual(kept?.before, one.before);
      }
      const open = store.journal.open();
      const promises = store.promises();
      for (let round = 0; round < 3; round++) store.prune();
      assert.deepEqual(store.journal.open(), open);
      assert.deepEqual(store.promises(), promises);
      assert.equal(store.history({ last: 1 })[0]?.number, 40);
      const left = store.history({ last: 100 }).map(({ number }) => number);
      const bearing = new Set(open.map(({ epoch: number }) => number));
      const closed = left.filter((number) => !bearing.has(number));
      assert(closed.length <= Math.max(1, Math.min(keepEpochs, keepDays + 1)), `${closed.length} epochs are left`);
      for (const number of bearing) assert(left.includes(number), `epoch ${number} bears an open action`);
      store.close();
    },
  );
  await fc.assert(property, { seed: 5, numRuns: 12 });
});

test('leases are dropped once they ended long ago, with their VMs and promises', async (context) => {
  let now = NOW;
  const store = await newStore(context, { clock: { unixSeconds: () => now } });
  store.observe(SNAPSHOT);
  store.recordEpoch(epoch(), CONTEXT);
  const vms = SNAPSHOT.vms.filter(({ name }) => name !== 'later' && name !== 'web');
  const ids = new Set(vms.map(({ id }) => id));
  const leases = SNAPSHOT.leases.filter((lease) => lease.vms.every((id) => ids.has(id)));
  const smaller = { ...SNAPSHOT, vms, leases, takenAt: NOW + 60 };
  store.observe(smaller);
  store.recordEpoch(epoch({ snapshot: smaller }), CONTEXT);
  assert.equal(store.lease('vm-22')?.lease.end, 'withdrawn');
  assert.equal(store.lease('vm-22')?.lease.promise?.end, 'withdrawn');
  assert.equal(store.lease('vm-11')?.lease.end, 'ended-early');
  assert.equal(store.lease('vm-11')?.lease.deliveredSeconds, 650);
  now = NOW + 31 * DAY;
  store.prune();
  assert.equal(store.lease('vm-22'), null);
  assert.equal(store.delivered(vmId(11)), 0);
  assert.equal(store.lease('vm-12')?.lease.end, null);
});

test('the store stays below its size, however long it is used', async (context) => {
  const store = await newStore(context, { maxMib: 0.5 });
  for (let number = 0; number < 1_500; number++) {
    store.recordEpoch(epoch(), CONTEXT);
    if (number % 10 === 0) store.prune();
  }
  assert(store.size() < HALF_MIB, `${store.size()} bytes are in use`);
  const kept = store.history({ last: 10_000 }).length;
  assert(kept > 100, `only ${kept} epochs are kept`);
  const { file } = store;
  store.close();
  const { size } = statSync(file);
  assert(size <= HALF_MIB, `the file has ${size} bytes`);
  (await openStore(file, ordinary({ maxMib: 0.5 }))).close();
});
