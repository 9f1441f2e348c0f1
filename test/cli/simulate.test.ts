import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { folder, oneplan } from '../support/cli.ts';

const LWF = `<lease-workload name="two">
  <site><resource-types names="CPU Memory"/><nodes><node-set numnodes="2"><res type="CPU" amount="100"/><res type="Memory" amount="1024"/></node-set></nodes></site>
  <lease-requests>
    <lease-request arrival="00:00:00.00"><lease id="1" preemptible="true"><nodes><node-set numnodes="2"><res amount="100" type="CPU"/><res amount="1024" type="Memory"/></node-set></nodes><start/><duration time="01:00:00.00"/><software><none/></software></lease></lease-request>
    <lease-request arrival="00:10:00.00"><lease id="2" preemptible="false"><nodes><node-set numnodes="2"><res amount="100" type="CPU"/><res amount="1024" type="Memory"/></node-set></nodes><start><exact time="00:30:00.00"/></start><duration time="00:30:00.00"/><software><none/></software></lease></lease-request>
  </lease-requests>
</lease-workload>`;

function workloadFile(context: Parameters<typeof folder>[0]): string {
  const file = join(folder(context), 'two.lwf');
  writeFileSync(file, LWF);
  return file;
}

test('simulate --json has the figures of each policy and the fate of each lease', async (context) => {
  const words = [
    'simulate',
    workloadFile(context),
    '--policies',
    'fcfs,haizea',
    '--save-rate',
    '32',
    '--json',
    '--quiet',
  ];
  const { code, out } = await oneplan(...words);
  assert.equal(code, 0);
  const [fcfs, haizea] = JSON.parse(out).policies;
  assert.deepEqual([fcfs.policy, fcfs.rejected['advance-reservation'], fcfs.makespanSeconds], ['fcfs', 1, 3_600]);
  assert.deepEqual([haizea.suspensions, haizea.makespanSeconds, haizea.violations], [1, 5_464, []]);
  const [first] = haizea.leases;
  assert.deepEqual(
    first.runs.map(({ fromSeconds, untilSeconds }: Record<string, number>) => [fromSeconds, untilSeconds]),
    [
      [0, 1_768],
      [3_632, 5_464],
    ],
  );
  assert.deepEqual([first.outcome, first.deliveredSeconds, first.endSeconds], ['done', 3_600, 5_464]);
});

test('the event log is written to the folder named, the same bytes each time', async (context) => {
  const [file, one, two] = [workloadFile(context), folder(context), folder(context)];
  for (const output of [one, two]) {
    const { code } = await oneplan(
      'simulate',
      file,
      '--policies',
      'easy',
      '--host-failure',
      '1h',
      '--seed',
      '3',
      '-o',
      output,
      '--quiet',
    );
    assert.equal(code, 0);
  }
  const log = (output: string): string => readFileSync(join(output, 'easy.3.events.jsonl'), 'utf8');
  assert.ok(log(one).includes('"kind":"arrived"'));
  assert.equal(log(one), log(two));
});

test("a user's own policy is one file", async (context) => {
  const file = workloadFile(context);
  const own = join(folder(context), 'never.mjs');
  writeFileSync(
    own,
    "export const policy = () => ({ name: 'never', decide: ({ leases }) => ({ orders: leases.map(({ index }) => ({ kind: 'reject', lease: index, reason: 'no' })), wakeAt: null, promised: [], gap: null }) });\n",
  );
  const { code, out } = await oneplan('simulate', file, '--policies', `file:${own}`, '--json', '--quiet');
  assert.equal(code, 0);
  const [never] = JSON.parse(out).policies;
  assert.deepEqual(
    never.leases.map(({ outcome, reason }: Record<string, string>) => [outcome, reason]),
    [
      ['rejected', 'no'],
      ['rejected', 'no'],
    ],
  );
});

const DAY = 'fixtures/workloads/small-day.jsonl';

