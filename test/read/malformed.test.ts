import assert from 'node:assert/strict';
import { symlinkSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import Database from 'better-sqlite3';
import { InputError } from '../../src/domain/errors.ts';
import { driverSource } from '../../src/read/driver.ts';
import { folderSource } from '../../src/read/folder.ts';
import type { RawCloud } from '../../src/read/raw-cloud.ts';
import { sqliteSource } from '../../src/read/sqlite.ts';
import { databaseWith, folderWith, hostPool, hostXml, temporaryFolder, vmPool, vmXml } from '../support/recorded.ts';

const now = null;
const HOSTS = hostPool(hostXml(0));
const VMS = vmPool(vmXml(1));
const JUNK = Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 7919 + 13) % 256));
const fromFolder = (files: Readonly<Record<string, string | Buffer>>): RawCloud =>
  folderSource(folderWith(files), { now }).raw();
const fromDocument = (content: string | Buffer): RawCloud =>
  driverSource(join(folderWith({ document: content }), 'document'), { now }).raw();
const fromDatabase = (file: string): RawCloud => sqliteSource(file, { now }).raw();

/** A file of this many bytes that takes no room. */
function hollow(name: string, start: string, bytes: number): string {
  const folder = folderWith({ [name]: start, 'vms.xml': VMS });
  truncateSync(join(folder, name), bytes);
  return folder;
}

function databaseOfAnother(): string {
  const file = join(temporaryFolder(), 'other.db');
  const database = new Database(file);
  database.exec('create table moz_places (id integer)');
  database.close();
  return file;
}

function brokenDatabase(): string {
  const file = databaseWith({ host_pool: [hostXml(0)], vm_pool: Array.from({ length: 200 }, (_, id) => vmXml(id)) });
  truncateSync(file, 20_000);
  return file;
}

function loop(): string {
  const folder = folderWith({ 'vms.xml': VMS });
  symlinkSync('onehost-list.xml', join(folder, 'onehost-list.xml'));
  return folder;
}

