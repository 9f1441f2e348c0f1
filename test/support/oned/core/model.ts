import type { Agenda } from './agenda.ts';
import type { Audit } from './audit.ts';
import type { DriverWork, Latencies } from './latency.ts';
import type { PhaseName } from './states.ts';
import type { Template } from './template.ts';

/** One stay of a VM on a host, as HISTORY_RECORDS keeps it. Times are whole Unix seconds, 0 for not yet. */
export interface HistoryRecord {
  readonly sequence: number;
  readonly host: number;
  readonly datastore: number;
  startedAt: number;
  endedAt: number;
  prologFrom: number;
  prologUntil: number;
  runningFrom: number;
  runningUntil: number;
  epilogFrom: number;
  epilogUntil: number;
  /** Number of the action that ended it (or is about to); 0 for none. */
  action: number;
  userId: number;
  groupId: number;
  requestId: number;
}

/** What oned does by itself at a time that a user set: `terminate` at the end of a charter. */
export interface ScheduledAction {
  readonly id: number;
  readonly vm: number;
  readonly action: string;
  /** Unix seconds. */
  readonly at: number;
  done: boolean;
}

export interface VmRecord {
  readonly id: number;
  userId: number;
  groupId: number;
  name: string;
  state: number;
  lcmState: number;
  previousState: number;
  previousLcmState: number;
  resched: boolean;
  /** Submission and end, whole Unix seconds; 0 for not yet. */
  readonly submittedAt: number;
  endedAt: number;
  deployId: string;
  template: Template;
  userTemplate: Template;
  history: HistoryRecord[];
  /** Level of a lock as `onevm lock` sets it (1 use, 2 manage, 3 admin); null for none. */
  lock: { readonly level: number; readonly owner: number; readonly at: number } | null;
  /** Ids of what its owner scheduled. */
  readonly scheduled: number[];
  /** An action was accepted, and its first state is not seen yet. */
  awaits: boolean;
  /** Grows with every action begun, so that what an older one still has on the agenda is void. */
  journey: number;
  /** The steps it is on, while something is under way. */
  under: Underway | null;
  /** Bodies as XML; null when something changed since they were written. */
  body: string | null;
  shortBody: string | null;
}

/** Steps that a VM is taken through, and which of them it is at. */
export interface Underway {
  readonly steps: readonly Step[];
  readonly index: number;
}

/** One phase on the way of an action. */
export interface Step {
  readonly phase: PhaseName;
  /** Seconds from the one before until this phase is seen. */
  readonly afterSeconds: number;
  /** What the driver does in this phase; null for none, then the phase lasts. */
  readonly work: DriverWork | null;
  readonly enter: (cloud: Cloud, vm: VmRecord, now: number) => void;
  /** Where it ends when the driver fails: the steps from there. */
  readonly failure: ((cloud: Cloud, vm: VmRecord) => readonly Step[]) | null;
}

export interface HostRecord {
  readonly id: number;
  readonly name: string;
  state: number;
  previousState: number;
  readonly cluster: number;
  /** Whole host, hundredths of a core and KiB; and what of it may be given away. */
  totalCpuCentis: number;
  totalMemoryKib: number;
  maxCpuCentis: number;
  maxMemoryKib: number;
  cpuUsageCentis: number;
  memoryUsageKib: number;
  /** Ids of the VMs that hold room. */
  readonly vms: Set<number>;
  template: Template;
  /** When it was last heard of, Unix seconds; null for always just now. */
  monitoredAt: number | null;
  body: string | null;
}

export interface ClusterRecord {
  readonly id: number;
  readonly name: string;
  readonly template: Template;
}

/** A datastore: `0` image, `1` system, `2` file. */
export interface DatastoreRecord {
  readonly id: number;
  readonly name: string;
  readonly type: 0 | 1 | 2;
  readonly clusters: readonly number[];
  readonly totalMib: number;
  usedMib: number;
  readonly shared: boolean;
}

export interface NetworkRecord {
  readonly id: number;
  readonly name: string;
  readonly clusters: readonly number[];
  readonly bridge: string;
  readonly firstIp: string;
  readonly size: number;
  usedLeases: number;
}

export interface VmGroupRecord {
  readonly id: number;
  readonly name: string;
  readonly roles: readonly { readonly name: string; readonly attributes: Template }[];
  readonly template: Template;
}

export interface UserRecord {
  readonly id: number;
  readonly name: string;
  readonly password: string;
  readonly groupId: number;
  readonly groupName: string;
}

/** What happened in the cloud, for the publisher. */
export type CloudNews =
  | { readonly kind: 'vm-state'; readonly vm: VmRecord }
  | { readonly kind: 'host-state'; readonly host: HostRecord };

/** What a driver does when asked, by the faults that were set: as it should, fail, or never answer. */
export type DriverMood = 'well' | 'fail' | 'hang';

/**
 * The cloud, as one value that functions of this folder change. Nothing in it knows of sockets or clocks: `now` is
 * handed in with every call, in Unix seconds with fractions.
 */
export interface Cloud {
  readonly vms: Map<number, VmRecord>;
  readonly hosts: Map<number, HostRecord>;
  readonly clusters: Map<number, ClusterRecord>;
  readonly datastores: Map<number, DatastoreRecord>;
  readonly networks: Map<number, NetworkRecord>;
  readonly vmGroups: Map<number, VmGroupRecord>;
  readonly users: readonly UserRecord[];
  /** What one.system.version and one.system.config say. */
  readonly version: string;
  readonly configuration: Template;
  readonly scheduled: ScheduledAction[];
  readonly latencies: Latencies;
  readonly agenda: Agenda;
  readonly audit: Audit;
  /** Told of every change, in order. */
  readonly news: (news: CloudNews) => void;
  /** Asked whenever a driver begins its work. */
  readonly mood: (work: DriverWork, vm: VmRecord, host: HostRecord | null) => DriverMood;
  /** Objects changed since the database was written. */
  readonly dirty: { readonly vms: Set<number>; readonly hosts: Set<number>; scheduled: boolean };
  nextVmId: number;
  nextRequestId: number;
}

/** The last of a VM's history records. */
export const lastStay = (vm: VmRecord): HistoryRecord | undefined => vm.history.at(-1);
