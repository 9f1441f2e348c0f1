import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import test from 'node:test';
import { epoch, NOW, SNAPSHOT } from '../support/epoch.ts';
import { newStore } from '../support/new-store.ts';
import { entry } from '../support/store.ts';

const SECRET = 'opensesame-7c1f';

test('a secret is in no file of the store, wherever it was planted', async (context) => {
  const store = await newStore(context, { secrets: [SECRET, `oneadmin:${SECRET}`] });
  const vms = SNAPSHOT.vms.map((vm) => ({ ...vm, name: SECRET, userName: SECRET, requirements: SECRET }));
  const leases = SNAPSHOT.leases.map((lease) => ({ ...lease, name: `lease of ${SECRET}` }));
  const base = epoch();
  assert(base.solution.status === 'feasible');
  const faults = [`highs: ${SECRET} →`];
  const snapshot = { ...SNAPSHOT, vms, leases };
  store.observe(snapshot);
  store.recordEpoch(epoch({ snapshot, solution: { ...base.solution, trace: { ...base.solution.trace, faults } } }), {
    source: `xmlrpc:http://oneadmin:${SECRET}@one:2633/RPC2`,
    snapshotHash: SECRET,
  });
  store.journal.write(entry({ kind: 'intended' }, { before: { ...entry({ kind: 'intended' }).before } }));
  store.journal.write(entry({ kind: 'ended', end: 'failed', reason: `[one.vm.deploy] oneadmin:${SECRET} refused` }));
  store.recordFault({ at: NOW, epoch: 1, about: 'enactor', message: `ONE_AUTH=oneadmin:${SECRET}` });
  store.prune();
  assert.equal(store.lastEpoch(3_600), null, 'what is packed can not be searched: it is not kept');
  const inUse = filesWith(store.file);
  store.close();
  assert.deepEqual(inUse, []);
  assert.deepEqual(filesWith(store.file), []);
});

test('the password in an address is left out even when nobody said that it is one', async (context) => {
  const store = await newStore(context);
  store.recordEpoch(epoch(), { source: `xmlrpc:http://oneadmin:${SECRET}@one:2633/RPC2`, snapshotHash: 'sha256:1' });
  store.recordFault({ at: NOW, epoch: 1, about: 'source', message: `http://oneadmin:${SECRET}@one:2633 is silent` });
  assert.equal(store.history({ last: 1 })[0]?.source, 'xmlrpc:http://one:2633/RPC2');
  store.close();
  assert.deepEqual(filesWith(store.file), []);
});

/** Files beside the store, and itself, that have the secret in them. */
const filesWith = (file: string): readonly string[] =>
  readdirSync(dirname(file)).filter((name) => readFileSync(join(dirname(file), name)).includes(SECRET));
