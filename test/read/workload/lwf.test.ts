import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { folder } from '../../support/cli.ts';
import { read, readText } from '../../support/workload-text.ts';

interface LeaseText {
  readonly id?: string;
  readonly start?: string;
  readonly more?: string;
  readonly real?: string;
  readonly preemptible?: string;
}

const lease = ({ id = '1', start = '<start/>', more = '', real = '', preemptible = 'true' }: LeaseText) => `
  <lease-request arrival="00:10:00.00">${real}
    <lease id="${id}" preemptible="${preemptible}">
      <nodes><node-set numnodes="2"><res type="CPU" amount="100"/><res type="Memory" amount="512"/></node-set></nodes>
      ${start}<duration time="01:00:00.00"/>${more}
    </lease>
  </lease-request>`;

const workload = (...leases: readonly string[]) =>
  `<lease-workload name="x"><site><nodes><node-set numnodes="3"><res type="CPU" amount="400"/><res type="Memory" amount="1024"/></node-set></nodes></site><lease-requests>${leases.join('')}</lease-requests></lease-workload>`;

const TERMS = [
  {
    title: 'an empty start is best effort',
    start: '<start/>',
    more: '',
    terms: { kind: 'best-effort', notBefore: null },
  },
  { title: 'now is immediate', start: '<start><now/></start>', more: '', terms: { kind: 'immediate' } },
  {
    title: 'an exact start is a reservation',
    start: '<start><exact time="02:00:00"/></start>',
    more: '',
    terms: { kind: 'advance-reservation', startAt: 7_200 },
  },
  {
    title: 'with a deadline it is "not before"',
    start: '<start><exact time="02:00:00.00"/></start>',
    more: '<deadline time="1:00:00:00.00"/>',
    terms: { kind: 'deadline', notBefore: 7_200, finishBy: 86_400 },
  },
  {
    title: 'an empty start may have a deadline',
    start: '<start/>',
    more: '<deadline time="03:00:00.50"/>',
    terms: { kind: 'deadline', notBefore: null, finishBy: 10_800 },
  },
  {
    title: 'a plus counts from the arrival',
    start: '<start><exact time="+02:00:00.00"/></start>',
    more: '',
    terms: { kind: 'advance-reservation', startAt: 7_800 },
  },
] as const;
for (const { title, start, more, terms } of TERMS) {
  test(title, async (context) => {
    const { requests } = await readText(context, 'a.lwf', workload(lease({ start, more })));
    assert.deepEqual(requests[0]?.terms, terms);
  });
}

test('a lease has a VM a node, its site, its software, its extras and a real run time of its own', async (context) => {
  const more =
    '<software><disk-image id="a.img" size="1024"/></software><extra><attr name="simul_userrate" value="0.5"/></extra>';
  const real = '<realduration time="00:15:00.00"/>';
  const { requests, hosts, name } = await readText(
    context,
    'mine.lwf',
    workload(lease({ more, real, preemptible: 'no' })),
  );
  const { vms, image, extras, realSeconds, durationSeconds, preemptible, submitSeconds } = requests[0] ?? assert.fail();
  assert.deepEqual(vms, [
    { cpuCentis: 100, memoryMib: 512 },
    { cpuCentis: 100, memoryMib: 512 },
  ]);
  assert.deepEqual([image, extras], [{ name: 'a.img', sizeMib: 1_024 }, { simul_userrate: '0.5' }]);
  assert.deepEqual([submitSeconds, durationSeconds, realSeconds, preemptible], [600, 3_600, 900, false]);
  assert.deepEqual(
    [name, hosts?.length, hosts?.[2]],
    ['mine', 3, { name: 'host-3', capacity: { cpuCentis: 400, memoryMib: 1_024 } }],
  );
});

test('a lease that makes no sense is left out by line, and the rest is read', async (context) => {
  const bad = lease({ id: '2' }).replace('01:00:00.00', '-01:00:00.00');
  const { requests, leftOut } = await readText(context, 'a.lwf', workload(lease({}), bad, lease({ id: '3' })));
  assert.deepEqual(
    requests.map(({ id }) => id),
    ['1', '3'],
  );
  assert.deepEqual(leftOut, [{ reason: 'can not read duration "-01:00:00.00"', count: 1, examples: ['line 13'] }]);
});

test('what a reservation asks for is no estimate, and is never doubled', async (context) => {
  const text = workload(lease({ start: '<start><exact time="02:00:00"/></start>' }), lease({ id: '2' }));
  const { requests } = await readText(context, 'a.lwf', text, { estimates: 'doubled' });
  assert.deepEqual(
    requests.map(({ durationSeconds }) => durationSeconds),
    [3_600, 7_200],
  );
});

test('annotations replace what they name, counted from the arrival, and injected ids grow by a million', async (context) => {
  const place = folder(context);
  const [base, injected, notes] = ['a.lwf', 'b.lwf', 'c.lwfa'].map((name) => join(place, name)) as [
    string,
    string,
    string,
  ];
  writeFileSync(base, workload(lease({}), lease({ id: 'two' })));
  writeFileSync(
    injected,
    "900 4600 60 50 3 1 256 0 'NONE.img' 600\n0 -1 60 90 1 2 256 0 'a.img' 600\n1 9000 60 60 1 1 1 0 'NONE.img' 1\n",
  );
  writeFileSync(
    notes,
    '<lease-annotations><lease-annotation id="two"><start><exact time="+01:00:00.00"/></start><deadline time="+03:00:00.00"/><software><none/></software><extra><attr name="price" value="2"/></extra></lease-annotation></lease-annotations>',
  );
  const { requests, leftOut } = await read(base, { inject: injected, injectUntilSeconds: 8_999, annotations: notes });
  assert.deepEqual(
    requests.map(({ id, terms, vms, realSeconds }) => [id, terms.kind, vms.length, realSeconds]),
    [
      ['1000002', 'best-effort', 1, 90],
      ['1', 'best-effort', 2, 3_600],
      ['two', 'deadline', 2, 3_600],
      ['1000001', 'advance-reservation', 3, 50],
    ],
  );
  assert.deepEqual(requests[2]?.terms, { kind: 'deadline', notBefore: 4_200, finishBy: 11_400 });
  assert.deepEqual([requests[2]?.extras, requests[0]?.image], [{ price: '2' }, { name: 'a.img', sizeMib: 600 }]);
  assert.deepEqual(
    leftOut.map(({ reason, count }) => [reason, count]),
    [['injected, but starts after the end', 1]],
  );
});
