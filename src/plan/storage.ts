import type { Host } from '../domain/host.ts';
import type { ClusterId, DatastoreId, NetworkId } from '../domain/ids.ts';
import type { Action } from '../domain/plan.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { Datastore, Network } from '../domain/storage.ts';
import type { Vm } from '../domain/vm.ts';
import { keepsItsDisks } from './legal.ts';

type Choice = Pick<Action, 'datastore' | 'networks'>;

const ITS_OWN: Choice = { datastore: null, networks: [] };

/** Datastores and networks for first deploys, one after the other: each leaves less for the next. */
export class Storage {
  readonly #datastores: ReadonlyMap<DatastoreId, Datastore>;
  readonly #networks: ReadonlyMap<NetworkId, Network>;
  readonly #freeMib: Map<DatastoreId, number>;
  readonly #freeAddresses: Map<NetworkId, number>;

  constructor({ datastores, networks }: Snapshot) {
    this.#datastores = new Map(datastores.map((datastore) => [datastore.id, datastore]));
    this.#networks = new Map(networks.map((network) => [network.id, network]));
    this.#freeMib = new Map(datastores.map(({ id, freeMib }) => [id, freeMib]));
    this.#freeAddresses = new Map(networks.map(({ id, leases, usedLeases }) => [id, leases - usedLeases]));
  }

  /** What a VM gets that is deployed on the host; one that keeps its disks keeps everything. */
  choose(vm: Vm, host: Host): Choice {
    if (keepsItsDisks(vm)) return ITS_OWN;
    return { datastore: this.#datastore(vm, host.cluster), networks: this.#nics(vm, host.cluster) };
  }

  /** The best of the VM's datastores in the cluster that has room beside what went there before, else the best. */
  #datastore(vm: Vm, cluster: ClusterId): DatastoreId | null {
    const reachable = vm.datastores.filter((id) => this.#datastores.get(id)?.clusters.includes(cluster));
    const roomy = reachable.find((id) => (this.#freeMib.get(id) ?? 0) >= vm.systemDiskMib);
    const chosen = roomy ?? reachable[0] ?? null;
    if (chosen !== null) this.#freeMib.set(chosen, (this.#freeMib.get(chosen) ?? 0) - vm.systemDiskMib);
    return chosen;
  }

  /** One network for each automatic NIC: different ones when possible, those with most free addresses first. */
  #nics(vm: Vm, cluster: ClusterId): Choice['networks'] {
    const nics = vm.autoNics.map(({ nicId, networks }) => ({
      nicId,
      networks: networks
        .filter((id) => this.#serves(id, cluster))
        .sort((a, b) => this.#free(b) - this.#free(a) || a - b),
    }));
    const options = nics.map(({ networks }) => networks);
    const apart = distinct(options);
    return nics.flatMap(({ nicId }, position) => {
      const network = apart?.[position] ?? this.#freest(options[position] ?? []);
      if (network === null) return [];
      this.#freeAddresses.set(network, this.#free(network) - 1);
      return [{ nicId, network }];
    });
  }

  #serves(id: NetworkId, cluster: ClusterId): boolean {
    return this.#free(id) > 0 && this.#networks.get(id)?.clusters.includes(cluster) === true;
  }

  #freest(networks: readonly NetworkId[]): NetworkId | null {
    const [best] = networks.filter((id) => this.#free(id) > 0).sort((a, b) => this.#free(b) - this.#free(a) || a - b);
    return best ?? null;
  }

  #free(id: NetworkId): number {
    return this.#freeAddresses.get(id) ?? 0;
  }
}

/** One of each list, no two alike, earlier entries first; null when that can not be. */
function distinct(
  options: readonly (readonly NetworkId[])[],
  taken: readonly NetworkId[] = [],
): readonly NetworkId[] | null {
  const [first, ...rest] = options;
  if (first === undefined) return taken;
  for (const network of first) {
    if (taken.includes(network)) continue;
    const chosen = distinct(rest, [...taken, network]);
    if (chosen !== null) return chosen;
  }
  return null;
}