const refused: readonly { readonly title: string; readonly read: () => RawCloud; readonly says: RegExp }[] = [
  {
    title: 'a folder that is not there',
    read: () => folderSource('no/such', { now }).raw(),
    says: /^no\/such: does not exist\. Check/,
  },
  {
    title: 'a file for a folder',
    read: () => folderSource('package.json', { now }).raw(),
    says: /is not a folder\. Give the folder/,
  },
  { title: 'an empty folder', read: () => fromFolder({}), says: /no XML of OpenNebula in it\. Fill it with/ },
  { title: 'a folder of other files', read: () => fromFolder({ 'a.txt': VMS }), says: /no XML of OpenNebula in it/ },
  {
    title: 'a folder without hosts',
    read: () => fromFolder({ 'v.xml': VMS }),
    says: /HOST_POOL as its root\. Add .*onehost list -x/,
  },
  {
    title: 'a folder without VMs',
    read: () => fromFolder({ 'h.xml': HOSTS }),
    says: /VM_POOL as its root\. Add .*--extended/,
  },
  {
    title: 'a cut list',
    read: () => fromFolder({ 'h.xml': HOSTS.slice(0, -20), 'v.xml': VMS }),
    says: /h\.xml:1:\d+: unclosed tag/,
  },
  {
    title: 'a list of no bytes',
    read: () => fromFolder({ 'onehost-list.xml': '', 'v.xml': VMS }),
    says: /must contain a root element/,
  },
  {
    title: 'a prompt instead of a list',
    read: () => fromFolder({ 'onevmgroup-list.xml': 'Password: ', 'h.xml': HOSTS, 'v.xml': VMS }),
    says: /onevmgroup-list\.xml:1:\d+: text data outside of root/,
  },
  {
    title: 'a wrong root',
    read: () => fromFolder({ 'onehost-list.xml': '<html/>', 'v.xml': VMS }),
    says: /expected HOST_POOL or HOST, found html/,
  },
  {
    title: 'a list under the name of another',
    read: () => fromFolder({ 'onehost-list.xml': VMS, 'h.xml': HOSTS }),
    says: /expected HOST_POOL or HOST, found VM_POOL/,
  },
  {
    title: 'a stranger in a list',
    read: () => fromFolder({ 'h.xml': '<HOST_POOL><GUEST/></HOST_POOL>', 'v.xml': VMS }),
    says: /GUEST is not an object that is read/,
  },
  {
    title: 'a snapshot taken at no time',
    read: () =>
      fromFolder({ 'h.xml': HOSTS, 'v.xml': VMS, 's.xml': '<SNAPSHOT><TAKEN_AT>today</TAKEN_AT></SNAPSHOT>' }),
    says: /found "today" at TAKEN_AT\. Write Unix seconds/,
  },
  {
    title: 'an entity bomb',
    read: () =>
      fromFolder({
        'h.xml': `<!DOCTYPE a [<!ENTITY b "${'b'.repeat(99)}"><!ENTITY c "&b;&b;">]>${HOSTS}`,
        'v.xml': VMS,
      }),
    says: /DOCTYPE is not accepted/,
  },
  {
    title: 'an external entity',
    read: () => fromFolder({ 'h.xml': `<!DOCTYPE a SYSTEM "http://127.0.0.1/a.dtd">${HOSTS}`, 'v.xml': VMS }),
    says: /DOCTYPE is not accepted/,
  },
  {
    title: 'binary junk',
    read: () => fromFolder({ 'onehost-list.xml': JUNK, 'v.xml': VMS }),
    says: /is not text in UTF-8/,
  },
  {
    title: 'text in Latin-1',
    read: () => fromFolder({ 'h.xml': Buffer.from(HOSTS.replace('host-0', 'h\u00f6st'), 'latin1'), 'v.xml': VMS }),
    says: /is not text in UTF-8/,
  },
  {
    title: 'elements nested without end',
    read: () => fromFolder({ 'h.xml': `<HOST_POOL>${'<HOST>'.repeat(5000)}`, 'v.xml': VMS }),
    says: /nested deeper than 64/,
  },
  {
    title: 'lists of two moments',
    read: () => fromFolder({ 'a.xml': HOSTS, 'b.xml': HOSTS, 'v.xml': VMS }),
    says: /b\.xml: host 0 is also in .*a\.xml\. Keep the lists of one moment/,
  },
  {
    title: 'a link to itself',
    read: () => folderSource(loop(), { now }).raw(),
    says: /onehost-list\.xml: is a link to itself/,
  },
  {
    title: 'a folder named as a list',
    read: () => fromFolder({ 'onehost-list.xml/a.txt': '', 'v.xml': VMS }),
    says: /is a folder, not a file/,
  },
  {
    title: 'a list of a gigabyte',
    read: () => folderSource(hollow('onehost-list.xml', HOSTS, 2 ** 30), { now }).raw(),
    says: /longer than 512 MiB/,
  },
  {
    title: 'a list with 200 MB of nothing in one value',
    read: () => folderSource(hollow('onehost-list.xml', '<HOST_POOL><HOST><ID>', 2e8), { now }).raw(),
    says: /disallowed character/,
  },
  {
    title: 'a database that is not there',
    read: () => fromDatabase('no/one.db'),
    says: /^no\/one\.db: does not exist/,
  },
  { title: 'a folder for a database', read: () => fromDatabase('src'), says: /^src: is a folder, not a file/ },
  {
    title: 'an empty database file',
    read: () => fromDatabase(join(folderWith({ db: '' }), 'db')),
    says: /is not an SQLite database/,
  },
  {
    title: 'XML for a database',
    read: () => fromDatabase(join(folderWith({ db: HOSTS }), 'db')),
    says: /is not an SQLite database\. Give/,
  },
  {
    title: 'a database of another program',
    read: () => fromDatabase(databaseOfAnother()),
    says: /no table cluster_pool\. Give OpenNebula's/,
  },
  {
    title: 'a cut database',
    read: () => fromDatabase(brokenDatabase()),
    says: /can not be read \(database disk image is malformed\)/,
  },
  {
    title: 'the head of a database and nothing more',
    read: () => fromDatabase(join(folderWith({ db: 'SQLite format 3\0 and then some words' }), 'db')),
    says: /can not be read/,
  },
  {
    title: 'a document that is not there',
    read: () => driverSource('no.xml', { now }).raw(),
    says: /^no\.xml: does not exist/,
  },
  {
    title: 'another document',
    read: () => fromDocument(HOSTS),
    says: /expected SCHEDULER_DRIVER_ACTION, found HOST_POOL/,
  },
  { title: 'words for a document', read: () => fromDocument('deploy it all!'), says: /neither XML nor base64/ },
  { title: 'an empty document', read: () => fromDocument(''), says: /must contain a root element/ },
  {
    title: 'base64 of words',
    read: () => fromDocument(Buffer.from('hello').toString('base64')),
    says: /text data outside of root/,
  },
  {
    title: 'cut base64',
    read: () =>
      fromDocument(
        Buffer.from(`<SCHEDULER_DRIVER_ACTION>${VMS}</SCHEDULER_DRIVER_ACTION>`).toString('base64').slice(0, 200),
      ),
    says: /unclosed tag/,
  },
];

