import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { folder } from '../../support/cli.ts';
import { read, readText } from '../../support/workload-text.ts';

/** One line of a log, with −1 for what is not said. */
function job(
  fields: Partial<Record<'id' | 'submit' | 'run' | 'allocated' | 'procs' | 'asked' | 'memory' | 'status', number>>,
) {
  const { id = 1, submit = 0, run = 60, allocated = 4, procs = 4, asked = 600, memory = -1, status = 1 } = fields;
  return `${id} ${submit} 0 ${run} ${allocated} -1 -1 ${procs} ${asked} ${memory} ${status} 7 2 -1 3 -1 -1 -1\n`;
}

const ONE_CORE = { cpuCentis: 100, memoryMib: 1_024 };

test('a job is a best-effort lease of one VM a processor, and its wait is nobody’s business', async (context) => {
  const { requests } = await readText(context, 'a.swf', job({ run: 61, asked: 600 }));
  assert.deepEqual(requests, [
    {
      id: '1',
      submitSeconds: 0,
      terms: { kind: 'best-effort', notBefore: null },
      vms: [ONE_CORE, ONE_CORE, ONE_CORE, ONE_CORE],
      durationSeconds: 600,
      realSeconds: 61,
      preemptible: true,
      weight: 1,
      user: '7',
      image: null,
      hosts: null,
      extras: { group: '2', queue: '3' },
    },
  ]);
});

const LEFT_OUT = [
  {
    title: 'a job that was cancelled in the queue',
    line: job({ run: -1, status: 5 }),
    reason: 'cancelled before it ran',
  },
  { title: 'a job cancelled with no run', line: job({ run: 0, status: 5 }), reason: 'cancelled before it ran' },
  {
    title: 'a run without processors of a cancelled job',
    line: job({ run: 63, allocated: -1, status: 5 }),
    reason: 'cancelled before it ran',
  },
  { title: 'a job without a run time', line: job({ run: -1, status: -1 }), reason: 'its run time is not known' },
  {
    title: 'a job without processors',
    line: job({ allocated: -1, procs: -1 }),
    reason: 'its processors are not known',
  },
  { title: 'a job submitted before time began', line: job({ submit: -5 }), reason: 'a submit time below zero' },
  { title: 'a line with a column missing', line: '1 2 3 4\n', reason: 'expected 18 columns, found 4' },
  { title: 'a line with words', line: job({}).replace('600', 'soon'), reason: 'expected numbers' },
  { title: 'a job whose number was there before', line: job({ id: 99, submit: 5 }), reason: 'its id was there before' },
];
for (const { title, line, reason } of LEFT_OUT) {
  test(`${title} is left out, and said so by line`, async (context) => {
    const { requests, leftOut } = await readText(context, 'a.swf', `; a comment\n${job({ id: 99 })}${line}`);
    assert.deepEqual(
      requests.map(({ id }) => id),
      ['99'],
    );
    assert.deepEqual(leftOut, [{ reason, count: 1, examples: ['line 3'] }]);
  });
}

test('a run of no seconds takes one, and allocated processors stand in for requested ones', async (context) => {
  const { requests, adjusted } = await readText(context, 'a.swf', job({ run: 0, procs: -1, allocated: 3 }));
  assert.equal(requests[0]?.realSeconds, 1);
  assert.equal(requests[0]?.vms.length, 3);
  assert.deepEqual(
    adjusted.map(({ reason }) => reason),
    ['ran for 0 s: taken as 1 s'],
  );
});

test('processors become VMs of whole nodes, as the header or the option says, and memory is that of a processor', async (context) => {
  const text = `; MaxNodes: 144\n; MaxProcs: 1152\n${job({ procs: 20, memory: 2_048 })}`;
  const { requests, hosts } = await readText(context, 'a.swf', text);
  assert.deepEqual(
    requests[0]?.vms.map(({ cpuCentis, memoryMib }) => [cpuCentis, memoryMib]),
    [
      [800, 16],
      [800, 16],
      [400, 8],
    ],
  );
  assert.deepEqual([hosts?.length, hosts?.[143]?.capacity], [144, { cpuCentis: 800, memoryMib: 8_192 }]);
  const byFour = await readText(context, 'b.swf', text, { procsPerNode: 4 });
  assert.deepEqual([byFour.requests[0]?.vms.length, byFour.hosts?.length], [5, 288]);
});

