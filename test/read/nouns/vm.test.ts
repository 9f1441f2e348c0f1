import assert from 'node:assert/strict';
import test from 'node:test';
import { readVm } from '../../../src/read/nouns/vm.ts';
import type { RawVm } from '../../../src/read/raw-cloud.ts';
import { openXml } from '../../../src/read/xml/document.ts';
import { vmXml } from '../../support/recorded.ts';

function read(xml: string): RawVm {
  const [object] = openXml('vm', [xml]).objects;
  assert(object !== undefined, 'one VM');
  return readVm(object.element);
}

const template = (children: Readonly<Record<string, string | number>>): RawVm => read(vmXml(7, children));
const user = (children: string): RawVm => read(vmXml(7, {}, { USER_TEMPLATE: children }));

const cores: readonly (readonly [string, number])[] = [
  ['1', 100],
  ['0.5', 50],
  ['0.53', 52],
  ['0.59', 58],
  ['0.57', 57],
  ['1.05', 104],
  ['1.1', 110],
  ['2.1', 209],
  ['2.3', 230],
  ['2.35', 234],
  ['0.01', 1],
  ['64.000', 6400],
  ['.25', 25],
  ['1e1', 1000],
  ['0', 0],
];

for (const [text, cpuCentis] of cores) {
  test(`${text} cores are ${cpuCentis} hundredths, cut off in 32-bit floats as oned does`, () => {
    assert.equal(template({ CPU: text }).demand.cpuCentis, cpuCentis);
  });
}

const disk = (children: string): number => template({ DISK: `<SIZE>100</SIZE>${children}` }).systemDiskMib;

const disks: readonly { readonly title: string; readonly xml: string; readonly mib: number }[] = [
  { title: 'a volatile disk', xml: '<TYPE>fs</TYPE>', mib: 100 },
  { title: 'swap', xml: '<TYPE>swap</TYPE>', mib: 100 },
  { title: 'a clone copied there', xml: '<CLONE>YES</CLONE><CLONE_TARGET>SYSTEM</CLONE_TARGET>', mib: 100 },
  { title: 'a clone beside its image', xml: '<CLONE>YES</CLONE><CLONE_TARGET>SELF</CLONE_TARGET>', mib: 0 },
  {
    title: 'a linked image',
    xml: '<CLONE>NO</CLONE><CLONE_TARGET>SYSTEM</CLONE_TARGET><LN_TARGET>NONE</LN_TARGET>',
    mib: 0,
  },
  { title: 'an image linked there', xml: '<CLONE>NO</CLONE><LN_TARGET>SYSTEM</LN_TARGET>', mib: 100 },
  {
    title: 'snapshots beside the disk',
    xml: '<TYPE>fs</TYPE><DISK_SNAPSHOT_TOTAL_SIZE>11</DISK_SNAPSHOT_TOTAL_SIZE>',
    mib: 111,
  },
];

for (const { title, xml, mib } of disks) {
  test(`${title}: ${mib} MiB of a disk of 100 are on the system datastore`, () => assert.equal(disk(xml), mib));
}

test('what oned requires by itself and what the owner requires are joined as oned joins them', () => {
  const both = read(
    vmXml(
      7,
      { AUTOMATIC_REQUIREMENTS: 'A = 1 | B = 2' },
      { USER_TEMPLATE: '<SCHED_REQUIREMENTS>C = 3</SCHED_REQUIREMENTS>' },
    ),
  );
  assert.equal(both.requirements, 'A = 1 | B = 2 & (C = 3)');
  assert.equal(template({ AUTOMATIC_REQUIREMENTS: 'A = 1' }).requirements, 'A = 1');
  assert.equal(user('<SCHED_REQUIREMENTS>C = 3</SCHED_REQUIREMENTS>').requirements, 'C = 3');
  assert.equal(user('').requirements, '');
});

test('an automatic NIC is open until it has a network', () => {
  const nic = (id: number, rest: string): string => `<NIC><NIC_ID>${id}</NIC_ID>${rest}</NIC>`;
  const nics = [
    nic(0, '<NETWORK_MODE>auto</NETWORK_MODE><SCHED_REQUIREMENTS>X = 1</SCHED_REQUIREMENTS>'),
    nic(1, '<NETWORK_MODE>auto</NETWORK_MODE><NETWORK_ID>4</NETWORK_ID>'),
    nic(2, '<NETWORK_ID>4</NETWORK_ID>'),
  ].join('');
  const vm = read(
    vmXml(7).replace('</TEMPLATE>', `<AUTOMATIC_NIC_REQUIREMENTS>A = 1</AUTOMATIC_NIC_REQUIREMENTS>${nics}</TEMPLATE>`),
  );
  assert.deepEqual(vm.autoNics, [{ nicId: 0, requirements: 'A = 1 & (X = 1)' }]);
});

