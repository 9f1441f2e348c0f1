import assert from 'node:assert/strict';
import { closeSync, openSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { execa } from 'execa';
import { builtPlanner } from '../support/built.ts';
import { dice } from '../support/dice.ts';
import { illegalActions, overcommitments } from '../support/oned/judge.ts';
import { cloudOf } from '../support/oned/presets.ts';
import { startOned } from '../support/oned/start.ts';
import { startPlanner } from '../support/running/planner.ts';
import { QUICK_LATENCIES, QUICK_POLICY } from '../support/running/quick.ts';
import { waitUntil } from '../support/wait-until.ts';
import { doneTwice, ownersOf, settled } from './living.ts';

const REQUEST = 'NAME="new"\nCPU=1\nMEMORY=512';

test('a store that somebody else holds while the planner works is named, and the cloud is not touched', {
  timeout: 120_000,
}, async (context) => {
  const oned = await startOned({ cloud: 'hosts-3', seed: 1 });
  context.after(() => oned.stop());
  const planner = startPlanner(oned, { main: builtPlanner(), more: ['--interval', '1s'] });
  context.after(() => planner.kill('SIGKILL'));
  await waitUntil(() => planner.log().includes('"planned"'), 'it is at work', 60);
  const holder = new Database(join(oned.folder, 'store.db'));
  holder.exec('begin immediate');
  const [vm] = await oned.control({ do: 'allocate', templates: [REQUEST], user: 'alice' });
  await waitUntil(
    () => (planner.log().match(/"level":50.*"why":"store".*store\.db: /g) ?? []).length > 2,
    'it is said, and tried again',
    60,
  );
  const { asked } = await oned.control({ do: 'audit' });
  assert.deepEqual(asked, []);
  holder.close();
  await waitUntil(
    async () => (await oned.control({ do: 'audit' })).asked.some((each) => each.vm === vm),
    'it goes on',
    60,
  );
  planner.kill('SIGTERM');
  assert.equal((await planner.ended).exitCode, 0);
});

/** Becomes what it is told to, with the signal ignored that a file above the limit of its size brings. */
const WITHOUT_SIGNAL = ['sh', '-c', 'trap \'\' XFSZ; exec "$@"', 'sh'];

test('a disk that gets full while the planner works is named, the cloud is not touched, and with room it goes on', {
  skip: process.platform === 'linux' ? false : 'a process is given no more room by prlimit, which is Linux',
  timeout: 180_000,
}, async (context) => {
  const oned = await startOned({ cloud: 'hosts-3', seed: 1 });
  context.after(() => oned.stop());
  const more = ['--interval', '1s', '--time-limit', '0.3s'];
  const planner = startPlanner(oned, { main: builtPlanner(), more, through: WITHOUT_SIGNAL });
  context.after(() => planner.kill('SIGKILL'));
  await waitUntil(() => planner.log().includes('"planned"'), 'it is at work', 60);
  const room = (bytes: string) => execa('prlimit', ['--pid', String(planner.pid), `--fsize=${bytes}:unlimited`]);
  await room('1024');
  const [vm] = await oned.control({ do: 'allocate', templates: [REQUEST], user: 'alice' });
  const complaints = () => planner.log().match(/"level":50.*"why":"store".*store\.db: .*(space|disk)/g) ?? [];
  await waitUntil(() => complaints().length > 2, `it is said, and tried again: ${planner.log().slice(-2_000)}`, 60);
  assert.deepEqual((await oned.control({ do: 'audit' })).asked, []);
  await room('unlimited');
  const isAsked = async () => (await oned.control({ do: 'audit' })).asked.some((each) => each.vm === vm);
  await waitUntil(isAsked, 'it goes on', 60);
  planner.kill('SIGTERM');
  assert.equal((await planner.ended).exitCode, 0);
});

test('a disk that gets full while commands are under way: nothing is sent that is not written down, and all ends well', {
  skip: process.platform === 'linux' ? false : 'a process is given no more room by prlimit, which is Linux',
  timeout: 180_000,
}, async (context) => {
  const oned = await startOned({ cloud: { ...cloudOf(4), latencies: QUICK_LATENCIES }, seed: 5 });
  context.after(() => oned.stop());
  const policy = join(oned.folder, 'policy.yaml');
  writeFileSync(policy, QUICK_POLICY);
  const owners = ownersOf(oned, dice(5));
  await owners.come(8);
  const more = ['--interval', '1s', '--time-limit', '0.3s', '--policy', policy, '--log-level', 'debug'];
  const start = () => startPlanner(oned, { main: builtPlanner(), more, through: WITHOUT_SIGNAL });
  const planner = start();
  context.after(() => planner.kill('SIGKILL'));
  const room = (bytes: string) => execa('prlimit', ['--pid', String(planner.pid), `--fsize=${bytes}:unlimited`]);
  await waitUntil(() => planner.log().includes('"accepted"'), 'commands are under way', 60);
  await room('1024');
  await sleep(1_000); // what was written down before may still be on its way
  const before = (await oned.control({ do: 'audit' })).asked.length;
  await sleep(4_000);
  const audit = await oned.control({ do: 'audit' });
  assert.equal(audit.asked.length, before, 'nothing more is sent');
  planner.kill('SIGKILL');
  await planner.ended;
  const next = start();
  context.after(() => next.kill('SIGKILL'));
  assert.deepEqual(await settled(oned, owners, 90), [], next.log().slice(-3_000));
  next.kill('SIGTERM');
  assert.equal((await next.ended).exitCode, 0);
  const after = await oned.control({ do: 'audit' });
  assert.deepEqual([overcommitments(after), illegalActions(after), doneTwice(after, 'oneadmin')], [[], [], []]);
});

test('a store that is overwritten while the planner works: the cloud stays as it was told, the next start names the remedy', {
  timeout: 180_000,
}, async (context) => {
  const oned = await startOned({ cloud: 'hosts-3', seed: 1 });
  context.after(() => oned.stop());
  const file = join(oned.folder, 'store.db');
  const start = () => startPlanner(oned, { main: builtPlanner(), more: ['--interval', '1s', '--time-limit', '0.3s'] });
  const planner = start();
  context.after(() => planner.kill('SIGKILL'));
  await waitUntil(() => planner.log().includes('"planned"'), 'it is at work', 60);
  const noise = openSync(file, 'r+');
  writeSync(noise, Buffer.alloc(statSync(file).size, 0x5a), 0, undefined, 0);
  closeSync(noise);
  await oned.control({ do: 'allocate', templates: [REQUEST, REQUEST], user: 'alice' });
  await sleep(5_000);
  assert.deepEqual(illegalActions(await oned.control({ do: 'audit' })), []);
  planner.kill('SIGKILL');
  await planner.ended;
  for (const name of ['-wal', '-shm']) rmSync(`${file}${name}`, { force: true });
  const refused = await start().ended;
  assert.equal(refused.exitCode, 255);
  assert.match(refused.stderr, /^oneplan: store \S+store\.db: it is damaged.*Move it away[^\n]*\n?$/);
  rmSync(file);
  const next = start();
  context.after(() => next.kill('SIGKILL'));
  const all = async () => (await oned.control({ do: 'state' })).vms.every(({ phase }) => phase === 'RUNNING');
  await waitUntil(all, 'a new store is made, and the cloud goes on', 60);
  const audit = await oned.control({ do: 'audit' });
  assert.deepEqual([overcommitments(audit), illegalActions(audit), doneTwice(audit, 'oneadmin')], [[], [], []]);
});

test('a damaged store ends the planner before it has done anything, in one line with the remedy', async (context) => {
  const oned = await startOned({ cloud: 'hosts-3', seed: 1 });
  context.after(() => oned.stop());
  await oned.control({ do: 'allocate', templates: [REQUEST], user: 'alice' });
  writeFileSync(join(oned.folder, 'store.db'), Buffer.alloc(65_536, 0x5a));
  const { exitCode, stderr } = await startPlanner(oned, { main: builtPlanner() }).ended;
  assert.equal(exitCode, 255);
  assert.match(stderr, /^oneplan: store \S+store\.db: it is damaged.*Move it away[^\n]*\n?$/);
  assert.deepEqual((await oned.control({ do: 'audit' })).asked, []);
});
