import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import test from 'node:test';
import { InputError } from '../../src/domain/errors.ts';
import { lockCloud } from '../../src/store/lock.ts';
import { defaultStore, stateFolder } from '../../src/store/state-folder.ts';
import { openStore } from '../../src/store/store.ts';
import { folder } from '../support/cli.ts';
import { NOW } from '../support/epoch.ts';
import { newStore } from '../support/new-store.ts';
import { ordinary } from '../support/store.ts';

const REFUSED = new RegExp(
  `^store .*store\\.db: another planner holds it: \\S+ on \\S+, process ${process.pid}, since 2026-11-23T03:26:11\\.000Z\\. ` +
    `Let it work, or end that process \\(kill ${process.pid}\\): its lock ends with it\\.$`,
);

test('a second planner on one store is refused, and told who holds it', async (context) => {
  const store = await newStore(context);
  await assert.rejects(openStore(store.file, ordinary()), (error: Error) => {
    assert(error instanceof InputError);
    assert.match(error.message, REFUSED);
    return true;
  });
  store.close();
  (await openStore(store.file, ordinary())).close();
});

test('the lock of a process ends with it, however it ends', async (context) => {
  const file = join(folder(context), 'store.db');
  const child = spawn(
    process.execPath,
    ['--import', './test/support/typescript.mjs', 'test/support/store-worker.ts', file],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const closed = once(child, 'close');
  await once(child.stdout, 'data');
  await assert.rejects(openStore(file, ordinary()), new RegExp(`process ${child.pid}, since `));
  child.kill('SIGKILL');
  await closed;
  (await openStore(file, ordinary())).close();
});

test('a second planner on one cloud is refused, whatever its store', (context) => {
  const state = folder(context);
  const first = lockCloud('http://one:2633/RPC2', state, NOW);
  assert.throws(
    () => lockCloud('http://one:2633/RPC2', state, NOW),
    /^InputError: cloud http:\/\/one:2633\/RPC2: another planner holds it/,
  );
  lockCloud('http://other:2633/RPC2', state, NOW).release();
  first.release();
  lockCloud('http://one:2633/RPC2', state, NOW).release();
});

test('a lock that can not be made is an error of one line', (context) => {
  const state = join(folder(context), 'taken');
  writeFileSync(state, 'a file where a folder should be');
  assert.throws(
    () => lockCloud('http://one:2633/RPC2', state, NOW),
    /^InputError: cloud .*: it can not be locked: .*ENOTDIR/,
  );
});

test('the store lies where the environment says, else in the home of its user', () => {
  assert.equal(defaultStore({ HOME: '/home/one' }), '/home/one/.local/state/oneplan/store.db');
  assert.equal(defaultStore({ HOME: '/home/one', XDG_STATE_HOME: '/state' }), '/state/oneplan/store.db');
  assert.equal(defaultStore({ HOME: '/home/one', ONEPLAN_STATE: '/var/lib/oneplan' }), '/var/lib/oneplan/store.db');
  assert.equal(defaultStore({ ONEPLAN_STORE: '/srv/plan.db' }), '/srv/plan.db');
  assert.throws(() => stateFolder({}), /there is no home directory/);
});
