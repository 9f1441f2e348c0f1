import assert from 'node:assert/strict';
import test from 'node:test';
import { parse } from 'yaml';
import { oneplan } from '../support/cli.ts';
import { epoch, NOW, SNAPSHOT } from '../support/epoch.ts';
import { newStore } from '../support/new-store.ts';
import { entry } from '../support/store.ts';

const CONTEXT = { source: 'xmlrpc:http://oneadmin:opensesame@one:2633/RPC2', snapshotHash: 'sha256:1' };

/** A store in which one epoch was planned, and its deploy was done. */
async function lived(context: test.TestContext): Promise<string> {
  const store = await newStore(context);
  store.observe(SNAPSHOT);
  store.recordEpoch(epoch(), CONTEXT);
  store.journal.write(entry({ kind: 'intended' }));
  store.journal.write(entry({ kind: 'ended', end: 'done', reason: 'is RUNNING' }, { at: NOW + 42 }));
  store.recordFault({ at: NOW, epoch: 1, about: 'solver', message: 'highs: answer breaks\ncapacity' });
  store.recordUnchanged(NOW + 120);
  return store.file;
}

test('history lists epochs while the planner holds the store', async (context) => {
  const store = await lived(context);
  const { code, out, err } = await oneplan('history', '--store', store);
  assert.equal(err, '');
  assert.equal(code, 0);
  assert.match(out, /^EPOCH BEGAN/);
  assert.match(out, /1 11\/23 03:26:11 +1 +2m +2 +8 +7 feasible/);
});

test('history of one lease tells what was promised and done', async (context) => {
  const store = await lived(context);
  const { out } = await oneplan('history', '--store', store, '--lease', 'vm-21');
  assert.match(out, /vm-21 urgent oneadmin/);
  assert.match(out, /deploy-21 +21 vm-21 +1 11\/23 03:26:11 +42s done +is RUNNING/);
  const { code, err } = await oneplan('history', '--store', store, '--lease', 'vm-99');
  assert.equal(code, 255);
  assert.match(err, /no lease "vm-99" is remembered/);
});

test('show tells one epoch whole, in every format', async (context) => {
  const store = await lived(context);
  const { out } = await oneplan('show', 'last', '--store', store);
  assert.match(out, /Epoch 1 of xmlrpc:http:\/\/one:2633\/RPC2, 2026-11-23T03:26:11Z/);
  assert.match(out, /highs: answer breaks capacity/);
  assert.match(out, /2 starts announced/);
  const json = JSON.parse((await oneplan('show', '1', '--store', store, '--json')).out);
  assert.deepEqual(parse((await oneplan('show', '1', '--store', store, '--yaml')).out), json);
  assert.equal(json.epoch.cost.service, 18_300);
  assert.equal(json.actions[0].stage.end, 'done');
  const csv = (await oneplan('show', '1', '--store', store, '--csv', '-l', 'ACTION,STAGE', '--no-header')).out;
  assert.equal(csv, 'deploy-21,done\n');
});

test('show refuses what is no epoch that it knows', async (context) => {
  const store = await lived(context);
  assert.match((await oneplan('show', '7', '--store', store)).err, /no epoch "7" is remembered/);
  assert.match((await oneplan('show', 'first', '--store', store)).err, /"first" is no number of an epoch/);
});

test('list has every lease with its state, work delivered and promise', async (context) => {
  const store = await lived(context);
  const { out } = await oneplan('list', '--store', store);
  assert.match(out, /vm-11 +web +oneadmin +1 runs +9m50s +1h/);
  assert.match(out, /vm-22 +later +oneadmin +1 starts +0s +1h +11\/23 04:26:11 +0s open/);
  const { leases } = JSON.parse((await oneplan('list', '--store', store, '--json')).out);
  assert.equal(leases.length, 7);
  assert.equal(leases.find(({ id }: { id: string }) => id === 'vm-22').promise.driftSeconds, 0);
});

test('a store that is not there is an error of one line', async () => {
  const { code, err } = await oneplan('list', '--store', '/nowhere/store.db');
  assert.equal(code, 255);
  assert.match(err, /^oneplan: store \/nowhere\/store.db: there is none\. .*\n$/);
});
