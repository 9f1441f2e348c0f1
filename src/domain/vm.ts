import type { DatastoreId, HostId, NetworkId, VmGroupId, VmId } from './ids.ts';
import type { Amounts, PciRequest } from './resources.ts';

/** OpenNebula's VM/STATE. */
export const VM_STATES = {
  0: 'INIT',
  1: 'PENDING',
  2: 'HOLD',
  3: 'ACTIVE',
  4: 'STOPPED',
  5: 'SUSPENDED',
  6: 'DONE',
  7: 'FAILED',
  8: 'POWEROFF',
  9: 'UNDEPLOYED',
  10: 'CLONING',
  11: 'CLONING_FAILURE',
} as const;

/** Where a VM is, or last was: its last history record. Times in Unix seconds, 0 in OpenNebula reads as null. */
export interface Stay {
  readonly host: HostId;
  readonly hostName: string;
  readonly datastore: DatastoreId | null;
  /** STIME: when the record began. */
  readonly since: number;
  /** RSTIME: when it was running here first. */
  readonly runningSince: number | null;
  /** RETIME: when it stopped running here. */
  readonly runningUntil: number | null;
  /** ETIME: when the record was closed. */
  readonly endedAt: number | null;
  /** The last action's number (9 stop, 10 suspend, 1 and 2 migrate …) and who asked for it. */
  readonly action: number;
  readonly actionUserId: number;
}

/** What the owner wrote into ONEPLAN or HAIZEA, each value as text, nothing judged yet. */
export interface LeaseAttributes {
  readonly dialect: 'ONEPLAN' | 'HAIZEA';
  /** Attribute name, upper case → text. */
  readonly values: Readonly<Record<string, string>>;
}

/** One scheduled action of a VM (an OpenNebula charter). */
export interface ScheduledAction {
  readonly action: string;
  /** Unix seconds. */
  readonly at: number;
  readonly repeats: boolean;
  readonly done: boolean;
}

/** One machine of a lease, as read. */
export interface Vm {
  readonly id: VmId;
  readonly name: string;
  readonly userId: number;
  readonly groupId: number;
  readonly userName: string;
  readonly groupName: string;
  /** OpenNebula's numbers; see {@link VM_STATES}. */
  readonly state: number;
  readonly lcmState: number;
  /** RESCHED=1: asked to leave its host. */
  readonly resched: boolean;
  /** LOCK/LOCKED: 1 use, 2 manage, 3 admin, 4 all; null when it is not locked. */
  readonly lock: number | null;
  /** STIME. */
  readonly submittedAt: number;
  readonly demand: Amounts;
  /** Room on the system datastore, in MiB: volatile disks and images copied there. */
  readonly systemDiskMib: number;
  readonly pci: readonly PciRequest[];
  /** True when TOPOLOGY pins it to NUMA nodes. */
  readonly pinned: boolean;
  /** ONEDRS_BLOCKED=YES: its owner does not want it migrated. */
  readonly drsBlocked?: boolean;
  /** NICs with NETWORK_MODE=auto: the networks that may serve each, by requirement. */
  readonly autoNics: readonly { readonly nicId: number; readonly networks: readonly NetworkId[] }[];
  /** USER_PRIORITY, 0 by default; higher goes first. */
  readonly priority: number;
  /** AUTOMATIC_REQUIREMENTS & (SCHED_REQUIREMENTS): what is evaluated against hosts. Empty matches all. */
  readonly requirements: string;
  /** AUTOMATIC_DS_REQUIREMENTS & (SCHED_DS_REQUIREMENTS). */
  readonly datastoreRequirements: string;
  /** SCHED_RANK or RANK. */
  readonly rank: string | null;
  readonly vmGroup: { readonly id: VmGroupId; readonly role: string } | null;
  readonly lease: LeaseAttributes | null;
  /** ONEPLAN_STATUS/DELIVERED: seconds delivered before the last history record, as this planner noted them. */
  readonly deliveredBeforeSeconds: number;
  /** ONEPLAN_STATUS: what its owner was told last, `startAt` in Unix seconds; null when nothing was. */
  readonly told: { readonly state: string; readonly startAt: number | null } | null;
  readonly scheduled: readonly ScheduledAction[];
  /** Its last history record, or null when it never ran. */
  readonly stay: Stay | null;
  /** Hosts that meet its requirements, ascending, whatever their state and room. */
  readonly hosts: readonly HostId[];
  /** Rank of each of `hosts`, same order; null when it has no expression of its own. */
  readonly ranks: readonly number[] | null;
  /** System datastores that meet its requirements, best first (most free). */
  readonly datastores: readonly DatastoreId[];
}
