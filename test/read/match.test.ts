import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import test from 'node:test';
import type { Host } from '../../src/domain/host.ts';
import { datastoreId, hostId, networkId, vmGroupId, vmId } from '../../src/domain/ids.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import { driverSource } from '../../src/read/driver.ts';
import { finishSnapshot, rematch } from '../../src/read/finish.ts';
import { matchSnapshot } from '../../src/read/match.ts';
import type { RawCloud, RawVm } from '../../src/read/raw-cloud.ts';
import { host, running, vm, vmGroup } from '../support/cloud.ts';
import { rawCloud, rawDatastore, rawNetwork, rawVm } from '../support/raw-cloud.ts';

/** Hosts 0, 1 and 2; the first two are fast. */
const HOSTS: readonly Host[] = [0, 1, 2].map((id) => {
  const { attributes, ...rest } = host(id);
  return {
    ...rest,
    attributes: { ...attributes, ...(id < 2 ? { 'TEMPLATE/FAST': ['YES'] } : {}), FREE: [String(10 * id)] },
  };
});

const STOPPED_STATE = 4;
const HOLD = 2;

const matchOne = (guest: Partial<RawVm>, parts: Partial<RawCloud> = {}) => {
  const { vms, verdicts } = matchSnapshot(rawCloud({ hosts: HOSTS, vms: [rawVm(7, guest)], ...parts }));
  return { ...vms[0], verdicts: verdicts.map(({ code, message }) => `${code}: ${message}`) };
};

const hostCases: readonly (readonly [title: string, guest: Partial<RawVm>, hosts: readonly number[]])[] = [
  ['no requirement matches every host', {}, [0, 1, 2]],
  ['a requirement matches the hosts that meet it', { requirements: 'FAST = YES' }, [0, 1]],
  ['a host that takes no VMs matches all the same', { requirements: 'ID = 2' }, [2]],
  ['a requirement that can not be read matches none', { requirements: 'FAST >= 1' }, []],
];

for (const [title, guest, hosts] of hostCases) {
  test(title, () => {
    const disabled = HOSTS.map((each) => (each.id === 2 ? { ...each, state: 4 } : each));
    assert.deepEqual(matchOne(guest, { hosts: disabled }).hosts, hosts);
  });
}

test('ranks are given for the hosts that match, in their order', () => {
  assert.deepEqual(matchOne({ requirements: 'ID > 0', rank: '- FREE' }).ranks, [-10, -20]);
  assert.equal(matchOne({}).ranks, null);
});

test('a rank that can not be read ranks all 0, with a verdict, and keeps nobody from being planned', () => {
  const snapshot = finishSnapshot(rawCloud({ hosts: HOSTS, vms: [rawVm(7, { rank: 'FREE-5' })] }));
  assert.deepEqual(snapshot.vms[0]?.ranks, [0, 0, 0]);
  assert.deepEqual(snapshot.leases[0]?.vms, [7]);
  assert.deepEqual(snapshot.verdicts, [
    {
      about: { kind: 'vm', id: 7 },
      code: 'BadAttribute',
      message:
        'vm 7 (vm-7): SCHED_RANK, column 5: expected an operator, found the number -5, in: FREE-5. ' +
        'All hosts rank 0 until it is arithmetic with + - * / and blanks around minus.',
    },
  ]);
});

test('a requirement that can not be read is a verdict with its column, and no lease', () => {
  const snapshot = finishSnapshot(rawCloud({ hosts: HOSTS, vms: [rawVm(7, { requirements: 'A = 1 & FAST >= 1' })] }));
  assert.deepEqual(snapshot.leases, []);
  assert.deepEqual(
    snapshot.verdicts.map(({ code, message }) => [code, message]),
    [
      [
        'BadAttribute',
        'vm 7 (vm-7): SCHED_REQUIREMENTS, column 15: expected a number after >, found "=", in: A = 1 & FAST >= 1. ' +
          'Write comparisons with = != > < @>, joined by & and | and parentheses.',
      ],
    ],
  );
});

test('a VM that waits and matches no host has a verdict with its requirement, and is a lease', () => {
  const snapshot = finishSnapshot(rawCloud({ hosts: HOSTS, vms: [rawVm(7, { requirements: 'NAME = "nowhere"' })] }));
  assert.deepEqual(snapshot.leases[0]?.vms, [7]);
  assert.deepEqual(snapshot.verdicts[0], {
    about: { kind: 'vm', id: 7 },
    code: 'NoMatchingHost',
    message:
      'vm 7 (vm-7): no host meets its requirements: NAME = "nowhere". Change SCHED_REQUIREMENTS or add such a host.',
  });
});

