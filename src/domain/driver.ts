import type { DatastoreId, HostId, NetworkId, VmId } from './ids.ts';

/** What oned asks its scheduler driver: where pending VMs go, or how the VMs of a cluster are better placed. */
export type DriverQuestion =
  | { readonly action: 'place'; readonly vms: readonly VmId[] }
  | { readonly action: 'optimize'; readonly cluster: number; readonly vms: readonly VmId[] };

/** One action of a scheduler driver's plan: only what oned's plan manager can carry out and report back. */
export interface DriverAction {
  readonly vm: VmId;
  readonly operation: 'deploy' | 'migrate';
  readonly host: HostId;
  /** System datastore; null where it keeps what it has. */
  readonly datastore: DatastoreId | null;
  /** Network for each automatic NIC. */
  readonly networks: readonly { readonly nicId: number; readonly network: NetworkId }[];
}

/** One line to oned's log; with a VM it goes to that VM's log, and an ERROR becomes its SCHED_MESSAGE. */
export interface DriverMessage {
  readonly level: 'DEBUG' | 'INFO' | 'WARN' | 'ERROR';
  readonly vm: VmId | null;
  readonly text: string;
}

/** What a scheduler driver answers. Actions are in the order in which oned is to begin them. */
export interface DriverAnswer {
  readonly actions: readonly DriverAction[];
  readonly messages: readonly DriverMessage[];
}