for (const { title, read, says } of refused) {
  test(`${title} is one line with source, place and remedy`, () => {
    assert.throws(read, (error: unknown) => {
      assert(error instanceof InputError, String(error));
      assert.match(error.message, says);
      assert.doesNotMatch(error.message, /\n/);
      assert.match(error.message, /: .+\. [A-Z].+/);
      return true;
    });
  });
}

const user = (children: string): string => vmXml(1, {}, { USER_TEMPLATE: children });
const history = (children: string): string =>
  vmXml(1, {}, { STATE: 3, LCM_STATE: 3, HISTORY_RECORDS: `<HISTORY>${children}</HISTORY>` });

const badVms: readonly {
  readonly title: string;
  readonly vm: string;
  readonly says: RegExp;
  readonly code?: string;
}[] = [
  {
    title: 'CPU in words',
    vm: vmXml(1, { CPU: 'two' }),
    says: /expected a number, found "two" at TEMPLATE\/CPU\. Check onevm show 1/,
  },
  { title: 'negative CPU', vm: vmXml(1, { CPU: -1 }), says: /found "-1" at TEMPLATE\/CPU/ },
  {
    title: 'CPU beyond counting',
    vm: vmXml(1, { CPU: '1e300' }),
    says: /expected a number from 0 to .*, found "1e300"/,
  },
  {
    title: 'no CPU',
    vm: vmXml(1).replace('<CPU>1</CPU>', ''),
    says: /expected a number, found nothing at TEMPLATE\/CPU/,
  },
  {
    title: 'memory with a unit',
    vm: vmXml(1, { MEMORY: '1G' }),
    says: /expected a whole number, found "1G" at TEMPLATE\/MEMORY/,
  },
  {
    title: 'memory beyond counting',
    vm: vmXml(1, { MEMORY: '9'.repeat(30) }),
    says: /found "9{30}" at TEMPLATE\/MEMORY/,
  },
  { title: 'no state', vm: vmXml(1).replace('<STATE>1</STATE>', ''), says: /found nothing at STATE/ },
  { title: 'a time beyond the year 9999', vm: vmXml(1, {}, { STIME: '99999999999999' }), says: /at STIME/ },
  {
    title: 'a stay without a host',
    vm: history('<SEQ>0</SEQ><STIME>1</STIME>'),
    says: /found nothing at HISTORY_RECORDS\/HISTORY\/HID/,
  },
  {
    title: 'a stay without a number',
    vm: history('<HID>0</HID><STIME>1</STIME>').replace('</HISTORY>', '</HISTORY><HISTORY/>'),
    says: /at HISTORY_RECORDS\/HISTORY\/SEQ/,
  },
  { title: 'a disk without a size', vm: vmXml(1, { DISK: '<TYPE>fs</TYPE>' }), says: /at TEMPLATE\/DISK\/SIZE/ },
  {
    title: 'a PCI request for anything',
    vm: vmXml(1, { PCI: '<NAME>gpu</NAME>' }),
    says: /VENDOR, DEVICE, CLASS or SHORT_ADDRESS/,
  },
  {
    title: 'a VM group without a role',
    vm: vmXml(1, { VMGROUP: '<VMGROUP_ID>0</VMGROUP_ID>' }),
    says: /found nothing at TEMPLATE\/VMGROUP\/ROLE/,
  },
  {
    title: 'a priority in words',
    vm: user('<USER_PRIORITY>high</USER_PRIORITY>'),
    says: /found "high" at USER_TEMPLATE\/USER_PRIORITY/,
  },
  {
    title: 'a scheduled action at no time',
    vm: vmXml(1, { SCHED_ACTION: '<ACTION>stop</ACTION>' }),
    says: /at TEMPLATE\/SCHED_ACTION\/TIME/,
  },
  {
    title: 'bare text for ONEPLAN',
    vm: user('<ONEPLAN>2h</ONEPLAN>'),
    says: /found bare text at USER_TEMPLATE\/ONEPLAN/,
    code: 'BadAttribute',
  },
  { title: 'ONEPLAN twice', vm: user('<ONEPLAN/><ONEPLAN/>'), says: /found it twice/, code: 'BadAttribute' },
  {
    title: 'an attribute of ONEPLAN twice',
    vm: user('<ONEPLAN><START>now</START><start>now</start></ONEPLAN>'),
    says: /each attribute once/,
    code: 'BadAttribute',
  },
];

