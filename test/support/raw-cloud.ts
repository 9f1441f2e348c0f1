import { clusterId, datastoreId, networkId } from '../../src/domain/ids.ts';
import type { Vm } from '../../src/domain/vm.ts';
import type { RawCloud, RawDatastore, RawNetwork, RawVm } from '../../src/read/raw-cloud.ts';
import { NOW, vm } from './cloud.ts';

/** A VM before anything is matched: as `vm` builds it. */
export function rawVm(id: number, overrides: Partial<RawVm> = {}): RawVm {
  const { hosts: _hosts, ranks: _ranks, datastores: _datastores, autoNics: _nics, ...rest }: Vm = vm(id);
  return { ...rest, autoNics: [], datastoreRank: null, ...overrides };
}

/** An enabled, shared system datastore of cluster 100 with 1 TiB free. */
export function rawDatastore(id: number, overrides: Partial<RawDatastore> = {}): RawDatastore {
  return {
    id: datastoreId(id),
    name: `datastore-${id}`,
    kind: 'system',
    enabled: true,
    shared: true,
    clusters: [clusterId(100)],
    freeMib: 1_048_576,
    usedMib: 0,
    totalMib: 1_048_576,
    limitMib: null,
    attributes: { ID: [String(id)], NAME: [`datastore-${id}`], 'CLUSTERS/ID': ['100'] },
    ...overrides,
  };
}

/** A network of cluster 100 with 250 addresses, none in use. */
export function rawNetwork(id: number, overrides: Partial<RawNetwork> = {}): RawNetwork {
  return {
    id: networkId(id),
    name: `network-${id}`,
    clusters: [clusterId(100)],
    leases: 250,
    usedLeases: 0,
    attributes: { ID: [String(id)], NAME: [`network-${id}`], 'CLUSTERS/ID': ['100'] },
    ...overrides,
  };
}

/** A cloud as a transport hands it over, with one system datastore. */
export const rawCloud = (parts: Partial<RawCloud> = {}): RawCloud => ({
  takenAt: NOW,
  hosts: [],
  vms: [],
  clusters: [],
  datastores: [rawDatastore(100)],
  networks: [],
  vmGroups: [],
  matched: new Map(),
  verdicts: [],
  ...parts,
});
