import type { ActionId, DatastoreId, HostId, LeaseId, NetworkId, VmId } from './ids.ts';

/** What `onevm` is asked for. `live-migrate` is `migrate --live`. */
export type Operation =
  | 'deploy'
  | 'resume'
  | 'suspend'
  | 'stop'
  | 'undeploy'
  | 'terminate'
  | 'poweroff'
  | 'migrate'
  | 'live-migrate';

/** One change to one VM. */
export interface Action {
  readonly id: ActionId;
  readonly vm: VmId;
  readonly lease: LeaseId;
  readonly operation: Operation;
  /** Where to, for deploy and migrations; else where it is. */
  readonly host: HostId;
  /** System datastore for a first deploy; null keeps what it has. */
  readonly datastore: DatastoreId | null;
  /** Network for each automatic NIC, on a first deploy. */
  readonly networks: readonly { readonly nicId: number; readonly network: NetworkId }[];
  /** Not before, Unix seconds. */
  readonly notBefore: number;
  /** How long it is expected to take, seconds; the room is held (or still held) meanwhile. */
  readonly expectedSeconds: number;
  /** Actions that must be done first: what frees the room it needs, and its own VM's previous one. */
  readonly dependsOn: readonly ActionId[];
  /** Why, in the operator's words. */
  readonly reason: string;
}

/** A VM holds room on a host, seconds. Several follow one another for a VM that is moved or paused. */
export interface Occupation {
  readonly vm: VmId;
  readonly host: HostId;
  readonly from: number;
  /** Null: beyond the horizon, end unknown. */
  readonly until: number | null;
  /** `run` delivers work; `boot`, `save` and `transit` (the target of a migration before it switches) only hold room. */
  readonly phase: 'boot' | 'run' | 'save' | 'transit';
}

/** What the plan foresees for one lease. */
export interface Forecast {
  readonly lease: LeaseId;
  readonly name: string;
  readonly vms: readonly VmId[];
  readonly outcome: 'starts' | 'runs' | 'waits' | 'paused' | 'refused' | 'untouched';
  /** Start (or resume) foreseen, Unix seconds; null when none is. */
  readonly startAt: number | null;
  readonly endAt: number | null;
  /** One per VM while it runs, in the order of `vms`. */
  readonly hosts: readonly HostId[];
  /** One of a closed list: why it waits, or why it runs where it does. */
  readonly reasonCode: ReasonCode;
  readonly reason: string;
}

export type ReasonCode =
  | 'Starts'
  | 'Runs'
  | 'Moved'
  | 'Preempted'
  | 'Resources'
  | 'Priority'
  | 'Window'
  | 'Affinity'
  | 'Maintenance'
  | 'Budget'
  | 'NoMatchingHost'
  | 'TooLarge'
  | 'WindowPassed'
  | 'GangIncomplete'
  | 'NotInHorizon'
  | 'Hold'
  | 'Locked'
  | 'Failed'
  | 'InFlight'
  | 'OwnerStopped'
  | 'BadAttribute'
  | 'Malformed'
  | 'Unsupported'
  | 'RuleConflict';

/** What to do: schedule − present. Canonical order: by time, then departures before arrivals, then VM id. */
export interface Plan {
  /** When the epoch began, Unix seconds. */
  readonly now: number;
  /** Actions that begin before then are enacted, the rest is forecast. */
  readonly enactBefore: number;
  readonly actions: readonly Action[];
  /** What each VM of the plan holds over time, present included, by VM then time. */
  readonly occupations: readonly Occupation[];
  /** One per lease of the snapshot, same order, then one per VM that has no lease. */
  readonly forecasts: readonly Forecast[];
}