test('a folder has the page, the document, the tables and every chart', async (context) => {
  const output = folder(context);
  const words = ['--policies', 'fcfs,easy', '--windows', '3', '--no-events', '--quiet', '-o', output];
  const { code, out, err } = await oneplan('simulate', DAY, ...words, '--charts', 'png');
  assert.equal(code, 0, err);
  assert.match(out, /^POLICY +CASES[\s\S]*^Differences over 3 cases[\s\S]*^meanWaitSeconds +fcfs +easy +3 /m);
  const charts = ['differences', 'hosts-easy', 'hosts-fcfs', 'queue', 'slowdowns', 'utilisation', 'waits'];
  const tables = ['differences.csv', 'leases.csv', 'report.html', 'result.json', 'runs.csv'];
  assert.deepEqual(readdirSync(output).sort(), [...charts.map((name) => `${name}.png`), ...tables].sort());
  assert.equal(readFileSync(join(output, 'waits.png')).subarray(1, 4).toString(), 'PNG');
  const leases = readFileSync(join(output, 'leases.csv'), 'utf8').trim().split('\n');
  const { policies, comparison, command } = JSON.parse(readFileSync(join(output, 'result.json'), 'utf8'));
  const count = policies.reduce((sum: number, run: { leases: readonly unknown[] }) => sum + run.leases.length, 0);
  assert.equal(leases.length, 1 + count);
  assert.equal(comparison.find(({ figure }: { figure: string }) => figure === 'meanWaitSeconds').cases, 3);
  assert.equal(command, `oneplan simulate ${DAY} --policies fcfs,easy --windows 3`);
});

test('seeds of one window count once, and the baseline can be named', async () => {
  const words = [
    '--windows',
    '2',
    '--seeds',
    '2',
    '--host-failure',
    '9h',
    '--policies',
    'fcfs,easy',
    '--json',
    '--quiet',
  ];
  const { out } = await oneplan('simulate', DAY, ...words, '--baseline', 'fcfs');
  const { policies, comparison, baseline } = JSON.parse(out);
  assert.deepEqual([policies.length, baseline, comparison[0].policy, comparison[0].cases], [8, 'fcfs', 'easy', 2]);
  assert.deepEqual(
    policies.slice(0, 4).map(({ instance }: { instance: string }) => instance),
    ['window 1, seed 1', 'window 1, seed 2', 'window 2, seed 1', 'window 2, seed 2'],
  );
});

test('a workload that is cut off, has other columns or times below zero is refused with its line', async (context) => {
  const directory = folder(context);
  const file = (name: string, content: string | Buffer): string => {
    writeFileSync(join(directory, name), content);
    return join(directory, name);
  };
  const job = (submit: number): string => `1 ${submit} 0 60 1 -1 -1 1 60 -1 1 1 1 1 1 -1 -1 -1\n`;
  const cases = [
    {
      path: file('cut.jsonl.gz', gzipSync(readFileSync(DAY)).subarray(0, 900)),
      says: /in the middle of its gzip data/,
    },
    { path: `swf:${file('three.swf', '1 2 3\n')}`, says: /expected 18 columns, found 3 at line 1/ },
    { path: `swf:${file('below.swf', job(-5))}`, says: /a submit time below zero at line 1/ },
  ];
  for (const { path, says } of cases) {
    const { code, out, err } = await oneplan('simulate', path, '--hosts', '4:1x1024', '--quiet');
    assert.deepEqual([code, out, err.trimEnd().split('\n').length], [255, '', 1]);
    assert.match(err, says);
  }
});

const WRONG: readonly { readonly title: string; readonly words: readonly string[]; readonly says: RegExp }[] = [
  { title: 'an unknown policy', words: ['--policies', 'magic'], says: /there is no "magic"/ },
  {
    title: 'a policy file that is not there',
    words: ['--policies', 'file:./nowhere.mjs'],
    says: /nowhere\.mjs: can not be loaded/,
  },
  { title: 'hosts that can not be read', words: ['--hosts', 'many'], says: /COUNT:CORESxMIB/ },
  { title: 'a policy named twice', words: ['--policies', 'easy,easy'], says: /"easy" is named twice/ },
  { title: 'a baseline that does not run', words: ['--baseline', 'magic'], says: /--baseline: "magic" is not among/ },
  { title: 'charts without a folder', words: ['--charts', 'png'], says: /--charts: there is no folder.*--output DIR/ },
  { title: 'charts of no known kind', words: ['--charts', 'gif', '-o', 'x'], says: /there is no "gif".*svg, png/ },
  {
    title: 'more windows than there is time for',
    words: ['--windows', '9', '--window-length', '1h'],
    says: /--windows: 9 windows of 3600 s do not fit/,
  },
  {
    title: 'a folder that can not be made',
    words: ['-o', '/proc/nowhere/x'],
    says: /--output: \/proc\/nowhere.*ENOENT/,
  },
  { title: 'a file in place of a folder', words: ['-o', 'package.json'], says: /package\.json.* can not be written/ },
  { title: 'an unknown way to treat overruns', words: ['--overrun', 'pray'], says: /there is no "pray"/ },
];

for (const { title, words, says } of WRONG)
  test(`${title} is refused in one line that says what to write`, async (context) => {
    const { code, err } = await oneplan('simulate', workloadFile(context), ...words, '--quiet');
    assert.equal(code, 255);
    assert.match(err, says);
    assert.equal(err.trim().split('\n').length, 1);
  });
