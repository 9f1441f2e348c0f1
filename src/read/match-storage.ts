import type { DatastoreId, NetworkId } from '../domain/ids.ts';
import type { Datastore } from '../domain/storage.ts';
import type { Refusal } from './expression/cursor.ts';
import { datastoreSubject, networkSubject } from './expression/subject.ts';
import { Matcher, remembered } from './matcher.ts';
import type { RawCloud, RawVm } from './raw-cloud.ts';

/** Ids, best first, and why what chose them can not be read. */
export interface Choice<Id> {
  readonly ids: readonly Id[];
  readonly refusal: Refusal | null;
  readonly rankRefusal: Refusal | null;
}

/** Matches VMs with system datastores, and their automatic NICs with networks. */
export class StorageMatcher {
  readonly #datastores: ReadonlyMap<DatastoreId, Datastore>;
  readonly #byDatastore: Matcher<DatastoreId>;
  readonly #byNetwork: Matcher<NetworkId>;
  readonly #choices = new Map<string, Choice<DatastoreId>>();

  constructor({ datastores, networks }: Pick<RawCloud, 'datastores' | 'networks'>) {
    const usable = datastores.filter(isUsable);
    this.#datastores = new Map(usable.map((datastore) => [datastore.id, datastore]));
    this.#byDatastore = new Matcher(new Map(usable.map((datastore) => [datastore.id, datastoreSubject(datastore)])));
    const leastUsedFirst = networks.toSorted((a, b) => a.usedLeases - b.usedLeases || a.id - b.id);
    this.#byNetwork = new Matcher(new Map(leastUsedFirst.map((network) => [network.id, networkSubject(network)])));
  }

  /** System datastores that meet the VM's requirement: by its own rank, else by free space. */
  datastores(vm: Pick<RawVm, 'datastoreRequirements' | 'datastoreRank'>): Choice<DatastoreId> {
    return remembered(this.#choices, JSON.stringify([vm.datastoreRequirements, vm.datastoreRank]), () => {
      const { value, refusal } = this.#byDatastore.meeting(vm.datastoreRequirements);
      return { ...this.order(value, vm.datastoreRank), refusal };
    });
  }

  /** Datastores that oned matched itself, best first. */
  order(given: readonly DatastoreId[], rank: string | null): Choice<DatastoreId> {
    const ranks = rank === null ? null : this.#byDatastore.ranks(rank);
    const worth = (id: DatastoreId): number => ranks?.value.get(id) ?? 0;
    const free = (id: DatastoreId): number => freeMib(this.#datastores.get(id));
    const ids = given.toSorted((a, b) => worth(b) - worth(a) || free(b) - free(a) || a - b);
    return { ids, refusal: null, rankRefusal: ranks?.refusal ?? null };
  }

  /** Networks that meet a NIC's requirement, the one with the fewest leases in use first. */
  networks(requirement: string): Choice<NetworkId> {
    const { value, refusal } = this.#byNetwork.meeting(requirement);
    return { ids: value, refusal, rankRefusal: null };
  }
}

/** oned offers system datastores that are enabled; a shared one must have been monitored too. */
const isUsable = ({ kind, enabled, shared, freeMib, usedMib, totalMib }: Datastore): boolean =>
  kind === 'system' && enabled && (!shared || freeMib > 0 || usedMib > 0 || totalMib > 0);

const freeMib = (datastore: Datastore | undefined): number => {
  if (datastore === undefined) return 0;
  return datastore.limitMib === null ? datastore.freeMib : datastore.limitMib - datastore.usedMib;
};
