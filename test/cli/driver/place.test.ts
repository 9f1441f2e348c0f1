import assert from 'node:assert/strict';
import test from 'node:test';
import { oneplan } from '../../support/cli.ts';
import { type AskedFor, type DocumentTerms, documentFile } from '../../support/driver/document.ts';
import { parsedPlan } from '../../support/driver/parsed-plan.ts';

const NOW = 1_800_000_000;
const NOBODY = ['--no-ask', '--workers', '1', '--now', String(NOW)] as const;

async function placed(terms: DocumentTerms, ...words: readonly string[]) {
  const { code, out, err } = await oneplan('driver', 'place', '--document', documentFile(terms), ...NOBODY, ...words);
  assert.equal(code, 0, err);
  const { id, actions } = parsedPlan(out);
  assert.equal(id, -1);
  return { vms: actions.map(({ vm }) => vm).sort(), actions, err: err.split('\n').filter((line) => line !== '') };
}

const at = (seconds: number): string => new Date((NOW + seconds) * 1000).toISOString().replace('.000Z', 'Z');
const oneplanOf = (inside: string): AskedFor => ({ user: `<ONEPLAN>${inside}</ONEPLAN>` });
const reserved = (seconds: number): AskedFor => oneplanOf(`<START>${at(seconds)}</START><DURATION>01:00:00</DURATION>`);
const large: AskedFor = { template: { CPU: 64 } };

test('a document without pending VMs is answered by an empty plan', async () => {
  const { actions, err } = await placed({ vms: [] });
  assert.deepEqual([actions, err], [[], []]);
});

test('a VM that fits nowhere stays out, and its owner hears why once', async () => {
  const { actions, err } = await placed({ vms: [large] });
  assert.deepEqual(actions, []);
  assert.equal(err.length, 1);
  const [, words = ''] = /^ERROR: 0 (.+)$/.exec(err[0] as string) ?? [];
  assert.match(words, /64 cores/);
  const told = { ...large, user: `<SCHED_MESSAGE>Mon Nov 23 01:39:22 2026: ${words}</SCHED_MESSAGE>` };
  assert.deepEqual((await placed({ vms: [told] })).err, []);
  const other = { ...large, user: '<SCHED_MESSAGE>Mon Nov 23 01:39:22 2026: something else</SCHED_MESSAGE>' };
  assert.deepEqual((await placed({ vms: [other] })).err, err);
});

for (const { title, vm, starts } of [
  { title: 'a reservation for later stays out', vm: reserved(3_600), starts: false },
  { title: 'a reservation for before oned asks again starts now', vm: reserved(45), starts: true },
  { title: 'a reservation that oned did not ask about in time starts now', vm: reserved(-120), starts: true },
  { title: 'a reservation long past is refused', vm: reserved(-7_200), starts: false },
  {
    title: 'what may not start before a moment stays out until then',
    vm: oneplanOf(`<NOT_BEFORE>${at(45)}</NOT_BEFORE><DURATION>01:00:00</DURATION>`),
    starts: false,
  },
  {
    title: 'a deadline that can be met starts',
    vm: oneplanOf(`<DEADLINE>${at(7_200)}</DEADLINE><DURATION>01:00:00</DURATION>`),
    starts: true,
  },
  { title: 'a VM on hold stays out', vm: { rest: { STATE: 2 } }, starts: false },
  {
    title: 'a gang that is not whole stays out',
    vm: oneplanOf('<GROUP>g</GROUP><GROUP_SIZE>2</GROUP_SIZE>'),
    starts: false,
  },
]) {
  test(title, async () => assert.deepEqual((await placed({ vms: [vm] })).vms, starts ? [0] : []));
}

