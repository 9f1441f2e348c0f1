import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { folder } from '../../support/cli.ts';
import { shared, unlessShared } from '../../support/shared.ts';
import { read, readText } from '../../support/workload-text.ts';

const AZURE = `vm,arrival_s,batch,cores,mem_gib,dur_min_s,dur_max_s,censored
7,300,1,2,3.5,300,300,0
8,300,1,1,1.75,3600,7200,0
9,600,2,1,0.75,900,,1
10,600,2,1,0.75,900,600,0
`;

test('an Azure VM runs as long as the seed draws between its bounds, whatever else is read', async (context) => {
  const whole = await readText(context, 'a.csv', AZURE, { seed: 4 });
  const drawn = whole.requests[1]?.realSeconds ?? 0;
  assert.ok(drawn >= 3_600 && drawn <= 7_200);
  const alone = await readText(context, 'b.csv', AZURE.replace(/^7,.*\n/m, ''), { seed: 4 });
  assert.equal(alone.requests[0]?.realSeconds, drawn);
  const other = await readText(context, 'c.csv', AZURE, { seed: 5 });
  assert.notEqual(other.requests[1]?.realSeconds, drawn);
  assert.deepEqual([whole.requests[0]?.realSeconds, whole.requests[2]?.realSeconds], [300, 900]);
  assert.deepEqual(whole.leftOut, [{ reason: 'bounds that can not be', count: 1, examples: ['line 5'] }]);
});

test('values may be quoted, and a quote that is never closed spoils its own line alone', async (context) => {
  const text = `${AZURE}\r\n"11","900",3,1,0.75,"900",900,0\r\n"12,900,3,1,0.75,900,900,0\n13,900,4,1,0.75,60,60,0\n`;
  const { requests, leftOut } = await readText(context, 'a.csv', text);
  assert.deepEqual(
    requests.map(({ id }) => id),
    ['7', '8', '9', '11', '13'],
  );
  assert.deepEqual(leftOut, [
    { reason: 'bounds that can not be', count: 1, examples: ['line 5'] },
    { reason: 'expected 8 columns, found 1', count: 1, examples: ['line 8'] },
  ]);
});

test('nothing is lost between two quotes that are not closed, however many lines are between them', async (context) => {
  const text = `${AZURE}\n"11,900,3,1,0.75,900,900,0\n12,900,3,1,0.75,900,900,0\n13,900,4,1,0.75,60,60,0"\n`;
  const { requests, leftOut } = await readText(context, 'a.csv', text);
  assert.deepEqual(
    requests.map(({ id }) => id),
    ['7', '8', '9', '12', '13'],
  );
  assert.deepEqual(
    leftOut.slice(1).map(({ reason, count }) => [reason, count]),
    [['expected 8 columns, found 1', 1]],
  );
});

test('what one tenant created at once may be one gang, which runs as long as its longest VM', async (context) => {
  const { requests } = await readText(context, 'a.csv', AZURE, { batches: 'gangs' });
  assert.deepEqual(
    requests.map(({ id, submitSeconds, vms }) => [id, submitSeconds, vms]),
    [
      [
        'batch1',
        300,
        [
          { cpuCentis: 200, memoryMib: 3_584 },
          { cpuCentis: 100, memoryMib: 1_792 },
        ],
      ],
      ['batch2', 600, [{ cpuCentis: 100, memoryMib: 768 }]],
    ],
  );
  assert.ok((requests[0]?.realSeconds ?? 0) >= 3_600);
});

