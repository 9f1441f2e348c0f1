import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import test from 'node:test';
import { execa } from 'execa';
import { builtPlanner } from '../support/built.ts';
import { type RunningOned, startOned } from '../support/oned/start.ts';
import { startPlanner } from '../support/running/planner.ts';
import { QUICK_POLICY } from '../support/running/quick.ts';
import { waitUntil } from '../support/wait-until.ts';

/** The password of every user of the stand-in, and what owners keep in their VMs. */
const PASSWORD = 'PASSWORD-of-alice';
const SECRETS = ['oneadmin:PASSWORD', 'PASSWORD-of-the-address', PASSWORD];

const TEMPLATE = [
  'CPU=1\nMEMORY=128\nONEPLAN=[DURATION="00:00:03"]',
  `CONTEXT=[PASSWORD="${PASSWORD}",TOKEN="${PASSWORD}"]`,
  `GRAPHICS=[TYPE="VNC",PASSWD="${PASSWORD}"]`,
].join('\n');

test('after whatever was done with every command, no credential is in a log, a file or the words of a process', {
  timeout: 180_000,
}, async (context) => {
  const main = builtPlanner();
  const oned = await startOned({ cloud: 'hosts-3', seed: 9 });
  context.after(() => oned.stop());
  const policy = join(oned.folder, 'policy.yaml');
  writeFileSync(policy, QUICK_POLICY);
  const heard: string[] = [];
  const words = listenToProcesses(oned);
  const submit = () => oned.control({ do: 'allocate', templates: [TEMPLATE, TEMPLATE], user: 'alice' });
  const oneplan = async (...args: readonly string[]) => {
    const env = { ...oned.environment, ONEPLAN_STATE: oned.folder };
    const { stdout, stderr } = await execa(process.execPath, [main, ...args], { env, reject: false });
    heard.push(stdout, stderr);
    return stdout;
  };
  const written = (name: string) => join(oned.folder, name);

  for (const source of [`xmlrpc:${oned.xmlrpcUrl}`, 'onevm']) {
    await submit();
    const more = ['--interval', '1s', '--policy', policy, '--time-limit', '0.3s', '--log-level', 'debug'];
    const planner = startPlanner(oned, { main, source, more });
    context.after(() => planner.kill('SIGKILL'));
    await waitUntil(() => (planner.log().match(/"msg":"done"/g) ?? []).length >= 4, 'two VMs have come and gone', 60);
    planner.kill('SIGTERM');
    const { exitCode, stdout, stderr } = await planner.ended;
    assert.equal(exitCode, 0, stderr.slice(-2_000));
    heard.push(stdout, stderr);
  }
  await submit();
  await oneplan(
    'plan',
    'xmlrpc',
    '-o',
    written('plan.json'),
    '--policy',
    policy,
    '--html',
    written('plan.html'),
    '--log-level',
    'debug',
  );
  await oneplan('snapshot', 'xmlrpc', '-o', written('recorded'));
  await oneplan('snapshot', `sqlite:${oned.databaseFile}`, '-o', written('recorded-too'));
  assert.match(await oneplan('apply', written('plan.json'), '--yes'), /4 done/, heard.at(-1));
  for (const words of [['history'], ['list'], ['show', '1']]) assert.notEqual(await oneplan(...words, '--json'), '');
  await oneplan('doctor', '--json');
  await oneplan('doctor', '--from', oned.xmlrpcUrl.replace('http://', 'http://oneadmin:PASSWORD-of-the-address@'));
  const address = 'http://oneadmin:PASSWORD-of-the-address@127.0.0.1:1/RPC2';
  for (const command of ['plan', 'run', 'snapshot', 'doctor', 'driver']) {
    await oneplan(command, '--from', `xmlrpc:${address}`);
    await oneplan(command, '--from', address, address);
  }

  assert.deepEqual(
    SECRETS.filter((secret) => heard.some((text) => text.includes(secret))),
    [],
    'what was said',
  );
  assert.ok(isIn(readFileSync(oned.databaseFile), [PASSWORD]), 'the cloud keeps what its owners wrote');
  const files = filesUnder(oned.folder).filter((file) => !file.startsWith(oned.databaseFile) && file !== oned.authFile);
  assert.ok(files.some((file) => file.endsWith('store.db')) && files.some((file) => file.endsWith('plan.html')));
  const revealing = files.filter((file) => isIn(readFileSync(file), SECRETS));
  assert.deepEqual(revealing, [], 'what was written');
  const { processes, revealed } = words();
  assert.ok(process.platform !== 'linux' || processes > 10, `${processes} processes were seen`);
  assert.deepEqual(revealed, [], 'what processes were started with');
});

const isIn = (bytes: Buffer, secrets: readonly string[]): boolean => secrets.some((secret) => bytes.includes(secret));

const filesUnder = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((file) => statSync(file).isFile());

/** Looks at the words of all processes of this stand-in again and again, where the system shows them. */
function listenToProcesses(oned: RunningOned) {
  const seen = new Map<string, string>();
  const look = (): void => {
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      const said = wordsOf(pid);
      if (said.includes(oned.folder) || said.includes('onevm') || said.includes('main.js'))
        seen.set(`${pid} ${said}`, said);
    }
  };
  const timer = process.platform === 'linux' ? setInterval(look, 15) : null;
  return () => {
    if (timer !== null) clearInterval(timer);
    return {
      processes: seen.size,
      // The address that a person types with a password in it is his own doing.
      revealed: [...seen.values()].filter((said) => {
        const own = said.replaceAll('oneadmin:PASSWORD-of-the-address', '');
        return SECRETS.some((secret) => own.includes(secret));
      }),
    };
  };
}

function wordsOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return ''; // it has ended meanwhile
  }
}
