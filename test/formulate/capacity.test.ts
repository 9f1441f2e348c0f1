import assert from 'node:assert/strict';
import test from 'node:test';
import { vmId } from '../../src/domain/ids.ts';
import { DEFAULT_POLICY, type Policy } from '../../src/domain/policy.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import { formulate } from '../../src/formulate/formulate.ts';
import { at, cloud, host, lease, NOW, running, stopped, suspended, systemDatastore, vm } from '../support/cloud.ts';

/** Five-minute slots for half an hour: 6 of them. */
const HALF_HOUR: Policy = { ...DEFAULT_POLICY, time: { ...DEFAULT_POLICY.time, horizonSeconds: 1_800 } };

/** Blocks of a host as [from, until, centis, MiB]. */
const blocksOf = (snapshot: Snapshot, policy = HALF_HOUR, index = 0) =>
  formulate(snapshot, policy, []).problem.hosts[index]?.blocks.map(({ from, until, amounts }) => [
    from,
    until,
    ...amounts,
  ]);

const short = { durationSeconds: 600 };

const cases = [
  {
    title: 'a failed VM holds its room for good',
    guest: at(vm(1), 0, { state: 3, lcmState: 36 }),
    blocks: [[0, 6, 200, 4096]],
  },
  {
    title: 'a powered-off VM holds its room for good',
    guest: at(vm(1), 0, { state: 8, lcmState: 0 }),
    blocks: [[0, 6, 200, 4096]],
  },
  {
    title: 'a suspended VM holds its room for good',
    guest: suspended(vm(1), 0, NOW - 60, NOW - 30),
    blocks: [[0, 6, 200, 4096]],
  },
  { title: 'a stopped VM holds none', guest: stopped(vm(1), 0, NOW - 60, NOW - 30), blocks: [] },
  {
    title: 'a VM that shuts down holds its room for one slot',
    guest: at(vm(1), 0, { state: 3, lcmState: 12 }),
    blocks: [[0, 1, 200, 4096]],
  },
  {
    title: 'a VM that is saved holds its room until that is done',
    guest: at(vm(1, { demand: { cpuCentis: 200, memoryMib: 40_960 } }), 0, { state: 3, lcmState: 5 }),
    blocks: [[0, 2, 200, 40_960]],
  },
  {
    title: 'a VM without end that is hot-plugged holds its room for good',
    guest: at(vm(1), 0, { state: 3, lcmState: 17 }),
    blocks: [[0, 6, 200, 4096]],
  },
  {
    title: 'a booting VM has its room in its job',
    guest: at(vm(1), 0, { state: 3, lcmState: 2 }),
    terms: short,
    blocks: [],
  },
  {
    title: 'a VM with a snapshot under way holds its room until its lease ends',
    guest: at(vm(1), 0, { state: 3, lcmState: 24 }, { runningSince: NOW - 310 }),
    terms: short,
    blocks: [[0, 1, 200, 4096]],
  },
  { title: 'a running VM has its room in its job', guest: running(vm(1), 0, NOW - 60), blocks: [] },
  {
    title: 'a locked VM that runs holds its room for good',
    guest: { ...running(vm(1), 0, NOW), lock: 1 },
    terms: short,
    blocks: [[0, 6, 200, 4096]],
  },
];

for (const { title, guest, terms, blocks } of cases) {
  test(title, () => {
    const leases = terms === undefined ? [] : [lease([guest], terms)];
    assert.deepEqual(blocksOf(cloud({ hosts: [host(0)], vms: [guest], leases })), blocks);
  });
}

test('a migrating VM holds both hosts, its source until it is through', () => {
  const guest = at(vm(1), 1, { state: 3, lcmState: 4 }, { runningSince: NOW - 60 });
  const snapshot = cloud({ vms: [guest], alsoOn: { 1: 0 } });
  assert.deepEqual([blocksOf(snapshot), blocksOf(snapshot, HALF_HOUR, 1)], [[[0, 1, 200, 4096]], [[0, 6, 200, 4096]]]);
});

test('room that oned gave away beyond the VMs that are known is taken for good', () => {
  const snapshot = cloud({
    hosts: [host(0)],
    vms: [running(vm(1), 0, NOW)],
    unexplained: { cpuCentis: 50, memoryMib: 7 },
  });
  assert.deepEqual(blocksOf(snapshot), [[0, 6, 50, 7]]);
});

