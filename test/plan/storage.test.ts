import assert from 'node:assert/strict';
import test from 'node:test';
import { clusterId, datastoreId, networkId } from '../../src/domain/ids.ts';
import type { Network } from '../../src/domain/storage.ts';
import type { Vm } from '../../src/domain/vm.ts';
import { Storage } from '../../src/plan/storage.ts';
import { cloud, host, stopped, systemDatastore, vm } from '../support/cloud.ts';

const network = (id: number, free: number, cluster = 100): Network => ({
  id: networkId(id),
  name: `net-${id}`,
  clusters: [clusterId(cluster)],
  leases: 10,
  usedLeases: 10 - free,
});

const nics = (...networks: readonly (readonly number[])[]): Vm['autoNics'] =>
  networks.map((allowed, nicId) => ({ nicId, networks: allowed.map(networkId), requirements: '' }));

const here = host(0);

function choices(vms: readonly Vm[], fields: Parameters<typeof cloud>[0] = {}): readonly string[] {
  const snapshot = cloud({ hosts: [here], vms, ...fields });
  const storage = new Storage(snapshot);
  return snapshot.vms.map((each) => {
    const { datastore, networks } = storage.choose(each, here);
    return [datastore ?? 'its own', ...networks.map(({ nicId, network: id }) => `${nicId}:${id}`)].join(' ');
  });
}

const cases: readonly (readonly [title: string, said: readonly string[], expected: readonly string[]])[] = [
  ['the best datastore that matches', choices([vm(1)]), ['100']],
  [
    'not one of another cluster',
    choices([vm(1, { datastores: [datastoreId(101), datastoreId(100)] })], {
      datastores: [systemDatastore(100), systemDatastore(101, { clusters: [clusterId(7)] })],
    }),
    ['100'],
  ],
  [
    'not one that earlier deploys have filled',
    choices(
      [1, 2].map((id) => vm(id, { systemDiskMib: 600, datastores: [datastoreId(101), datastoreId(100)] })),
      {
        datastores: [systemDatastore(100), systemDatastore(101, { freeMib: 1000 })],
      },
    ),
    ['101', '100'],
  ],
  [
    'the best one when none has room',
    choices([vm(1, { systemDiskMib: 600 })], { datastores: [systemDatastore(100, { freeMib: 1 })] }),
    ['100'],
  ],
  ['none when none matches', choices([vm(1, { datastores: [datastoreId(5)] })]), ['its own']],
  [
    'its own when it was stopped',
    choices([stopped(vm(1, { autoNics: nics([0]) }), 0, 5, 6)], { networks: [network(0, 5)] }),
    ['its own'],
  ],
  [
    'the network with most free addresses first, which spreads VMs',
    choices(
      [1, 2, 3].map((id) => vm(id, { autoNics: nics([0, 1]) })),
      { networks: [network(0, 2), network(1, 3)] },
    ),
    ['100 0:1', '100 0:0', '100 0:1'],
  ],
  [
    'different networks for the NICs of one VM, even when the first choice has to give way',
    choices([vm(1, { autoNics: nics([0, 1], [0]) })], { networks: [network(0, 5), network(1, 1)] }),
    ['100 0:1 1:0'],
  ],
  [
    'one network twice when there is no other',
    choices([vm(1, { autoNics: nics([0], [0]) })], { networks: [network(0, 5)] }),
    ['100 0:0 1:0'],
  ],
  [
    'no network without free addresses, nor of another cluster',
    choices([vm(1, { autoNics: nics([0, 1, 2]) })], { networks: [network(0, 0), network(1, 5, 7), network(2, 1)] }),
    ['100 0:2'],
  ],
  [
    'no network at all when the last address is gone',
    choices(
      [1, 2].map((id) => vm(id, { autoNics: nics([0]) })),
      { networks: [network(0, 1)] },
    ),
    ['100 0:0', '100'],
  ],
];

for (const [title, said, expected] of cases) {
  test(`a first deploy gets ${title}`, () => assert.deepEqual(said, expected));
}
