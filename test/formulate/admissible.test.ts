import assert from 'node:assert/strict';
import test from 'node:test';
import { clusterId, datastoreId, hostId } from '../../src/domain/ids.ts';
import { DEFAULT_POLICY } from '../../src/domain/policy.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import { formulate } from '../../src/formulate/formulate.ts';
import { cloud, host, lease, systemDatastore, vm, vmGroup } from '../support/cloud.ts';

const small = { capacity: { cpuCentis: 100, memoryMib: 65_536 } };
const elsewhere = systemDatastore(101, { clusters: [clusterId(7)] });

const cases: readonly {
  readonly title: string;
  readonly snapshot: Snapshot;
  readonly hosts?: readonly number[];
  readonly code?: string;
  readonly says?: RegExp;
}[] = [
  { title: 'a VM may go to every host that it matches', snapshot: cloud({ vms: [vm(1)] }), hosts: [0, 1] },
  {
    title: 'not to one that is disabled',
    snapshot: cloud({ hosts: [host(0, { state: 4 }), host(1)], vms: [vm(1)] }),
    hosts: [1],
  },
  {
    title: 'not to one that is too small even when empty',
    snapshot: cloud({ hosts: [host(0, small), host(1)], vms: [vm(1)] }),
    hosts: [1],
  },
  {
    title: 'only to hosts its role is affined to',
    snapshot: cloud({ vms: [vm(1)], vmGroups: [vmGroup(0, [{ name: 'db', vms: [1], hostAffined: [hostId(1)] }])] }),
    hosts: [1],
  },
  {
    title: 'to no host its role is to keep off',
    snapshot: cloud({ vms: [vm(1)], vmGroups: [vmGroup(0, [{ name: 'db', vms: [1], hostAntiAffined: [hostId(1)] }])] }),
    hosts: [0],
  },
  {
    title: 'only to clusters that one of its datastores serves',
    snapshot: cloud({
      hosts: [host(0), host(1, { cluster: clusterId(7) })],
      vms: [vm(1, { datastores: [elsewhere.id] })],
      datastores: [systemDatastore(100), elsewhere],
    }),
    hosts: [1],
  },
  {
    title: 'a VM that matches nothing is told so',
    snapshot: cloud({ vms: [vm(1, { hosts: [] })] }),
    code: 'NoMatchingHost',
    says: /requirements match no host/,
  },
  {
    title: 'a VM that matches disabled hosts alone is told which',
    snapshot: cloud({ hosts: [host(0, { state: 4 })], vms: [vm(1)] }),
    code: 'NoMatchingHost',
    says: /take no VMs now: host-0/,
  },
  {
    title: 'a VM that no datastore serves is told so',
    snapshot: cloud({ vms: [vm(1, { datastores: [datastoreId(55)] })] }),
    code: 'NoMatchingHost',
    says: /no system datastore/,
  },
  {
    title: 'a VM that is too large is told of the largest host',
    snapshot: cloud({
      hosts: [host(0, small), host(1)],
      vms: [vm(1, { demand: { cpuCentis: 6_400, memoryMib: 262_144 } })],
    }),
    code: 'TooLarge',
    says: /needs 64 cores and 256 GiB, more than the largest host it matches: host-1 has 16 cores and 64 GiB/,
  },
  {
    title: 'a gang that is too large for all hosts together is told so',
    snapshot: (() => {
      const vms = Array.from({ length: 5 }, (_, id) => vm(id, { demand: { cpuCentis: 800, memoryMib: 64 } }));
      return cloud({ vms, leases: [lease(vms)] });
    })(),
    code: 'TooLarge',
    says: /its 5 VMs need 4000 cpuCentis together, all hosts they match have 3200/,
  },
];

for (const { title, snapshot, hosts, code, says } of cases) {
  test(title, () => {
    const { problem, verdicts } = formulate(snapshot, DEFAULT_POLICY, []);
    assert.deepEqual(
      problem.vms.map(({ hostSet }) => problem.hostSets[hostSet]),
      hosts === undefined ? [] : [hosts],
    );
    assert.deepEqual(
      verdicts.map((verdict) => verdict.code),
      code === undefined ? [] : [code],
    );
    if (says !== undefined) assert.match(verdicts[0]?.message ?? '', says);
  });
}

test('ranks follow the hosts they are of', () => {
  const hosts = [host(0), host(1, { state: 4 }), host(2)];
  const { problem } = formulate(
    cloud({ hosts, vms: [vm(1, { rank: 'FREE_CPU', ranks: [7, 8, 9] })] }),
    DEFAULT_POLICY,
    [],
  );
  assert.deepEqual(problem.vms[0]?.ranks, [7, 9]);
});
