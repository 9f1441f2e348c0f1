import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { gzipSync } from 'node:zlib';
import { checkSchedule } from '../../../src/check/schedule.ts';
import { InputError } from '../../../src/domain/errors.ts';
import { readBpp } from '../../../src/read/benchmarks/bpp.ts';
import { readCloudBalancing } from '../../../src/read/benchmarks/cloudbalancing.ts';
import { readRoadef } from '../../../src/read/benchmarks/roadef.ts';
import { present } from '../../../src/solve/present.ts';
import { shared, unlessShared } from '../../support/shared.ts';

/** Starting costs as the challenge states them. */
const STARTS = [
  { model: 'model_a1_1.txt', cost: 49528750 },
  { model: 'model_a1_5.txt', cost: 782189690 },
  { model: 'model_a2_2.txt', cost: 1876768120 },
  { model: 'model_a2_4.txt', cost: 3223516130 },
  { model: 'model_b_1.txt.gz', cost: 7644173180 },
];

for (const { model, cost } of STARTS) {
  const file = `benchmarks/roadef2012/${model}`;
  test(`the start of ${model} keeps every rule and costs ${cost}`, { skip: unlessShared(file) }, async () => {
    const { problem, objectiveOf } = await readRoadef(shared(file));
    const schedule = present(problem);
    const checked = checkSchedule(problem, schedule);
    assert.deepEqual(checked.violations, []);
    assert.equal(objectiveOf(schedule, checked.cost), cost);
  });
}

test('a bin packing instance has an item for a VM and bins enough for next fit', () =>
  inFolder(async (write) => {
    const { name, problem } = await readBpp(write('PM_small.txt', '3\n10\n6\n5\n4\n'));
    assert.equal(name, 'PM_small');
    assert.deepEqual(
      problem.vms.map(({ demand }) => demand),
      [[6], [5], [4]],
    );
    assert.equal(problem.hosts.length, 3);
  }));

test('a compressed file is read like any other', () =>
  inFolder(async (write) => {
    const { problem } = await readBpp(write('x.txt.gz', gzipSync('2 10 6 5')));
    assert.equal(problem.vms.length, 2);
  }));

const MODEL = '1 0 1  1  0 0 10 8 0  1  1 0  1  0 3 1  0  1 1 1';
const FAULTS = [
  { title: 'text where a number belongs', name: 'x.txt', text: '2 10 6 five', names: /expected a size, found "five"/ },
  { title: 'an end too early', name: 'x.txt', text: '2 10 6', names: /expected a size, found the end of the file/ },
  { title: 'more after the last number', name: 'x.txt', text: '1 10 6 7', names: /more follows in line 1/ },
  { title: 'an item larger than a bin', name: 'x.txt', text: '1 10 11', names: /does not fit/ },
  { title: 'a damaged compressed file', name: 'x.txt.gz', text: 'no', names: /can not be read/ },
];

for (const { title, name, text, names } of FAULTS) {
  test(`${title} is an error that says where`, () =>
    inFolder(async (write) => {
      const file = write(name, text);
      await assert.rejects(readBpp(file), (error) => error instanceof InputError && names.test(error.message));
    }));
}

test('a model needs the assignment beside it, on machines that are there', () =>
  inFolder(async (write) => {
    const model = write('model_x.txt', MODEL);
    await assert.rejects(readRoadef(model), /assignment_x\.txt: can not be read/);
    write('assignment_x.txt', '1');
    await assert.rejects(readRoadef(model), /a machine is 1 in line 1, outside 0 to 0/);
    write('assignment_x.txt', '0');
    assert.equal((await readRoadef(model)).problem.jobs.length, 1);
  }));

test('a cloud that lacks a field is an error that names it', () =>
  inFolder(async (write) => {
    const file = write('x.json', '{"computerList":[{"cpuPower":1,"memory":1,"cost":1}],"processList":[]}');
    await assert.rejects(readCloudBalancing(file), /computerList\.0\.networkBandwidth/);
  }));

/** A folder that is gone afterwards. */
async function inFolder(use: (write: (name: string, text: string | Buffer) => string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'oneplan-'));
  try {
    await use((name, text) => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
