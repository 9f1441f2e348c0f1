import type { ClusterId, DatastoreId, NetworkId } from './ids.ts';

/** A datastore, as read. Sizes in MiB. */
export interface Datastore {
  readonly id: DatastoreId;
  readonly name: string;
  readonly kind: 'image' | 'system' | 'file' | 'backup';
  readonly enabled: boolean;
  readonly shared: boolean;
  readonly clusters: readonly ClusterId[];
  readonly freeMib: number;
  readonly usedMib: number;
  readonly totalMib: number;
  /** LIMIT_MB when set. */
  readonly limitMib: number | null;
}

/** A network, as read. */
export interface Network {
  readonly id: NetworkId;
  readonly name: string;
  readonly clusters: readonly ClusterId[];
  /** Addresses over all ranges, and how many are taken. */
  readonly leases: number;
  readonly usedLeases: number;
}

/** A cluster, as read. */
export interface Cluster {
  readonly id: ClusterId;
  readonly name: string;
}