for (const { title, vm, says, code } of badVms) {
  test(`${title} is a verdict on that VM, and the others are read`, () => {
    const cloud = fromFolder({ 'h.xml': HOSTS, 'v.xml': vmPool(vm, vmXml(2)) });
    assert.deepEqual(
      cloud.vms.map(({ id }) => id),
      [2],
    );
    const [verdict, ...rest] = cloud.verdicts;
    assert.deepEqual([verdict?.about, verdict?.code], [{ kind: 'vm', id: 1 }, code ?? 'Malformed']);
    assert.match(verdict?.message ?? '', says);
    assert.doesNotMatch(verdict?.message ?? '', /\n/);
    assert.deepEqual(rest, []);
  });
}

const badHosts: readonly { readonly title: string; readonly host: string; readonly says: RegExp }[] = [
  {
    title: 'negative capacity',
    host: hostXml(1, { MAX_CPU: -100 }),
    says: /found "-100" at HOST_SHARE\/MAX_CPU\. Check onehost show 1/,
  },
  {
    title: 'capacity not monitored',
    host: hostXml(1, { MAX_MEM: '-' }),
    says: /expected a whole number, found "-" at HOST_SHARE\/MAX_MEM/,
  },
  {
    title: 'a fraction of a KiB',
    host: hostXml(1, { MEM_USAGE: '0.5' }),
    says: /found "0.5" at HOST_SHARE\/MEM_USAGE/,
  },
  { title: 'a VM without a number', host: hostXml(1, {}, { VMS: '<ID>x</ID>' }), says: /found "x" at VMS\/ID/ },
  { title: 'no name', host: hostXml(1, {}, { NAME: '' }), says: /found nothing at NAME/ },
  {
    title: 'a PCI device of no VM that is one',
    host: hostXml(1, { PCI_DEVICES: '<PCI><VMID>none</VMID></PCI>' }),
    says: /found "none" at HOST_SHARE\/PCI_DEVICES\/PCI\/VMID/,
  },
];

for (const { title, host, says } of badHosts) {
  test(`${title} is a verdict on that host, and the others are read`, () => {
    const cloud = fromFolder({ 'h.xml': hostPool(host, hostXml(0)), 'v.xml': VMS });
    assert.deepEqual(
      cloud.hosts.map(({ id }) => id),
      [0],
    );
    assert.deepEqual(
      cloud.verdicts.map(({ about }) => about),
      [{ kind: 'host', id: 1 }],
    );
    assert.match(cloud.verdicts[0]?.message ?? '', says);
  });
}