test('only VMs that need a host are told that none matches', () => {
  const nowhere = { requirements: 'ID = 9' };
  assert.equal(matchOne({ ...nowhere, state: HOLD }).verdicts.length, 1);
  assert.equal(matchOne({ ...nowhere, state: 3, resched: true }).verdicts.length, 1);
  assert.equal(matchOne({ ...nowhere, state: 3 }).verdicts.length, 0);
  assert.equal(matchOne({ ...nowhere, state: STOPPED_STATE }).verdicts.length, 0);
});

test('host affinity of a role narrows the hosts', () => {
  const role = { name: 'db', vms: [7], hostAffined: [1, 2].map(hostId), hostAntiAffined: [hostId(2)] };
  const vmGroups = [vmGroup(5, [{ ...role, hostAntiAffined: [] }]), vmGroup(6, [role])];
  const inGroup = (id: number) => ({ vmGroup: { id: vmGroupId(id), role: 'db' } });
  assert.deepEqual(matchOne(inGroup(5), { vmGroups }).hosts, [1, 2]);
  assert.deepEqual(matchOne({ ...inGroup(5), requirements: 'FAST = YES' }, { vmGroups }).hosts, [1]);
  assert.deepEqual(matchOne(inGroup(6), { vmGroups }).hosts, [1]);
  assert.match(
    matchOne({ ...inGroup(6), requirements: 'ID=0' }, { vmGroups }).verdicts[0] ?? '',
    /affinity of its role db/,
  );
});

const DATASTORES = [
  rawDatastore(100, { freeMib: 10 }),
  rawDatastore(101, { freeMib: 30 }),
  rawDatastore(102, { freeMib: 90, limitMib: 20, usedMib: 5 }),
  rawDatastore(103, { kind: 'image' }),
  rawDatastore(104, { enabled: false }),
  rawDatastore(105, { freeMib: 0, totalMib: 0 }),
  rawDatastore(106, { freeMib: 0, totalMib: 0, shared: false }),
];

const datastoreCases: readonly (readonly [title: string, guest: Partial<RawVm>, ids: readonly number[]])[] = [
  ['usable system datastores, most free first; a limit counts', {}, [101, 102, 100, 106]],
  ['a datastore requirement chooses', { datastoreRequirements: 'ID < 102' }, [101, 100]],
  ['a datastore rank orders', { datastoreRank: '- ID' }, [100, 101, 102, 106]],
  ['clusters are found by a quoted path', { datastoreRequirements: '"CLUSTERS/ID" @> 101' }, []],
];

for (const [title, guest, ids] of datastoreCases) {
  test(title, () => assert.deepEqual(matchOne(guest, { datastores: DATASTORES }).datastores, ids));
}

const nic = (requirements: string): Partial<RawVm> => ({ autoNics: [{ nicId: 3, requirements }] });

test('an automatic NIC may use the networks that meet its requirement, the least used first', () => {
  const networks = [rawNetwork(0, { usedLeases: 5 }), rawNetwork(1, { usedLeases: 2 }), rawNetwork(2)];
  const matched = matchOne(nic('ID < 2'), { networks });
  assert.deepEqual(matched.autoNics, [{ nicId: 3, networks: [1, 0] }]);
});

test('a VM whose NIC no network may serve matches no host, with a verdict', () => {
  const unserved = matchOne(nic('ID = 9'), { networks: [rawNetwork(0)] });
  assert.deepEqual(unserved.hosts, []);
  assert.match(unserved.verdicts[0] ?? '', /^NoMatchingHost: vm 7 \(vm-7\): no network meets.*NIC 3/);
  assert.deepEqual(matchOne(nic('ID = 9'), { networks: [] }).hosts, [0, 1, 2], 'without networks nothing is judged');
});

test('what oned matched itself stands instead of the text', () => {
  const given = {
    hosts: [hostId(2)],
    datastores: [datastoreId(100), datastoreId(101)],
    autoNics: [{ nicId: 3, networks: [networkId(4)] }],
  };
  const parts = { matched: new Map([[vmId(7), given]]), datastores: DATASTORES };
  const matched = matchOne({ ...nic('ID = 9'), requirements: 'FAST = YES' }, parts);
  assert.deepEqual(matched.hosts, [2]);
  assert.deepEqual(matched.datastores, [101, 100]);
  assert.deepEqual(matched.autoNics, given.autoNics);
});

test('a pending VM that oned did not match goes nowhere; one that runs goes by its text', () => {
  const matched = new Map([[vmId(9), { hosts: [], datastores: [], autoNics: [] }]]);
  assert.deepEqual(matchOne({}, { matched }).hosts, []);
  assert.deepEqual(matchOne({ state: 3 }, { matched }).hosts, [0, 1, 2]);
});