test('a VM in the account of a host that it has left by its own state is about to leave', () => {
  const guest = stopped(vm(1), 0, NOW - 60, NOW - 30);
  const listed = host(0, { vms: [vmId(1)], usage: { cpuCentis: 200, memoryMib: 4_096 } });
  assert.deepEqual(blocksOf({ ...cloud({ vms: [guest] }), hosts: [listed] }), [[0, 1, 200, 4_096]]);
});

test('a VM that says it is on a host whose account does not have it yet holds room there as well', () => {
  const guest = at(vm(1), 0, { state: 3, lcmState: 2 });
  assert.deepEqual(blocksOf({ ...cloud({ vms: [guest] }), hosts: [host(0)] }), [[0, 6, 200, 4_096]]);
});

test('maintenance takes what is left of a host, in every slot that it touches', () => {
  const snapshot = cloud({ hosts: [host(0)], vms: [at(vm(1), 0, { state: 8, lcmState: 0 })] });
  const maintenance = [{ host: '0', from: NOW + 600, until: NOW + 1_200 }];
  const { edges, hosts } = formulate(snapshot, { ...HALF_HOUR, maintenance }, []).problem;
  assert.equal(edges.length, 7);
  assert.deepEqual(hosts[0]?.blocks, [
    { from: 0, until: 2, amounts: [200, 4_096] },
    { from: 2, until: 4, amounts: [1_600, 65_536] },
    { from: 4, until: 6, amounts: [200, 4_096] },
  ]);
});

test('maintenance of a host that is not there is a verdict on the policy', () => {
  const maintenance = [{ host: 'host-7', from: NOW, until: NOW + 60 }];
  const { verdicts } = formulate(cloud({}), { ...HALF_HOUR, maintenance }, []);
  assert.deepEqual(
    verdicts.map(({ about, code }) => [about.kind, code]),
    [['policy', 'BadAttribute']],
  );
});

const gpu = { vendor: '10de', device: '1db4', pciClass: '0302', shortAddress: '01:00.0', vm: null };
const anyGpu = { vendor: null, device: null, pciClass: '0302', shortAddress: null };
const thisGpu = { ...anyGpu, vendor: '10de', device: '1db4' };

test('PCI devices are a resource by request, and a strict request takes a device of a wide one', () => {
  const devices = [gpu, { ...gpu, shortAddress: '02:00.0', device: '20b0', vm: 9 }];
  const snapshot = cloud({
    hosts: [host(0, { pci: devices })],
    vms: [vm(1, { pci: [anyGpu] }), vm(2, { pci: [thisGpu] })],
  });
  const { problem } = formulate(snapshot, HALF_HOUR, []);
  assert.deepEqual(problem.resources, ['cpuCentis', 'memoryMib', 'pci:*:*:0302:*', 'pci:10de:1db4:0302:*']);
  assert.deepEqual(problem.hosts[0]?.capacity.slice(2), [2, 1]);
  assert.deepEqual(
    problem.hosts[0]?.blocks,
    [{ from: 0, until: 6, amounts: [0, 0, 1, 0] }],
    'one is taken by a VM unknown',
  );
  assert.deepEqual(
    problem.vms.map(({ demand }) => demand.slice(2)),
    [
      [1, 0],
      [1, 1],
    ],
  );
});

test('room on a local system datastore is a resource once a VM asks for some', () => {
  const local = systemDatastore(110, { shared: false });
  const guest = vm(1, { systemDiskMib: 500, datastores: [local.id] });
  const there = running(vm(2, { systemDiskMib: 300, datastores: [local.id] }), 0, NOW - 60);
  const resident = { ...there, stay: there.stay && { ...there.stay, datastore: local.id } };
  const hosts = [
    host(0, { localDisk: [{ datastore: local.id, freeMib: 501 }] }),
    host(1, { localDisk: [{ datastore: -1, freeMib: 500 }] }),
  ];
  const { problem } = formulate(cloud({ hosts, vms: [guest, resident], datastores: [local] }), HALF_HOUR, []);
  assert.deepEqual(problem.resources.slice(2), ['disk:110']);
  assert.deepEqual(
    problem.hosts.map(({ capacity }) => capacity[2]),
    [800, 499],
    'one MiB stays free',
  );
  assert.deepEqual(
    problem.hosts.map(({ blocks }) => blocks),
    [[], []],
  );
  assert.deepEqual(problem.hostSets[problem.vms[0]?.hostSet ?? -1], [0]);
});
