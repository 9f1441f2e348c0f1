import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { folder, oneplan } from '../support/cli.ts';

const FIXTURE = 'fixtures/instances/5x10x12s1.json';
const SOLVE = ['solve', FIXTURE, '--node-limit', '200', '--time-limit', '20', '--json', '--quiet'] as const;

interface Solution {
  start: number[];
  hosts: (number[] | null)[];
}

/** A file with a solution of the fixture, made by a greedy policy and changed. */
async function solutionFile(directory: string, change: (solution: Solution) => unknown): Promise<string> {
  const file = join(directory, 'solution.json');
  await oneplan('solve', FIXTURE, '--solver', 'easy', '--json', '--quiet', '-o', file);
  writeFileSync(file, JSON.stringify(change(JSON.parse(readFileSync(file, 'utf8')))));
  return file;
}

test('solve goes on from a solution that is given', async (context) => {
  const file = await solutionFile(folder(context), (solution) => solution);
  const { code, out, err } = await oneplan(...SOLVE, '--start', file);
  assert.equal(code, 0, err);
  const answer = JSON.parse(out);
  assert.equal(answer.objective, 225);
  assert.equal(answer.improvements[0].by, 'start');
});

test('a start that breaks a rule is not used, and the answer is as without it', async (context) => {
  const piled = ({ start, hosts }: Solution) => ({ start, hosts: hosts.map((on) => on?.map(() => 0) ?? null) });
  const { code, out, err } = await oneplan(...SOLVE, '--start', await solutionFile(folder(context), piled));
  assert.equal(code, 0);
  assert.match(err, /^oneplan: --start is not used: it breaks [a-z]+: .+\n$/);
  const answer = JSON.parse(out);
  assert.equal(answer.objective, 225);
  assert.equal(answer.improvements[0].by, 'present');
});

const refused = [
  {
    title: 'of fewer leases',
    change: ({ start, hosts }: Solution) => ({ start: start.slice(1), hosts: hosts.slice(1) }),
    says: /a solution of 9 leases, the instance has 10/,
  },
  {
    title: 'on hosts that are not there',
    change: ({ start, hosts }: Solution) => ({ start, hosts: hosts.map((on) => on?.map(() => 99) ?? null) }),
    says: /lease \d+ is not placed as the instance has it/,
  },
  { title: 'that is none', change: () => ({ start: 'now' }), says: /not a solution: .* at start/ },
];

for (const { title, change, says } of refused) {
  test(`a start ${title} is refused in one line`, async (context) => {
    const { code, err } = await oneplan(...SOLVE, '--start', await solutionFile(folder(context), change));
    assert.equal(code, 255);
    assert.match(err, says);
    assert.equal(err.trim().split('\n').length, 1);
  });
}

test('bench warm compares a search that goes on with one from nothing, and does not search when nothing has changed', async () => {
  const words = [
    '--generate',
    '6x60x12',
    '--change',
    '5%',
    '--time-limit',
    '0.6',
    '--warm-limit',
    '0.4',
    '--json',
    '--quiet',
  ];
  const { code, out, err } = await oneplan('bench', 'warm', ...words);
  assert.equal(code, 0, err);
  const { rows, median, worst } = JSON.parse(out);
  assert.equal(rows.length, 1);
  assert.deepEqual([median, worst], [rows[0], rows[0]]);
  const [{ warm, cold, ratio, unchangedSeconds, samePlan }] = rows;
  assert.ok(Math.abs(ratio - warm.objective / cold.objective) < 1e-9);
  assert.ok(warm.cpuSeconds > 0 && unchangedSeconds < 0.5 && samePlan);
});
