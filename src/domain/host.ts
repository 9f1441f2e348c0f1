import type { ClusterId, HostId, VmId } from './ids.ts';
import type { Amounts, PciDevice } from './resources.ts';

/** OpenNebula's HOST/STATE. */
export const HOST_STATES = {
  0: 'INIT',
  1: 'MONITORING_MONITORED',
  2: 'MONITORED',
  3: 'ERROR',
  4: 'DISABLED',
  5: 'MONITORING_ERROR',
  6: 'MONITORING_INIT',
  7: 'MONITORING_DISABLED',
  8: 'OFFLINE',
} as const;

/** A machine that runs VMs, as read. */
export interface Host {
  readonly id: HostId;
  readonly name: string;
  /** OpenNebula's number; see {@link HOST_STATES}. */
  readonly state: number;
  readonly cluster: ClusterId;
  readonly clusterName: string;
  /** What may be given away: MAX_CPU, MAX_MEM in KiB, rounded down to MiB. Reserved capacity is already taken off. */
  readonly capacity: Amounts;
  /** What oned's own account says is given away: CPU_USAGE, MEM_USAGE rounded up to MiB. */
  readonly usage: Amounts;
  /** VMs that hold capacity here by oned's account, ascending: both hosts while a VM migrates, its own when it runs or rests. */
  readonly vms: readonly VmId[];
  /** RUNNING_VMS: how many hold capacity, for ranks. */
  readonly runningVms: number;
  /** Monitored FREE_CPU in hundredths of a core: real load, for ranks only. Null when it was not monitored. */
  readonly monitoredFreeCpuCentis: number | null;
  /** Free and total MB by non-shared system datastore; `free` also under key −1 for the host's own default. */
  readonly localDisk: readonly { readonly datastore: number; readonly freeMib: number }[];
  readonly pci: readonly PciDevice[];
  /**
   * Everything a requirement can name: path below HOST (`HOST_SHARE/MAX_CPU`, `TEMPLATE/FAST_DISK`, `NAME`) → its
   * distinct values in document order. CLUSTER_TEMPLATE/… comes from the cluster.
   */
  readonly attributes: Readonly<Record<string, readonly string[]>>;
}

/** Only a monitored host takes new VMs; a disabled or offline one keeps what it has. */
export const isPlannable = ({ state }: Host): boolean => takesVms(state);

/** The same by the number alone. */
export const takesVms = (state: number): boolean => state === 2 || state === 1;
