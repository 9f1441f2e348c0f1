import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
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

const WRONG: readonly { readonly title: string; readonly words: readonly string[]; readonly says: RegExp }[] = [
  { title: 'an unknown policy', words: ['--policies', 'magic'], says: /there is no "magic"/ },
  {
    title: 'a policy file that is not there',
    words: ['--policies', 'file:./nowhere.mjs'],
    says: /nowhere\.mjs: can not be loaded/,
  },
  { title: 'hosts that can not be read', words: ['--hosts', 'many'], says: /COUNT:CORESxMIB/ },
  { title: 'an unknown way to treat overruns', words: ['--overrun', 'pray'], says: /there is no "pray"/ },
];

for (const { title, words, says } of WRONG)
  test(`${title} is refused in one line that says what to write`, async (context) => {
    const { code, err } = await oneplan('simulate', workloadFile(context), ...words, '--quiet');
    assert.equal(code, 255);
    assert.match(err, says);
    assert.equal(err.trim().split('\n').length, 1);
  });
