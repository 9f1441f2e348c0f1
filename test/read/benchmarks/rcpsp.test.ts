import assert from 'node:assert/strict';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { checkSchedule } from '../../../src/check/schedule.ts';
import { readRcpsp } from '../../../src/read/benchmarks/rcpsp.ts';
import { start } from '../../support/decisions.ts';
import { shared, unlessShared } from '../../support/shared.ts';

/** Two activities of three and two slots that do not fit beside each other, between two dummies. */
const SMALL = '4 1\n 5\n 0 0 2 2 3\n 3 4 1 4\n 2 3 1 4\n 0 0 0\n';

const fileOf = async (text: string): Promise<string> => {
  const file = join(await mkdtemp(join(tmpdir(), 'rcpsp-')), 'small.rcp');
  await writeFile(file, text);
  return file;
};

test('an .rcp file is a host, a lease for each activity, and the makespan as what it costs', async () => {
  const { name, problem, objectiveOf, boundOf, bestKnown } = await readRcpsp(await fileOf(SMALL));
  assert.deepEqual([name, bestKnown], ['small', null]);
  assert.deepEqual(problem.hosts[0]?.capacity, [5]);
  assert.equal(problem.edges.length, 7);
  const schedule = [start(0, 0), start(0, 0), start(3, 0), start(5, 0)];
  const { violations, cost } = checkSchedule(problem, schedule);
  assert.deepEqual(violations, []);
  assert.equal(objectiveOf(schedule, cost), 5);
  assert.equal(boundOf([0, 0, 4, 0, 0]), 4);
});

for (const [title, text] of [
  ['words that are no numbers', SMALL.replace('3 4', '3 x')],
  ['a file that ends too soon', SMALL.slice(0, 20)],
  ['an activity that is not there', SMALL.replace('2 3 1 4', '2 3 1 9')],
  ['activities that wait for each other', '3 1 5 1 1 1 2 1 1 1 1 0 0 0'],
  ['an activity that needs more than there is', '2 1 5 1 6 1 2 0 0 0'],
  ['a last activity with a length', '2 1 5 0 0 1 2 3 1 0'],
] as const) {
  test(`${title}: an error that names the file`, async () => {
    await assert.rejects(readRcpsp(await fileOf(text)), /small\.rcp/);
  });
}

const FOLDER = 'benchmarks/rcpsp';
test('PSPLIB instances come with the best value known', { skip: unlessShared(FOLDER) }, async () => {
  const { problem, bestKnown } = await readRcpsp(shared(`${FOLDER}/j30_1_1.rcp`));
  assert.deepEqual([problem.jobs.length, problem.resources.length, bestKnown], [32, 4, 43]);
});