test('nodes of unequal size share the processors of the machine', async (context) => {
  const { hosts } = await readText(context, 'a.swf', `; MaxNodes: 3\n; MaxProcs: 10\n${job({})}`);
  assert.deepEqual(
    hosts?.map(({ capacity }) => capacity.cpuCentis),
    [300, 300, 400],
  );
});

test('a missing estimate is the usual limit above the run time, nothing, or the default', async (context) => {
  const text = job({ run: 1_900, asked: -1 });
  const asked = async (missingEstimate: 'usual' | 'none' | number) =>
    (await readText(context, `${missingEstimate}.swf`, text, { missingEstimate })).requests[0]?.durationSeconds;
  assert.deepEqual([await asked('usual'), await asked('none'), await asked(7_200)], [3_600, null, 7_200]);
});

const OVERRUNS = [
  { overruns: 'keep', estimates: 'real', expected: [600, 700] },
  { overruns: 'cap', estimates: 'real', expected: [600, 600] },
  { overruns: 'extend', estimates: 'real', expected: [700, 700] },
  { overruns: 'keep', estimates: 'perfect', expected: [700, 700] },
  { overruns: 'cap', estimates: 'perfect', expected: [600, 600] },
  { overruns: 'keep', estimates: 'doubled', expected: [1_200, 700] },
] as const;
for (const { overruns, estimates, expected } of OVERRUNS) {
  test(`asked 600 s, ran 700 s: ${overruns} and ${estimates} make it ${expected.join(' and ')}`, async (context) => {
    const { requests } = await readText(context, 'a.swf', job({ run: 700, asked: 600 }), { overruns, estimates });
    assert.deepEqual([requests[0]?.durationSeconds, requests[0]?.realSeconds], expected);
  });
}

test('a window keeps what is submitted in it, and time starts with it', async (context) => {
  const text = [100, 200, 300, 400].map((submit, id) => job({ id, submit })).join('');
  const { requests, leftOut } = await readText(context, 'a.swf', text, { fromSeconds: 100, untilSeconds: 300 });
  assert.deepEqual(
    requests.map(({ id, submitSeconds }) => [id, submitSeconds]),
    [
      ['1', 0],
      ['2', 100],
    ],
  );
  assert.deepEqual(
    leftOut.map(({ reason }) => reason),
    ['submitted before the window', 'submitted after the window'],
  );
  const two = await readText(context, 'b.swf', text, { limit: 2 });
  assert.deepEqual(
    two.requests.map(({ id }) => id),
    ['0', '1'],
  );
});

test('lines with nodes and properties: memory is of the whole job in bytes, and clusters bar hosts', async (context) => {
  const place = folder(context);
  const nodes = (spec: string, procs: number, id: number) =>
    `${job({ id, procs, memory: 8 * 2 ** 30 }).trimEnd()} {1,1} q_1d ${spec}\n`;
  writeFileSync(join(place, 'c.machines.txt'), '0\tbig\t2\t80\t1\t529426432\n1\tsmall\t3\t12\t1\t94035968\n');
  writeFileSync(
    join(place, 'c.swf'),
    nodes('2:ppn=4:x86_64', 8, 1) +
      nodes('1:ppn=16:cl_big#excl', 16, 2) +
      nodes('1:ppn=2:^small1.cerit.cz:cl_small', 2, 3) +
      nodes('1:ppn=2+1:ppn=1', 3, 4),
  );
  const { requests, hosts, adjusted } = await read(join(place, 'c.swf'));
  assert.deepEqual(
    hosts?.map(({ name }) => name),
    ['big1', 'big2', 'small1', 'small2', 'small3'],
  );
  assert.deepEqual(
    requests.map(({ vms, hosts: allowed }) => [vms.length, vms[0], allowed]),
    [
      [2, { cpuCentis: 400, memoryMib: 4_096 }, null],
      [1, { cpuCentis: 8_000, memoryMib: 8_192 }, ['big1', 'big2']],
      [1, { cpuCentis: 200, memoryMib: 8_192 }, ['small2', 'small3']],
      [1, { cpuCentis: 300, memoryMib: 8_192 }, null],
    ],
  );
  assert.equal(adjusted.length, 2);
});
