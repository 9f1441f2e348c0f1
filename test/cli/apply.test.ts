import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import test, { type TestContext } from 'node:test';
import { execa } from 'execa';
import { type Ended, folder, oneplan } from '../support/cli.ts';
import { type RunningOned, startOned } from '../support/oned/start.ts';

const SINGLE = 'CPU=1\nMEMORY=128\nONEPLAN=[DURATION="01:00:00"]';
const MEMBER = 'CPU=1\nMEMORY=128\nONEPLAN=[GROUP="pair",GROUP_SIZE="2",DURATION="01:00:00"]';

/** Two VMs alone and a gang of two, and a plan that deploys them all. */
interface Scene {
  readonly oned: RunningOned;
  readonly plan: string;
  readonly directory: string;
}

async function scene(context: TestContext, source = 'xmlrpc'): Promise<Scene> {
  const directory = folder(context);
  const oned = await startOned({ seed: 1, folder: directory });
  context.after(() => oned.stop());
  Object.assign(process.env, oned.environment, { ONEPLAN_STATE: join(directory, 'state') });
  await oned.control({ do: 'allocate', templates: [SINGLE, SINGLE, MEMBER, MEMBER], user: 'alice' });
  const plan = join(directory, 'plan.json');
  const { code, err } = await oneplan('plan', source, '-o', plan, '--solver', 'easy', '--quiet');
  assert.equal(code, 0, err);
  return { oned, plan, directory };
}

const deploys = async ({ oned }: Scene): Promise<readonly number[]> =>
  (await oned.control({ do: 'audit' })).asked.filter(({ action }) => action === 'deploy').map(({ vm }) => vm);

const ends = ({ out }: Ended): Readonly<Record<string, string>> =>
  Object.fromEntries(JSON.parse(out).actions.map(({ action, end }: { action: string; end: string }) => [action, end]));

for (const source of ['xmlrpc', 'onevm']) {
  test(`a plan read and carried out through ${source} is done, and a second time is done before`, async (context) => {
    const given = await scene(context, source);
    const first = await oneplan('apply', given.plan, '--yes');
    assert.equal(first.code, 0, first.err + first.out);
    assert.match(first.out, /4 actions: 4 done\./);
    assert.match(first.err, /deploy-0: sent\n/);
    const second = await oneplan('apply', given.plan, '--yes', '--json');
    assert.deepEqual(new Set(Object.values(ends(second))), new Set(['done before']));
    assert.deepEqual([...(await deploys(given))].sort(), [0, 1, 2, 3]);
    assert.doesNotMatch(first.out + first.err + second.out + second.err, /PASSWORD/);
  });
}

test('a stale plan is refused with what has changed, and nothing is sent', async (context) => {
  const given = await scene(context);
  await given.oned.control({ do: 'call', method: 'one.vm.action', args: ['hold', 1], user: 'alice' });
  const { code, err } = await oneplan('apply', given.plan, '--yes');
  assert.equal(code, 3);
  assert.match(err, /VM 1 \(one-1\) is HOLD, it was PENDING/);
  await given.oned.control({
    do: 'host-state',
    host: JSON.parse(readFileSync(given.plan, 'utf8')).actions[0].host,
    state: 'DISABLED',
  });
  assert.match((await oneplan('apply', given.plan, '--yes')).err, /takes no VMs at present/);
  assert.deepEqual(await deploys(given), []);
});

test('part of a plan can be chosen, but not part of a gang', async (context) => {
  const given = await scene(context);
  const torn = await oneplan('apply', given.plan, '--yes', '--only', '2');
  assert.equal(torn.code, 255);
  assert.match(torn.err, /gang, and VM 3 of it is left out/);
  assert.match((await oneplan('apply', given.plan, '--yes', '--only', '77')).err, /nothing is due for VM 77/);
  const dry = await oneplan('apply', given.plan, '--dry-run', '--json');
  assert.deepEqual([dry.code, await deploys(given)], [0, []]);
  assert.equal((await oneplan('apply', given.plan, '--yes', '--only', '1')).code, 0);
  assert.deepEqual(await deploys(given), [1]);
});

test('what can not be done ends in part, the gang undone, with exit code 4', async (context) => {
  const given = await scene(context);
  await given.oned.control({ do: 'fault', fault: { kind: 'driver', work: 'boot', mood: 'fail', vm: 3 } });
  const ended = await oneplan('apply', given.plan, '--yes', '--json');
  assert.equal(ended.code, 4, ended.err);
  assert.deepEqual(ends(ended), {
    'deploy-0': 'done',
    'deploy-1': 'done',
    'deploy-2': 'failed',
    'deploy-3': 'failed',
    'undo-undeploy-2': 'done',
    'undo-resume-2': 'done',
  });
});

test('without a terminal nothing is done unasked, and a file that is no plan is refused', async (context) => {
  const given = await scene(context);
  const unasked = await oneplan('apply', given.plan);
  assert.deepEqual([unasked.code, await deploys(given)], [255, []]);
  assert.match(unasked.err, /no terminal to ask on. Give --yes/);
  const other = join(given.directory, 'other.json');
  for (const [text, problem] of [
    ['{', /is no JSON/],
    ['{}', /is no plan: schemaVersion/],
  ] as const) {
    writeFileSync(other, text);
    assert.match((await oneplan('apply', other, '--yes')).err, problem);
  }
  const recorded = join(given.directory, 'recorded.json');
  await oneplan('plan', '-o', recorded, '--solver', 'easy', '--quiet');
  assert.match((await oneplan('apply', recorded, '--yes')).err, /can not be acted on. Write xmlrpc/);
});

test('killed in the middle it is taken up again: nothing is sent twice, all is done', async (context) => {
  const given = await scene(context);
  await given.oned.control({
    do: 'fault',
    fault: { kind: 'call', method: 'one.vm.deploy', trouble: { kind: 'slow', seconds: 1 } },
  });
  const store = join(given.directory, 'store.db');
  const words = [
    '--import',
    './test/support/typescript.mjs',
    'src/cli/main.ts',
    'apply',
    given.plan,
    '--yes',
    '--store',
    store,
  ];
  const run = execa(process.execPath, words, { reject: false });
  run.stderr?.on('data', (text: Buffer) => {
    if (/: sent/.test(text.toString())) run.kill('SIGKILL');
  });
  assert.equal((await run).signal, 'SIGKILL');
  await given.oned.control({ do: 'clear-faults' });
  const again = await oneplan('apply', given.plan, '--yes', '--store', store, '--json');
  assert.equal(again.code, 0, again.err + again.out);
  assert.match(again.err, /of an earlier run brought to an end/);
  const sent = await deploys(given);
  assert.deepEqual([...new Set(sent)].sort(), [0, 1, 2, 3]);
  const audit = await given.oned.control({ do: 'audit' });
  assert.deepEqual(
    audit.asked.filter(({ illegal }) => illegal),
    [],
  );
});
