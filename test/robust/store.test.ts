import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import Database from 'better-sqlite3';
import { builtPlanner } from '../support/built.ts';
import { startOned } from '../support/oned/start.ts';
import { startPlanner } from '../support/running/planner.ts';
import { waitUntil } from '../support/wait-until.ts';

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