test('an Alibaba pod that wants GPUs may run where they are, and one never scheduled is left out', async (context) => {
  const place = folder(context);
  const header =
    'name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec,qos,pod_phase,creation_time,deletion_time,scheduled_time';
  writeFileSync(
    join(place, 'x-nodes.csv'),
    'sn,cpu_milli,memory_mib,gpu,model\na,32000,1024,0,\nb,32000,1024,2,T4\nc,32000,1024,8,V100\n',
  );
  writeFileSync(
    join(place, 'x-pods-part1.csv'),
    `${header}\np,1005,512,1,500,T4|A10,BE,Succeeded,10,130,30\nq,1000,512,2,1000,,LS,Running,11,111,11\nr,1000,512,0,0,,LS,Pending,12,,\ns,1000,512,0,0,,LS,Running,12,5,9\n`,
  );
  const { requests, hosts, leftOut } = await read(join(place, 'x-pods-part1.csv'));
  assert.deepEqual(
    hosts?.map(({ name }) => name),
    ['a', 'b', 'c'],
  );
  assert.deepEqual(
    requests.map(({ id, submitSeconds, realSeconds, preemptible, hosts: allowed, vms }) => [
      id,
      submitSeconds,
      realSeconds,
      preemptible,
      allowed,
      vms[0]?.cpuCentis,
    ]),
    [
      ['p', 10, 100, true, ['b'], 101],
      ['q', 11, 100, false, ['b', 'c'], 100],
    ],
  );
  assert.deepEqual(
    leftOut.map(({ reason }) => reason),
    ['never scheduled: it has no run time', 'deleted before it was scheduled'],
  );
});

test('a recorded cloud: what waits arrives when it was submitted, and meets the room that is left', async () => {
  const { requests, hosts, leftOut } = await read('fixtures/clouds/lab');
  assert.ok(requests.length > 20 && requests.every(({ submitSeconds }) => submitSeconds >= 0));
  assert.ok(requests.some(({ terms }) => terms.kind === 'advance-reservation'));
  assert.equal(hosts?.length, 11);
  assert.equal(leftOut.find(({ reason }) => reason.startsWith('ran already'))?.count, 35);
});

const TRACES = [
  { file: 'traces/swf/KTH-SP2-1996-2.1-cln.swf.gz', requests: 27_992, hosts: 100, cancelled: 0 },
  { file: 'traces/swf/NASA-iPSC-1993-3.1-cln.swf.gz', requests: 18_239, hosts: 128, cancelled: 0 },
  { file: 'traces/swf/SDSC-BLUE-2000-4.2-cln.swf.gz', requests: 223_641, hosts: 144, cancelled: 19_663 },
  { file: 'traces/swf/CERIT-SC-2013-wagap.swf.gz', requests: 17_898, hosts: 68, cancelled: 0 },
  { file: 'traces/swf/Gofree-sample-2011.swf.gz', requests: 1_319, hosts: 29, cancelled: 129 },
  { file: 'traces/vm/azure2017-days20-24-5pct.csv.gz', requests: 12_527, hosts: undefined, cancelled: 0 },
  { file: 'traces/vm/alibaba2023-openb-pods-part1.csv.gz', requests: 3_708, hosts: 1_523, cancelled: 0 },
  { file: 'haizea-traces/blue-horizon/30days.swf', requests: 5_108, hosts: undefined, cancelled: 437 },
  { file: 'haizea-traces/multi/withprematureend.lwf', requests: 139, hosts: undefined, cancelled: 0 },
];
for (const { file, requests, hosts, cancelled } of TRACES) {
  test(`${file} has ${requests} requests`, { skip: unlessShared(file) }, async () => {
    const found = await read(shared(file));
    assert.deepEqual([found.requests.length, found.hosts?.length], [requests, hosts]);
    assert.equal(found.leftOut.find(({ reason }) => reason === 'cancelled before it ran')?.count ?? 0, cancelled);
    const ascends = found.requests.every(
      ({ submitSeconds }, index, all) => submitSeconds >= (all[index - 1]?.submitSeconds ?? 0),
    );
    assert.ok(ascends && found.requests.every(({ realSeconds, vms }) => realSeconds !== 0 && vms.length > 0));
  });
}

const SETS = 'haizea-traces/blue-horizon';
for (const [share, reservations] of [
  ['10', 14],
  ['20', 28],
  ['30', 42],
] as const) {
  test(`951 requests of Blue Horizon and ${reservations} reservations of the ${share} % set`, {
    skip: unlessShared(SETS),
  }, async () => {
    const inject = shared(`${SETS}/inject-30days/work_${share}-dur_3h-size_2medium.lwf`);
    const { requests } = await read(shared(`${SETS}/1000requests.swf`), { inject, injectUntilSeconds: 367_285 });
    const reserved = requests.filter(({ terms }) => terms.kind === 'advance-reservation');
    assert.deepEqual([requests.length - reserved.length, reserved.length], [951, reservations]);
    assert.equal(new Set(requests.map(({ id }) => id)).size, requests.length);
  });
}
