import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { folder, oneplan, started } from '../support/cli.ts';

const FIXTURE = 'fixtures/instances/5x10x12s1.json';
const FIELDS = ['instance', 'objective', 'bound', 'gap', 'bestKnown', 'feasible', 'seconds', 'peakRssMib'];

test('bench prints an array of rows; a file that can not be read is one of them, and the rest goes on', async (context) => {
  const bad = join(folder(context), 'bad.json');
  writeFileSync(bad, '{ "H": 1 }');
  const { code, out, err } = await oneplan(
    'bench',
    'epochs',
    bad,
    FIXTURE,
    '--time-limit',
    '10',
    '--seed',
    '1',
    '--json',
  );
  const rows = JSON.parse(out);
  for (const row of rows) assert.deepEqual(Object.keys(row), FIELDS);
  assert.deepEqual(
    rows.map(({ instance, objective, bestKnown, feasible }: Record<string, unknown>) => [
      instance,
      objective,
      bestKnown,
      feasible,
    ]),
    [
      ['bad.json', null, null, false],
      ['5x10x12s1', 225, 225, true],
    ],
  );
  assert.ok(rows[1].seconds > 0 && rows[1].peakRssMib > 10);
  assert.match(err, /^oneplan: .*bad\.json: .*at /m);
  assert.equal(code, 255);
});

test('epochs made on the spot are the same again with the same seed and a node limit', async () => {
  const words = ['bench', 'epochs', '--generate', '4x9x10', '--load', '1.1', '--count', '2', '--seed', '7'];
  const first = await oneplan(...words, '--node-limit', '300', '--json');
  const again = await oneplan(...words, '--node-limit', '300', '--json');
  const told = (text: string) =>
    JSON.parse(text).map(({ instance, objective, bound }: Record<string, unknown>) => [instance, objective, bound]);
  assert.deepEqual(told(first.out), told(again.out));
  assert.deepEqual(
    told(first.out).map(([instance]: [string]) => instance),
    ['generated-4x9x10-load1.1-seed7', 'generated-4x9x10-load1.1-seed8'],
  );
  assert.equal(first.code, 0, first.err);
});

test('an interrupt ends the instance under way with what it has, and the rest is not begun', async () => {
  const run = started('bench', 'epochs', '--generate', '3x4x6,30x200x48,3x4x6', '--time-limit', '60', '--json');
  run.stderr.once('data', () => setTimeout(() => run.kill('SIGINT'), 200));
  const { exitCode, stdout } = await run;
  assert.equal(exitCode, 130);
  assert.ok(JSON.parse(stdout).length <= 2);
});

for (const [words, said] of [
  [['bench', 'nonsense'], /there is no family "nonsense"/],
  [['bench', 'epochs', '--generate', '5x5'], /expected HOSTSxLEASESxSLOTS/],
  [['bench', 'epochs', FIXTURE, '--generate', '5x5x5'], /--generate: is about epochs without files/],
  [['bench', 'epochs', '--load', 'much'], /expected numbers separated by commas/],
  [['bench', FIXTURE], /there is no family/],
] as const) {
  test(`${words.join(' ')} is refused in words`, async () => {
    const { code, err, out } = await oneplan(...words);
    assert.equal(code, 255);
    assert.equal(out, '');
    assert.match(err, said);
  });
}

test('the scaling study measures every size in a process of its own, and fits how figures grow', async () => {
  const { code, out, err } = await oneplan(
    'bench',
    'scaling',
    '--sizes',
    '4,8',
    '--slots',
    '12',
    '--time-limit',
    '1',
    '--json',
  );
  assert.equal(code, 0, err);
  const { rows, powerLaws } = JSON.parse(out);
  assert.deepEqual(
    rows.map(({ hosts, leases, slots }: Record<string, number>) => [hosts, leases, slots]),
    [
      [4, 40, 12],
      [8, 80, 12],
    ],
  );
  for (const row of rows) assert.ok(row.firstPlanSeconds > 0 && row.firstPlanSeconds <= row.seconds);
  assert.ok(powerLaws.some(({ of }: { of: string }) => of === 'first plan, wall'));
});

test('bench limits holds short searches against the best greedy policy, and says how late they were', async () => {
  const { code, out, err } = await oneplan(
    ...['bench', 'limits', '--generate', '5x10x12', '--load', '0.85', '--limits', '0.05,0.2', '--json', '--quiet'],
  );
  assert.equal(code, 0, err);
  const { rows, worse } = JSON.parse(out);
  assert.equal(worse, 0);
  assert.deepEqual(
    rows.map(({ limitSeconds, isWorse }: { limitSeconds: number; isWorse: boolean }) => [limitSeconds, isWorse]),
    [
      [0.05, false],
      [0.2, false],
    ],
  );
});
