import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { builtPlanner } from '../support/built.ts';
import { type Dice, dice } from '../support/dice.ts';
import { overcommitments } from '../support/oned/judge.ts';
import { cloudOf } from '../support/oned/presets.ts';
import { type RunningOned, startOned } from '../support/oned/start.ts';
import { type RunningPlanner, startPlanner } from '../support/running/planner.ts';
import { QUICK_LATENCIES, QUICK_POLICY } from '../support/running/quick.ts';
import { waitUntil } from '../support/wait-until.ts';
import { doneTwice, knowinglyIllegal, ownersOf, settled, storyOf, unkept } from './living.ts';

/** How often the planner is killed; the long run has 500 and more. */
const KILLS = Number(process.env.ONEPLAN_TEST_KILLS ?? 5);
const SEED = Number(process.env.ONEPLAN_TEST_SEED ?? 1);

test(`killed ${KILLS} times at any instant: nothing is done twice, nothing is lost, nobody is stranded`, {
  timeout: 120_000 + KILLS * 20_000,
}, async (context) => {
  const main = builtPlanner();
  const oned = await startOned({ cloud: { ...cloudOf(6), latencies: QUICK_LATENCIES }, seed: SEED });
  context.after(() => oned.stop());
  const policy = join(oned.folder, 'policy.yaml');
  writeFileSync(policy, QUICK_POLICY);
  const more = ['--interval', '1s', '--time-limit', '0.3s', '--policy', policy, '--log-level', 'debug'];
  const owners = ownersOf(oned, dice(SEED));
  const evening = new AbortController();
  const living = owners.live(evening.signal);
  const found = new Map<string, number>();
  const logs: string[] = [];
  const random = dice(SEED + 1);
  for (let kill = 1; kill <= KILLS; kill++) {
    const planner = startPlanner(oned, { main, more });
    await fate(planner, random);
    planner.kill('SIGKILL');
    const { exitCode } = await planner.ended;
    logs.push(planner.log());
    assert.equal(exitCode, undefined, `it ended by itself: ${planner.log().slice(-2000)}`);
    const errors = planner.log().match(/.*"level":[56]0.*/g) ?? [];
    assert.deepEqual(errors, [], `kill ${kill}`);
    const stage = lastStage(oned);
    found.set(stage, (found.get(stage) ?? 0) + 1);
    if (kill % 50 === 0) process.stderr.write(`${kill} kills, ${owners.submitted.length} requests\n`);
  }
  evening.abort();
  await living;
  const planner = startPlanner(oned, { main, more });
  context.after(() => planner.kill('SIGKILL'));
  const open = await settled(oned, owners, 120);
  assert.deepEqual(open, [], planner.log().slice(-3000));
  planner.kill('SIGTERM');
  const { exitCode } = await planner.ended;
  assert.equal(exitCode, 0, planner.log().slice(-2000));
  logs.push(planner.log());
  const audit = await oned.control({ do: 'audit' });
  const { hosts } = await oned.control({ do: 'state' });
  const stories = overcommitments(audit).map((over) => storyOf(audit, over, logs.join('\n')).join('\n'));
  assert.ok(stories.length === 0, `a host was over capacity:\n${stories.join('\n')}`);
  assert.deepEqual(knowinglyIllegal(audit, 'oneadmin'), [], 'no VM was acted on in an illegal state');
  assert.deepEqual(doneTwice(audit, 'oneadmin'), [], 'nothing was done twice');
  assert.deepEqual(unkept(audit, owners), [], 'nothing was lost');
  assert.deepEqual(
    hosts.filter(({ vms }) => vms.length > 0),
    [],
    'nobody is stranded',
  );
  assert.deepEqual(openActions(oned), []);
  const stages = [...found].map(([stage, count]) => `${stage} ${count}`).join(', ');
  context.diagnostic(`${KILLS} kills, ${owners.submitted.length} requests; the journal then: ${stages}`);
});

/** One in four dies while it starts, the others while they work. */
async function fate(planner: RunningPlanner, { chance, between }: Dice): Promise<void> {
  if (chance(25)) {
    await sleep(between(0, 1_500));
    return;
  }
  await waitUntil(() => planner.log().includes('"started"'), `it starts: ${planner.log()}`, 60);
  await sleep(between(0, 2_000));
}

/** What the journal holds of actions that have not ended; the planner is not running. */
function openActions(oned: RunningOned): readonly string[] {
  const file = join(oned.folder, 'store.db');
  if (!existsSync(file)) return [];
  const store = new Database(file, { readonly: true });
  try {
    return store.prepare<[], string>('select stage from action where ended_at is null').pluck().all();
  } catch {
    return [];
  } finally {
    store.close();
  }
}

function lastStage(oned: RunningOned): string {
  const stages = new Set(openActions(oned));
  return ['sent', 'intended', 'accepted'].find((stage) => stages.has(stage)) ?? 'nothing open';
}
