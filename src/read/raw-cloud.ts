import type { DatastoreId, HostId, NetworkId, VmId } from '../domain/ids.ts';
import type { Observation } from '../domain/observation.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { Datastore, Network } from '../domain/storage.ts';
import type { Vm } from '../domain/vm.ts';

/**
 * The cloud as a transport hands it over: every noun read, units and states settled, nothing matched yet.
 * The same whatever the transport; every list ascends by id.
 */
export interface RawCloud extends Omit<Snapshot, 'vms' | 'leases' | 'datastores' | 'networks' | 'observed'> {
  readonly vms: readonly RawVm[];
  readonly datastores: readonly RawDatastore[];
  readonly networks: readonly RawNetwork[];
  /** What oned itself matched, by VM, in a scheduler driver's document: stands instead of our own matching. Else empty. */
  readonly matched: ReadonlyMap<VmId, Matched>;
}

/** A VM whose requirements are still text. */
export interface RawVm extends Omit<Vm, 'hosts' | 'ranks' | 'datastores' | 'autoNics'> {
  /** NICs with NETWORK_MODE=auto and no network yet; `requirements` is AUTOMATIC_NIC_REQUIREMENTS & (the NIC's SCHED_REQUIREMENTS). */
  readonly autoNics: readonly { readonly nicId: number; readonly requirements: string }[];
  /** How long things took for it, by its history. */
  readonly observed?: readonly Observation[];
  /** SCHED_DS_RANK: orders `datastores` when given. */
  readonly datastoreRank: string | null;
}

/** Everything a requirement can name: path below the object → its distinct values in document order. */
export type Attributes = Readonly<Record<string, readonly string[]>>;

/** A datastore with what datastore requirements can name (`CLUSTERS/ID`, `NAME`, `TEMPLATE/SHARED`). */
export interface RawDatastore extends Datastore {
  readonly attributes: Attributes;
}

/** A network with what NIC requirements can name (`CLUSTERS/ID`, `NAME`, `TEMPLATE/BRIDGE`). */
export interface RawNetwork extends Network {
  readonly attributes: Attributes;
}

/** Where one VM may go, by oned's own account: requirements and ACLs are settled; room, affinity and rank are not. */
export interface Matched {
  readonly hosts: readonly HostId[];
  readonly datastores: readonly DatastoreId[];
  readonly autoNics: readonly { readonly nicId: number; readonly networks: readonly NetworkId[] }[];
}
