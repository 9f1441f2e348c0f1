import assert from 'node:assert/strict';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { checkSchedule } from '../../../src/check/schedule.ts';
import { InputError } from '../../../src/domain/errors.ts';
import { readGapInstance } from '../../../src/read/benchmarks/gap.ts';
import { leave, start } from '../../support/decisions.ts';
import { shared, unlessShared } from '../../support/shared.ts';

const TINY = '2 3\n 5 6 7\n 4 9 2\n 1 2 3\n 3 2 1\n 3 4\n';

test('each agent counts sizes and costs of its own', async () => {
  const { problem, objectiveOf, boundOf, bestKnown } = await readGapInstance(await written('tiny.txt', TINY));
  assert.equal(bestKnown, 20);
  const schedule = [start(0, 0), start(0, 0), start(0, 1)];
  const { violations, cost } = checkSchedule(problem, schedule);
  assert.deepEqual(violations, []);
  assert.deepEqual(cost, [0, 0, 0, 0, 5 + 6 + 2]);
  assert.equal(objectiveOf(schedule, cost), 13);
  assert.equal(boundOf([0, 0, 0, 0, 12]), 12);
  const over = checkSchedule(problem, [start(0, 0), start(0, 0), start(0, 0)]);
  assert.deepEqual(
    over.violations.map(({ rule }) => rule),
    ['capacity'],
  );
  assert.deepEqual(checkSchedule(problem, [leave, start(0, 1), leave]).cost, [0, 2, 0, 0, 9]);
});

for (const { title, text } of [
  { title: 'too few numbers', text: '2 3 1 2' },
  { title: 'a word among the numbers', text: TINY.replace('7', 'seven') },
  { title: 'no jobs', text: '2 0 1 1' },
]) {
  test(`a file with ${title} is refused`, async () => {
    await assert.rejects(readGapInstance(await written('bad.txt', text)), InputError);
  });
}

test('the largest instance beside this checkout is read', { skip: unlessShared('benchmarks/gap') }, async () => {
  const { problem, bestKnown } = await readGapInstance(shared('benchmarks/gap/e30900.txt'));
  assert.deepEqual([problem.hosts.length, problem.jobs.length, bestKnown], [30, 900, 100427]);
});

async function written(name: string, text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'oneplan-gap-'));
  await writeFile(join(folder, name), text);
  await writeFile(
    join(folder, 'values.csv'),
    'instance,items,agents,best_known_bound,optimum,best_known_value\ntiny,3,2,,,20\n',
  );
  return join(folder, name);
}
