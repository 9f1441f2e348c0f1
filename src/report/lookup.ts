import type { Host } from '../domain/host.ts';
import type { DatastoreId, HostId, LeaseId, VmId } from '../domain/ids.ts';
import type { Lease } from '../domain/lease.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { Vm } from '../domain/vm.ts';

/** Finds the nouns of a snapshot by id; what is not there is named by its number. */
export interface Lookup {
  readonly hostName: (id: HostId) => string;
  readonly hostNames: (ids: readonly HostId[]) => string;
  readonly datastoreName: (id: DatastoreId) => string;
  readonly vmName: (id: VmId) => string;
  readonly vm: (id: VmId) => Vm | null;
  readonly lease: (id: LeaseId) => Lease | null;
  readonly host: (id: HostId) => Host | null;
}

/** Indexes a snapshot once. */
export function lookup(snapshot: Snapshot): Lookup {
  const hosts = new Map(snapshot.hosts.map((host) => [host.id, host]));
  const datastores = new Map(snapshot.datastores.map((datastore) => [datastore.id, datastore.name]));
  const vms = new Map(snapshot.vms.map((vm) => [vm.id, vm]));
  const leases = new Map(snapshot.leases.map((lease) => [lease.id, lease]));
  const hostName = (id: HostId): string => hosts.get(id)?.name ?? `host ${id}`;
  return {
    hostName,
    hostNames: (ids) => named(ids.map(hostName)),
    datastoreName: (id) => datastores.get(id) ?? `datastore ${id}`,
    vmName: (id) => vms.get(id)?.name ?? `vm ${id}`,
    vm: (id) => vms.get(id) ?? null,
    lease: (id) => leases.get(id) ?? null,
    host: (id) => hosts.get(id) ?? null,
  };
}

/** `lab-01,lab-02×2`: each once, in order of appearance, with how often. */
function named(names: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, count]) => (count === 1 ? name : `${name}×${count}`)).join(',');
}