test('nothing of the raw cloud is left in a snapshot', () => {
  const snapshot = finishSnapshot(rawCloud({ hosts: HOSTS, vms: [rawVm(1)], networks: [rawNetwork(0)] }));
  assert.deepEqual(Object.keys(snapshot.vms[0] ?? {}).sort(), Object.keys(vm(1)).sort());
  assert.equal('attributes' in (snapshot.datastores[0] ?? {}), false);
  assert.equal('attributes' in (snapshot.networks[0] ?? {}), false);
  assert.equal('matched' in snapshot, false);
});

test('matching again changes nothing when the hosts are the same', () => {
  const vms = [
    rawVm(1),
    rawVm(2, { requirements: 'ID=9' }),
    rawVm(3, { requirements: '>' }),
    rawVm(4, { rank: '1 2' }),
  ];
  const snapshot = finishSnapshot(rawCloud({ hosts: HOSTS, vms }));
  assert.deepEqual(sorted(rematch(snapshot)), sorted(snapshot));
});

test('matching again finds a host that was added, and takes the verdict back', () => {
  const vms = [rawVm(7, { requirements: 'NAME = "host-3"' })];
  const before = finishSnapshot(rawCloud({ hosts: HOSTS, vms }));
  const after = rematch({ ...before, hosts: [...HOSTS, host(3)] });
  assert.deepEqual(after.vms[0]?.hosts, [3]);
  assert.deepEqual([before.verdicts.length, after.verdicts.length], [1, 0]);
});

test('matching again keeps verdicts on VMs that are not in the snapshot', () => {
  const verdict = { about: { kind: 'vm', id: 99 }, code: 'NoMatchingHost', message: 'vm 99 was not sent' } as const;
  const snapshot = finishSnapshot(rawCloud({ hosts: HOSTS, verdicts: [verdict] }));
  assert.deepEqual(rematch(snapshot).verdicts, [verdict]);
});

test('a running VM with a bad requirement keeps its room and has no lease', () => {
  const { hosts: _h, ranks: _r, datastores: _d, autoNics: _n, ...guest } = running(vm(7, { requirements: '>' }), 0, 5);
  const snapshot = finishSnapshot(rawCloud({ hosts: HOSTS, vms: [{ ...guest, autoNics: [], datastoreRank: null }] }));
  assert.deepEqual([snapshot.vms.length, snapshot.leases.length, snapshot.verdicts.length], [1, 0, 1]);
});

test('10,000 VMs on 1,000 hosts are matched in well under a second', () => {
  const hosts = Array.from({ length: 1_000 }, (_, id) => host(id));
  const vms = Array.from({ length: 10_000 }, (_, id) =>
    rawVm(id, {
      requirements: `(CLUSTER_ID = 100) & !(PIN_POLICY = PINNED) & (ID > ${id % 10})`,
      rank: 'MAX_CPU - ID',
    }),
  );
  const began = process.cpuUsage();
  const { vms: matched } = matchSnapshot(rawCloud({ hosts, vms }));
  const { user, system } = process.cpuUsage(began);
  assert.equal(matched[9_999]?.hosts.length, 990);
  assert.ok(user + system < 1_000_000, `took ${user + system} µs`);
});

const RECORDED = ['place-1', 'place-2', 'place-3', 'optimize-1', 'optimize-2'].map(
  (name) => `../shared/opennebula/7.4/scheduler/${name}.input.xml`,
);

for (const file of RECORDED) {
  const skip = existsSync(file) ? false : 'the recordings of OpenNebula 7.4 are not here';
  test(`our matching of ${file} is oned's own`, { skip }, () => {
    const raw = driverSource(file, { now: null }).raw();
    const { vms } = matchSnapshot({ ...raw, matched: new Map(), vmGroups: [] });
    for (const guest of vms) {
      const given = raw.matched.get(guest.id);
      if (given === undefined) continue;
      const left = guest.resched ? guest.stay?.host : null;
      assert.deepEqual(
        guest.hosts.filter((id) => id !== left),
        given.hosts,
        `hosts of ${guest.name}`,
      );
      if (!guest.resched)
        assert.deepEqual(
          guest.datastores.toSorted((a, b) => a - b),
          given.datastores,
          guest.name,
        );
    }
  });
}

const sorted = ({ verdicts, ...snapshot }: Snapshot) => ({
  ...snapshot,
  verdicts: verdicts.toSorted((a, b) => (a.message < b.message ? -1 : 1)),
});