test('a VM listed twice is read once, with a verdict', () => {
  const cloud = fromFolder({ 'h.xml': HOSTS, 'v.xml': vmPool(vmXml(1, { CPU: 3 }), vmXml(1)) });
  assert.deepEqual(
    cloud.vms.map(({ demand }) => demand.cpuCentis),
    [300],
  );
  assert.match(cloud.verdicts[0]?.message ?? '', /VM 1 is read as it is listed first: listed twice/);
});

test('a VM without a number is not lost without a word', () => {
  const cloud = fromFolder({ 'h.xml': HOSTS, 'v.xml': vmPool(vmXml(1).replace('<ID>1</ID>', '')) });
  assert.deepEqual(cloud.verdicts[0]?.about, { kind: 'vm', id: -1 });
  assert.match(cloud.verdicts[0]?.message ?? '', /a VM without a number is left out/);
});

for (const [file, kind] of [
  ['<DATASTORE_POOL><DATASTORE><ID>1</ID><NAME>d</NAME><TYPE>9</TYPE></DATASTORE></DATASTORE_POOL>', 'datastore'],
  ['<VNET_POOL><VNET><ID>1</ID><NAME>n</NAME><AR_POOL><AR><SIZE>?</SIZE></AR></AR_POOL></VNET></VNET_POOL>', 'network'],
  ['<CLUSTER_POOL><CLUSTER><ID>1</ID></CLUSTER></CLUSTER_POOL>', 'cluster'],
  [
    '<VM_GROUP_POOL><VM_GROUP><ID>1</ID><NAME>g</NAME><ROLES><ROLE><NAME>a</NAME><POLICY>FAR</POLICY></ROLE></ROLES></VM_GROUP></VM_GROUP_POOL>',
    'vm-group',
  ],
] as const) {
  test(`a malformed ${kind} is a verdict on it, and the rest is read`, () => {
    const cloud = fromFolder({ 'h.xml': HOSTS, 'v.xml': VMS, 'x.xml': file });
    assert.equal(cloud.vms.length, 1);
    assert.deepEqual(
      cloud.verdicts.map(({ about, code }) => [about.kind, about.id, code]),
      [[kind, 1, 'Malformed']],
    );
  });
}

test('a damaged single file does not take away what the list says', () => {
  const cloud = fromFolder({ 'h.xml': HOSTS, 'v.xml': VMS, 'onevm-show-1.xml': vmXml(1, { CPU: 'x' }) });
  assert.equal(cloud.vms.length, 1);
  assert.match(cloud.verdicts[0]?.message ?? '', /VM 1 is read without what its own file adds/);
});

test('a value that is shown is short and on one line', () => {
  const cloud = fromFolder({ 'h.xml': HOSTS, 'v.xml': vmPool(vmXml(1, { CPU: `a\nb${'c'.repeat(9000)}` })) });
  assert.match(cloud.verdicts[0]?.message ?? '', /found "a bc{37}…" at/);
});

test('what REQUIREMENTS say wrongly is left out with a verdict', () => {
  const cloud = fromDocument(
    `<SCHEDULER_DRIVER_ACTION>${VMS}<REQUIREMENTS><VM><ID>1</ID><HOSTS><ID>?</ID></HOSTS></VM></REQUIREMENTS></SCHEDULER_DRIVER_ACTION>`,
  );
  assert.equal(cloud.matched.size, 0);
  assert.match(cloud.verdicts[0]?.message ?? '', /found "\?" at HOSTS\/ID/);
});

test('a locked database is waited for, and given up with a word', { timeout: 20_000 }, () => {
  const file = databaseWith({ host_pool: [hostXml(0)] });
  const other = new Database(file);
  other.exec('begin exclusive');
  try {
    assert.throws(() => fromDatabase(file), /can not be read \(database is locked\)/);
  } finally {
    other.exec('rollback');
    other.close();
  }
});

test('files that have nothing to do with the cloud do not matter', () => {
  const files = { 'h.xml': HOSTS, 'v.xml': VMS, 'oneacct.xml': 'Password: ', 'notes.xml': '', 'README.md': '<' };
  assert.equal(fromFolder({ ...files, 'oneimage-list.xml': '<IMAGE_POOL><IMAGE></IMAGE></IMAGE_POOL>' }).vms.length, 1);
});
