import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { describe } from 'node:test';
import { builtPlanner } from '../support/built.ts';
import { dice } from '../support/dice.ts';
import { illegalActions, overcommitments } from '../support/oned/judge.ts';
import { cloudOf } from '../support/oned/presets.ts';
import { type RunningOned, startOned } from '../support/oned/start.ts';
import { startPlanner } from '../support/running/planner.ts';
import { QUICK_LATENCIES, QUICK_POLICY } from '../support/running/quick.ts';
import { doneTwice, ownersOf, settled, unkept } from './living.ts';

const SOURCES: Readonly<Record<string, (oned: RunningOned) => string>> = {
  xmlrpc: ({ xmlrpcUrl }) => `xmlrpc:${xmlrpcUrl}`,
  onevm: () => 'onevm',
  sqlite: ({ databaseFile }) => `sqlite:${databaseFile}`,
};

/** Most of it is waiting: all at once. */
describe('through every door', { concurrency: true }, () => {
  for (const [name, sourceOf] of Object.entries(SOURCES)) {
    for (const enactor of ['xmlrpc', 'onevm']) through(name, sourceOf, enactor);
  }
});

function through(name: string, sourceOf: (oned: RunningOned) => string, enactor: string): void {
  test(`read by ${name} and acted on by ${enactor}, every lease of a small mix ends as asked`, {
    timeout: 180_000,
  }, async (context) => {
    const oned = await startOned({ cloud: { ...cloudOf(4), latencies: QUICK_LATENCIES }, seed: 3 });
    context.after(() => oned.stop());
    const policy = join(oned.folder, 'policy.yaml');
    writeFileSync(policy, QUICK_POLICY);
    const owners = ownersOf(oned, dice(3));
    await owners.come(5);
    const more = ['--interval', '2s', '--time-limit', '0.3s', '--policy', policy, '--enactor', enactor];
    const planner = startPlanner(oned, { main: builtPlanner(), source: sourceOf(oned), more });
    context.after(() => planner.kill('SIGKILL'));
    const open = await settled(oned, owners, 120);
    assert.deepEqual(open, [], planner.log().slice(-3_000));
    planner.kill('SIGTERM');
    const { exitCode } = await planner.ended;
    assert.equal(exitCode, 0, planner.log().slice(-2_000));
    const audit = await oned.control({ do: 'audit' });
    assert.deepEqual(overcommitments(audit), []);
    assert.deepEqual(illegalActions(audit), []);
    assert.deepEqual(doneTwice(audit, 'oneadmin'), []);
    assert.deepEqual(unkept(audit, owners), []);
  });
}
