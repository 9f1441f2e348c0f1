import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { commandsOn, type Outcome } from '../../src/opennebula/commands.ts';
import { printingCommands } from '../support/printing-commands.ts';

const run = (
  printed: Readonly<Record<string, string>>,
  words: readonly string[],
  timeoutSeconds = 30,
): Promise<Outcome> =>
  commandsOn({ environment: printingCommands(printed).environment, timeoutSeconds }).run({ program: 'onevm', words });

const failing = (stderr: string, code = 255): string =>
  `process.stderr.write(${JSON.stringify(stderr)}); process.exitCode = ${code};`;

const cases: readonly {
  readonly title: string;
  readonly script: string;
  readonly kind: string;
  readonly message?: RegExp;
}[] = [
  { title: 'success that prints nothing', script: '', kind: 'done' },
  {
    title: 'a refusal of oned',
    script: failing(
      '[one.vm.action] Error performing action "suspend": This action is not available for state PENDING\n',
    ),
    kind: 'refused',
    message: /not available for state PENDING$/,
  },
  {
    title: 'a refusal of the command',
    script: failing('VM named x not found.\n'),
    kind: 'refused',
    message: /^VM named x/,
  },
  {
    title: 'a server that is down',
    script: failing('Failed to open TCP connection to 127.0.0.1:1 (Connection refused - connect(2))\n'),
    kind: 'unsent',
  },
  { title: 'a server that does not answer', script: failing('execution expired\n'), kind: 'unheard' },
  { title: 'a refusal without words', script: failing('', 3), kind: 'refused', message: /exit code 3/ },
  { title: 'a command that is killed', script: "process.kill(process.pid, 'SIGKILL');", kind: 'unheard' },
  {
    title: 'an echo of the password',
    script: failing('bad token planted-password\n'),
    kind: 'refused',
    message: /^bad token \*\*\*$/,
  },
];

for (const { title, script, kind, message } of cases) {
  test(`${title} is ${kind}`, async () => {
    const outcome = await run({ 'onevm hold 1.js': script }, ['hold', '1']);
    assert.equal(outcome.kind, kind);
    if (message !== undefined) assert.match(outcome.kind === 'done' ? '' : outcome.message, message);
  });
}

test('a subcommand that is not known ends with 0, and is no success', async () => {
  const outcome = await run({}, ['frob', '8']);
  assert.equal(outcome.kind, 'garbage');
  assert.match(outcome.kind === 'garbage' ? outcome.message : '', /onevm frob is not known/);
});

test('a command that hangs is ended, and may have been heard', async () => {
  assert.equal((await run({ 'onevm hold 1.js': 'setInterval(() => 0, 1000);' }, ['hold', '1'], 0.5)).kind, 'unheard');
});

test('a command that is not installed was not sent', async () => {
  const outcome = await commandsOn({ environment: { PATH: '/no/such' } }).run({ program: 'onevm', words: ['list'] });
  assert.equal(outcome.kind, 'unsent');
});

test('a command that is cancelled says so', async () => {
  const controller = new AbortController();
  const { environment } = printingCommands({ 'onevm hold 1.js': 'setInterval(() => 0, 1000);' });
  const running = commandsOn({ environment }).run({ program: 'onevm', words: ['hold', '1'] }, controller.signal);
  controller.abort();
  assert.equal((await running).kind, 'cancelled');
});

test('arguments go as they are, and no credential is among them', async () => {
  const { environment, calls } = printingCommands({});
  const words = ['update', '1', '--append', '$(touch x); `id` "quoted"'];
  await commandsOn({ environment }).run({ program: 'onevm', words });
  assert.deepEqual(JSON.parse(readFileSync(calls, 'utf8')), ['onevm', ...words]);
});