test('lease attributes are text by upper-case name, ONEPLAN before HAIZEA', () => {
  const haizea = '<HAIZEA><START>now</START></HAIZEA>';
  assert.deepEqual(user(haizea).lease, { dialect: 'HAIZEA', values: { START: 'now' } });
  assert.deepEqual(user(`${haizea}<ONEPLAN><duration>soon</duration></ONEPLAN>`).lease, {
    dialect: 'ONEPLAN',
    values: { DURATION: 'soon' },
  });
  assert.equal(user('').lease, null);
});

test('scheduled actions come by time, relative ones from submission', () => {
  const action = (name: string, time: string, rest = ''): string =>
    `<SCHED_ACTION><ACTION>${name}</ACTION><TIME>${time}</TIME>${rest}</SCHED_ACTION>`;
  const actions =
    action('terminate', '+7200', '<DONE>-1</DONE>') +
    action('SNAPSHOT-CREATE', '1700000060', '<REPEAT>0</REPEAT><DONE>1700000061</DONE>');
  const vm = read(vmXml(7).replace('</TEMPLATE>', `${actions}</TEMPLATE>`));
  assert.deepEqual(vm.scheduled, [
    { action: 'snapshot-create', at: 1_700_000_060, repeats: true, done: true },
    { action: 'terminate', at: 1_700_007_200, repeats: false, done: false },
  ]);
});

test('the stay is the last history record by number, whatever the order', () => {
  const record = (seq: number, host: number): string =>
    `<HISTORY><SEQ>${seq}</SEQ><HID>${host}</HID><HOSTNAME>h</HOSTNAME><STIME>1700000100</STIME><DS_ID>-1</DS_ID></HISTORY>`;
  const vm = read(vmXml(7, {}, { HISTORY_RECORDS: record(10, 5) + record(9, 6) }));
  assert.equal(vm.stay?.host, 5);
  assert.equal(vm.stay?.datastore, null);
});

const pinnings: readonly (readonly [string, boolean])[] = [
  ['', false],
  ['<PIN_POLICY>NONE</PIN_POLICY>', false],
  ['<PIN_POLICY>CORE</PIN_POLICY>', true],
  ['<NODE_AFFINITY>1</NODE_AFFINITY>', true],
  ['<HUGEPAGE_SIZE>2048</HUGEPAGE_SIZE>', true],
];

for (const [topology, pinned] of pinnings) {
  test(`TOPOLOGY ${topology || 'without a word'} ${pinned ? 'needs' : 'needs no'} certain NUMA nodes`, () => {
    assert.equal(template({ TOPOLOGY: topology }).pinned, pinned);
  });
}

test('lock, RESCHED, priority, rank and delivered seconds are read', () => {
  const vm = read(
    vmXml(
      7,
      {},
      {
        RESCHED: 1,
        LOCK: '<LOCKED>3</LOCKED>',
        USER_TEMPLATE:
          '<USER_PRIORITY>-2.5</USER_PRIORITY><RANK>FREE_CPU</RANK><ONEPLAN_STATUS><DELIVERED>90</DELIVERED></ONEPLAN_STATUS>',
      },
    ),
  );
  assert.deepEqual(
    [vm.resched, vm.lock, vm.priority, vm.rank, vm.deliveredBeforeSeconds],
    [true, 3, -2.5, 'FREE_CPU', 90],
  );
});

/** [what ONEPLAN_STATUS holds, what the owner was told]. */
const tellings = [
  ['', null],
  ['<STATE>runs</STATE>', { state: 'runs', startAt: null }],
  ['<STATE>starts</STATE><START>2026-11-23T04:26:11Z</START>', { state: 'starts', startAt: 1_795_407_971 }],
  ['<STATE>starts</STATE><START>soon</START>', { state: 'starts', startAt: null }],
] as const;

for (const [status, told] of tellings) {
  test(`ONEPLAN_STATUS "${status}" says what its owner was told`, () => {
    const words = `<ONEPLAN_STATUS>${status}</ONEPLAN_STATUS>`;
    assert.deepEqual(read(vmXml(7, {}, { USER_TEMPLATE: words })).told, told);
  });
}

test('a PCI request keeps what it names', () => {
  assert.deepEqual(template({ PCI: '<VENDOR>10de</VENDOR><CLASS>0302</CLASS>' }).pci, [
    { vendor: '10de', device: null, pciClass: '0302', shortAddress: null },
  ]);
});
