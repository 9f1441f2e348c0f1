import assert from 'node:assert/strict';
import test from 'node:test';
import type { VmStatus } from '../../src/domain/enactment.ts';
import { hostId, vmId } from '../../src/domain/ids.ts';
import type { Operation } from '../../src/domain/plan.ts';
import { epoch, NOW, SNAPSHOT } from '../support/epoch.ts';
import { newStore } from '../support/new-store.ts';
import { entry } from '../support/store.ts';

const CONTEXT = { source: 'folder:lab', snapshotHash: 'sha256:1' };

const cases: readonly {
  readonly title: string;
  readonly operation: Operation;
  readonly before: Partial<VmStatus>;
  readonly learned: string | null;
}[] = [
  { title: 'a first deploy tells of a boot', operation: 'deploy', before: {}, learned: 'boot 21 0 on 1' },
  {
    title: 'a deploy of what was stopped tells of a resume',
    operation: 'deploy',
    before: { state: 4, sequence: 2, host: hostId(2) },
    learned: 'resume 21 2 on 1',
  },
  {
    title: 'a deploy of what waits again tells nothing: it may have a saved state',
    operation: 'deploy',
    before: { state: 1, sequence: 1 },
    learned: null,
  },
  {
    title: 'a stop tells of a save on the host that it left',
    operation: 'stop',
    before: { state: 3, lcmState: 3, sequence: 1, host: hostId(2) },
    learned: 'save 21 0 on 2',
  },
  { title: 'a stop of what was suspended tells nothing', operation: 'stop', before: { state: 5 }, learned: null },
  {
    title: 'an undeploy tells of a shutdown',
    operation: 'undeploy',
    before: { state: 3, lcmState: 3, sequence: 1, host: hostId(2) },
    learned: 'shutdown 21 0 on 2',
  },
  { title: 'the end of what never ran tells nothing', operation: 'terminate', before: {}, learned: null },
  {
    title: 'a live migration tells of itself, on the host it went to',
    operation: 'live-migrate',
    before: { state: 3, lcmState: 3, sequence: 1, host: hostId(2) },
    learned: 'live-migration 21 1 on 1',
  },
];

for (const { title, operation, before, learned } of cases) {
  test(title, async (context) => {
    const store = await newStore(context);
    store.observe(SNAPSHOT);
    const command = { ...entry({ kind: 'intended' }).command, operation };
    const acted = { command, before: { ...entry({ kind: 'intended' }).before, ...before } };
    store.journal.write(entry({ kind: 'intended' }, acted));
    store.journal.write(entry({ kind: 'sent' }, { ...acted, at: NOW + 5 }));
    store.journal.write(entry({ kind: 'ended', end: 'done', reason: '' }, { ...acted, at: NOW + 47.4 }));
    const found = store.observed();
    assert.deepEqual(
      found.map(({ kind, vm, sequence, host }) => `${kind} ${vm} ${sequence} on ${host}`),
      learned === null ? [] : [learned],
    );
    for (const { seconds, memoryMib } of found) assert.deepEqual([seconds, memoryMib], [42, 32_768]);
  });
}

test('an action that failed tells nothing', async (context) => {
  const store = await newStore(context);
  store.observe(SNAPSHOT);
  store.journal.write(entry({ kind: 'intended' }));
  store.journal.write(entry({ kind: 'ended', end: 'failed', reason: 'BOOT_FAILURE' }, { at: NOW + 40 }));
  assert.deepEqual(store.observed(), []);
});

test('an action that was sent before this process began tells nothing: it may have been over for long', async (context) => {
  const store = await newStore(context);
  store.observe(SNAPSHOT);
  store.journal.write(entry({ kind: 'intended' }, { at: NOW - 30 }));
  store.journal.write(entry({ kind: 'sent' }, { at: NOW - 20 }));
  store.journal.write(entry({ kind: 'ended', end: 'done', reason: '' }, { at: NOW + 5 }));
  assert.deepEqual(store.observed(), []);
});

test('what a snapshot tells is kept once, however often it is told, and after its VM is gone', async (context) => {
  const store = await newStore(context);
  const told = { kind: 'transfer', vm: vmId(11), sequence: 0, host: hostId(1), memoryMib: 1_024, seconds: 12 } as const;
  const snapshot = { ...SNAPSHOT, observed: [told] };
  for (let round = 0; round < 3; round++) store.recordEpoch(epoch({ snapshot }), CONTEXT);
  store.recordEpoch(epoch(), CONTEXT);
  store.recordEpoch(epoch({ snapshot }), CONTEXT);
  assert.deepEqual(store.observed(), [told]);
});