test('a reservation for later keeps its room: what would still be there stays out, what ends before starts', async () => {
  const whole = { CPU: 8 };
  const vms: readonly AskedFor[] = [
    { ...reserved(3_600), template: whole },
    { template: whole },
    { ...oneplanOf('<DURATION>00:30:00</DURATION>'), template: whole },
  ];
  const { vms: started, err } = await placed({ vms });
  assert.deepEqual(started, [2]);
  for (const vm of [0, 1])
    assert.ok(
      err.some((line) => line.startsWith(`ERROR: ${vm} `)),
      err.join('\n'),
    );
});

test('a gang starts whole or not at all', async () => {
  const gang = oneplanOf('<GROUP>g</GROUP><GROUP_SIZE>2</GROUP_SIZE>');
  const wide = { ...gang, template: { CPU: 6 } };
  assert.deepEqual((await placed({ vms: [gang, gang] })).vms, [0, 1]);
  assert.deepEqual((await placed({ vms: [wide, wide] })).vms, []);
  assert.deepEqual((await placed({ vms: [wide, wide], hosts: [{}, {}] })).vms, [0, 1]);
});

test('actions take turns over hosts', async () => {
  const vms: readonly AskedFor[] = Array.from({ length: 16 }, () => ({ template: { CPU: 2 } }));
  const { actions } = await placed({ vms, hosts: [{}, {}, {}, {}] });
  assert.equal(actions.length, 16);
  for (let turn = 0; turn < 16; turn += 4) {
    assert.equal(new Set(actions.slice(turn, turn + 4).map(({ host }) => host)).size, 4);
  }
});

test('one VM that can not be read does not keep the others from being placed', async () => {
  assert.deepEqual((await placed({ vms: [{ template: { CPU: 'lots' } }, {}] })).vms, [1]);
});

test('what was stopped is deployed again with the datastore that has its disks', async () => {
  const history =
    '<HISTORY><OID>0</OID><SEQ>0</SEQ><HOSTNAME>host-0</HOSTNAME><HID>0</HID><CID>100</CID><STIME>1700000000</STIME>' +
    '<ETIME>1700000100</ETIME><DS_ID>7</DS_ID><PSTIME>1700000000</PSTIME><PETIME>1700000010</PETIME>' +
    '<RSTIME>1700000010</RSTIME><RETIME>1700000100</RETIME><ACTION>9</ACTION></HISTORY>';
  const { actions } = await placed({ vms: [{ rest: { HISTORY_RECORDS: history } }] });
  assert.deepEqual(actions, [{ vm: 0, operation: 'deploy', host: 0, datastore: 7, nics: [] }]);
});

test('a thousand VMs on a hundred hosts are answered within the time given', async () => {
  const vms: readonly AskedFor[] = Array.from({ length: 1000 }, (_, id) => ({ template: { CPU: 1 + (id % 2) } }));
  const hosts = Array.from({ length: 100 }, () => ({ MAX_CPU: 3200, MAX_MEM: 134_217_728 }));
  assert.equal((await placed({ vms, hosts })).vms.length, 1000);
});

test('no credential of the document is written anywhere', async () => {
  const secret = 'correct-horse-battery';
  const fields = { PASSWORD: secret, CONTEXT: `<PASSWORD>${secret}</PASSWORD><USER_DATA>${secret}</USER_DATA>` };
  const vms: readonly AskedFor[] = [
    { template: fields, user: `<MY_TOKEN>${secret}</MY_TOKEN>` },
    { template: { ...fields, CPU: 64 } },
    { template: { ...fields, CPU: 'x' }, user: '<SCHED_REQUIREMENTS>NAME ==</SCHED_REQUIREMENTS>' },
  ];
  const file = documentFile({ vms, hostRest: { TEMPLATE: `<ONE_PASSWORD>${secret}</ONE_PASSWORD>` } });
  const { out, err } = await oneplan('driver', 'place', '--document', file, ...NOBODY);
  assert.ok(out.includes('<VM_ID>0</VM_ID>'), err);
  assert.ok(!out.includes(secret) && !err.includes(secret));
});
