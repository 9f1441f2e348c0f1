import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { execa } from 'execa';
import { type RunningOned, startOned } from '../support/oned/start.ts';
import { shared, unlessShared } from '../support/shared.ts';
import { RECORDED_CLOUD } from './recorded-cloud.ts';

const TRANSCRIPT = 'opennebula/7.4/refusals/transcript.txt';

/** A command of the transcript with what came of it. */
interface Said {
  readonly command: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/** Blocks that begin with `$ `, end with an exit code, and may have text in between. */
const said: readonly Said[] = existsSync(shared(TRANSCRIPT))
  ? [...readFileSync(shared(TRANSCRIPT), 'utf8').matchAll(/^\$ (.*)\n((?:std(?:err|out): .*\n)*)exit: (\d+)/gm)].map(
      ([, command, text, exit]) => ({
        command: command as string,
        stderr: [...(text as string).matchAll(/^stderr: (.*)$/gm)].map(([, line]) => `${line}\n`).join(''),
        exitCode: Number(exit),
      }),
    )
  : [];

let oned: RunningOned;
before(async () => {
  oned = await startOned({ cloud: RECORDED_CLOUD });
});
after(() => oned.stop());

const call = (method: string, args: readonly (string | number | boolean)[]) =>
  oned.control({ do: 'call', method, args });

const SMALL = 'CPU=0.25\nMEMORY=256';

/** New VM; on a host, when one is named. */
async function vm(template = SMALL, host: number | null = null, user = 'oneadmin'): Promise<number> {
  const [id] = await oned.control({ do: 'allocate', templates: [template], user });
  assert.ok(id !== undefined);
  if (host === null) return id;
  assert.equal(await call('one.vm.deploy', [id, host, false, -1, '']), null);
  await reaches(id, 'RUNNING');
  return id;
}

async function reaches(id: number, phase: string): Promise<void> {
  for (let tries = 0; tries < 500; tries += 1) {
    const { vms } = await oned.control({ do: 'state' });
    if (vms[id]?.phase === phase) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  assert.fail(`VM ${id} does not reach ${phase}`);
}

/** Words of the transcript's commands that are other in the stand-in: its ids. */
interface Case {
  /** The recorded command. */
  readonly recorded: string;
  /** Makes what it is about; answers the id to put in place of the recorded one. */
  readonly make: () => Promise<number>;
}

const pending = () => vm();
const running = (host: number) => () => vm(SMALL, host);
const large = 'CPU=8\nMEMORY=16384';

async function locked(level: number): Promise<number> {
  const id = await vm(SMALL, 1, 'alice');
  await call('one.vm.lock', [id, level, false]);
  return id;
}

async function offline(id: number): Promise<number> {
  await oned.control({ do: 'host-state', host: 5, state: 'OFFLINE' });
  return id;
}

const CASES: readonly Case[] = [
  { recorded: 'onevm deploy -e 193 node-b04', make: () => vm(large) },
  { recorded: 'onevm deploy 193 node-b04', make: () => vm(large) },
  { recorded: 'onevm migrate --live 193 node-b01', make: running(6) },
  { recorded: 'onevm migrate --live -e 193 node-b01', make: running(0) },
  { recorded: 'onevm deploy 195 nosuchhost', make: pending },
  { recorded: 'onevm deploy 195 999', make: pending },
  { recorded: 'onevm deploy 195 node-a01 999', make: pending },
  { recorded: 'onevm deploy 195 node-a01 images-dummy', make: pending },
  { recorded: 'onevm deploy 195 node-b01 102', make: pending },
  { recorded: 'onevm deploy 195 node-a01 0', make: pending },
  { recorded: 'onevm deploy 195 node-a01', make: running(0) },
  { recorded: 'onevm migrate --live 195 0', make: running(0) },
  { recorded: 'onevm migrate --live 195 node-a03 101', make: running(0) },
  { recorded: 'onevm suspend 99999', make: pending },
  { recorded: 'onevm suspend nosuchvm', make: pending },
  { recorded: 'onevm suspend 99998..99999', make: pending },
  { recorded: 'onevm migrate --live 208 node-a03 102', make: running(1) },
  { recorded: 'onevm migrate --live 208 node-a02 102', make: running(1) },
  { recorded: 'onevm migrate 208 node-a03 101', make: running(1) },
  { recorded: 'onevm migrate --live 208 node-b02 102', make: running(2) },
  { recorded: 'onevm migrate --live 208 1 --user alice --password PASSWORD', make: () => vm(SMALL, 0, 'alice') },
  { recorded: 'onevm resched 208 --user alice --password PASSWORD', make: () => vm(SMALL, 0, 'alice') },
  { recorded: 'onevm deploy 208 2 --user alice --password PASSWORD', make: () => vm(SMALL, null, 'alice') },
  { recorded: 'onevm hold 208 --user alice --password PASSWORD', make: () => vm(SMALL, null, 'alice') },
  { recorded: 'onevm terminate 208 --user alice --password PASSWORD', make: () => vm(SMALL, null, 'alice') },
  { recorded: 'onevm migrate --live 203 node-a03 --user alice --password PASSWORD', make: () => vm(SMALL, 0, 'alice') },
  { recorded: 'onevm recover --failure 203 --user alice --password PASSWORD', make: () => vm(SMALL, 0, 'alice') },
  { recorded: 'onevm deploy 203 node-a03 --user planner --password PASSWORD', make: pending },
  { recorded: 'onevm suspend 203', make: () => locked(1) },
  { recorded: 'onevm migrate --live 203 node-a03', make: () => locked(3) },
  { recorded: 'onevm migrate --live 208 node-a06', make: async () => offline(await vm(SMALL, 0)) },
  { recorded: 'onevm migrate 208 node-a06', make: async () => offline(await vm(SMALL, 0)) },
  { recorded: 'onevm deploy 196 node-a06', make: async () => offline(await vm()) },
];

test('commands end and speak as they were recorded', { skip: unlessShared(TRANSCRIPT) }, async () => {
  assert.ok(said.length > 60);
  for (const { recorded, make } of CASES) {
    const expected = said.find(({ command }) => command === recorded);
    assert.ok(expected !== undefined, `${recorded} was recorded`);
    const id = await make();
    const old = /\b(1\d\d|20\d|99999|99998)\b/.exec(recorded)?.[1] ?? '';
    const swap = (text: string): string =>
      old === '' || old.startsWith('999') ? text : text.replaceAll(old, String(id));
    const [file = '', ...args] = swap(recorded).split(' ');
    const result = await execa(file, args, { env: oned.environment, reject: false, stripFinalNewline: false });
    // How much room the recorded host had left is another story.
    const room = (text: string): string => text.replace(/800\/\d+/, '800/N');
    assert.equal(room(result.stderr), room(swap(expected.stderr)), recorded);
    assert.equal(result.exitCode, expected.exitCode, recorded);
  }
});

const run = (file: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
  execa(file, args, { env: { ...oned.environment, ...env }, reject: false, stripFinalNewline: false });

test('what is wrong before oned is asked ends as it was recorded', async () => {
  const [id] = await oned.control({ do: 'allocate', templates: ['NAME=twin\n' + SMALL, 'NAME=twin\n' + SMALL] });
  const cases: readonly (readonly [readonly string[], string, number])[] = [
    [['frob', '8'], "Command 'frob 8' not found\n", 0],
    [['deploy', '8'], 'Command deploy requires 3 parameters to run.\n', 255],
    [['hold', 'twin'], 'There are multiple VMs with name twin.\n', 255],
    [['resched', `99998,${id}`], '[one.vm.action] Error getting virtual machine [99998].\n', 255],
  ];
  for (const [args, stderr, exitCode] of cases) {
    const result = await run('onevm', args);
    assert.deepEqual([result.stderr.startsWith(stderr), result.exitCode], [true, exitCode], args.join(' '));
  }
  const down = await run('onevm', ['list'], { ONE_XMLRPC: 'http://127.0.0.1:1/RPC2' });
  assert.match(down.stderr, /^Failed to open TCP connection to 127.0.0.1:1 \(Connection refused/);
  const stranger = await run('onevm', ['list'], { ONE_AUTH: '/nonexistent' });
  assert.deepEqual([stranger.stderr, stranger.exitCode], ['ONE_AUTH file not present\n', 255]);
  const wrong = await run('onevm', ['list', '--user', 'alice', '--password', 'wrong']);
  assert.equal(wrong.stderr, "[one.vmpool.info] User couldn't be authenticated, aborting call.\n");
});

test('lists and templates go through the commands', async () => {
  const id = await vm();
  const file = join(oned.folder, 'attributes.txt');
  writeFileSync(file, 'PLANNER_NOTE="x & <y>"\n');
  assert.equal((await run('onevm', ['update', '--append', String(id), file])).exitCode, 0);
  const extended = await run('onevm', ['list', '-x', '--extended']);
  assert.match(extended.stdout, /<PLANNER_NOTE><!\[CDATA\[x & <y>\]\]><\/PLANNER_NOTE>/);
  const plain = await run('onevm', ['list', '-x']);
  assert.ok(!plain.stdout.includes('PLANNER_NOTE'));
  for (const noun of ['host', 'cluster', 'datastore', 'vnet', 'vmgroup', 'zone', 'user']) {
    const result = await run(`one${noun}`, ['list', '-x']);
    assert.match(result.stdout, /^<[A-Z_]+_POOL>\n {2}<[A-Z_]+>\n {4}<ID>\d+<\/ID>/, noun);
  }
  assert.equal(
    (await run('onevm', ['resched', '-v', String(await vm(SMALL, 0))])).stdout.endsWith('Setting resched flag\n'),
    true,
  );
});
