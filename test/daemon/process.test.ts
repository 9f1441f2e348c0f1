import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import test from 'node:test';
import { execa } from 'execa';
import { type RunningOned, startOned } from '../support/oned/start.ts';
import { waitUntil } from '../support/wait-until.ts';

/** The password of every user of the stand-in: it must be nowhere. */
const SECRET = 'PASSWORD';

function planner(oned: RunningOned, ...more: readonly string[]) {
  const words = ['run', `xmlrpc:${oned.xmlrpcUrl}`, '--interval', '600s', '--log-level', 'debug', '--workers', '1'];
  const child = execa(
    process.execPath,
    ['--import', './test/support/typescript.mjs', 'src/cli/main.ts', ...words, '--events', oned.eventsUrl, ...more],
    { env: { ...oned.environment, ONEPLAN_STATE: join(oned.folder, 'state') }, reject: false },
  );
  const log: string[] = [];
  child.stderr?.on('data', (chunk: Buffer) => log.push(chunk.toString()));
  return { child, log: () => log.join('') };
}

test('a planner process hears a request, reads its policy again, keeps others off, and ends cleanly without a secret told', {
  timeout: 120_000,
}, async (context) => {
  const oned = await startOned({ cloud: 'hosts-20', seed: 3 });
  context.after(() => oned.stop());
  const policy = join(oned.folder, 'policy.yaml');
  writeFileSync(policy, 'plan-held: false\n');
  const store = join(oned.folder, 'memory.db');
  const { child, log } = planner(oned, '--policy', policy, '--store', store);
  context.after(() => child.kill('SIGKILL'));
  await waitUntil(() => log().includes('"planned"') && log().includes('events are heard'), 'it is at work');

  const [vm] = await oned.control({ do: 'allocate', templates: ['NAME="new"\nCPU=1\nMEMORY=512'], user: 'alice' });
  await waitUntil(() => log().includes(`"action":"deploy-${vm}"`) && log().includes('"done"'), 'the request runs');
  const { vms } = await oned.control({ do: 'state' });
  assert.equal(vms.find(({ id }) => id === vm)?.phase, 'RUNNING');

  await waitUntil(async () => {
    await oned.control({ do: 'allocate', templates: ['NAME="held"\nCPU=900\nMEMORY=512'], user: 'alice' });
    return (await oned.control({ do: 'state' })).vms.some(({ userTemplate }) => isTold(userTemplate));
  }, 'the owner of what can never run is told');

  writeFileSync(policy, 'no-such-setting: 1\n');
  child.kill('SIGHUP');
  await waitUntil(() => log().includes('the policy stays as it was'), 'the bad policy is told');

  const second = planner(oned, '--store', join(oned.folder, 'other.db'));
  const refused = await second.child;
  assert.equal(refused.exitCode, 255);
  assert.match(refused.stderr, /another planner holds it/);

  child.kill('SIGTERM');
  const { exitCode, stdout } = await child;
  assert.equal(exitCode, 0);
  const files = readdirSync(oned.folder).filter((file) => file.startsWith('memory.db'));
  const written = [
    log(),
    stdout,
    refused.stderr,
    ...files.map((file) => readFileSync(join(oned.folder, file), 'latin1')),
  ];
  assert.ok(files.length > 0 && written.every((text) => !text.includes(SECRET)), 'the password is nowhere');
  assert.ok(!child.spawnargs.join(' ').includes(SECRET));
});

const isTold = (userTemplate: Readonly<Record<string, unknown>>): boolean =>
  JSON.stringify(userTemplate).includes('refused') && 'SCHED_MESSAGE' in userTemplate;

test('a planner that is interrupted at the terminal exits with 130, and one for cron with 0', {
  timeout: 90_000,
}, async (context) => {
  const oned = await startOned({ cloud: 'hosts-3', seed: 3 });
  context.after(() => oned.stop());
  const once = await planner(oned, '--once', '--store', join(oned.folder, 'once.db')).child;
  assert.equal(once.exitCode, 0, once.stderr);
  const { child, log } = planner(oned, '--store', join(oned.folder, 'memory.db'));
  context.after(() => child.kill('SIGKILL'));
  await waitUntil(() => log().includes('"planned"'), 'it is at work');
  child.kill('SIGINT');
  assert.equal((await child).exitCode, 130);
});
