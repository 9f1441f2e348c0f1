import type { Answer, Command, JournalEntry, VmStatus } from './domain/enactment.ts';
import type { HostId, VmId } from './domain/ids.ts';
import type { LastEpoch } from './domain/last-epoch.ts';
import type { Cost } from './domain/levels.ts';
import type { Observation } from './domain/observation.ts';
import type { Limits } from './domain/policy.ts';
import type { Problem } from './domain/problem.ts';
import type { Promised } from './domain/promise.ts';
import type { Schedule } from './domain/schedule.ts';
import type { Snapshot } from './domain/snapshot.ts';
import type { Solution } from './domain/solution.ts';
import type { Stay } from './domain/vm.ts';

/** Where a snapshot comes from: a folder, a database, a driver's document, a live cloud. */
export interface Source {
  /** How messages name it: `folder:fixtures/clouds/lab`. */
  readonly name: string;
  /** Reads it once. Throws an `InputError` when nothing can be read; anything smaller becomes a verdict. */
  read(): Promise<Snapshot>;
  /**
   * All history records of these VMs, oldest first; those that are gone or make no sense are left out. Absent where a
   * source shows the last records alone. Throws an `InputError` when the cloud does not answer.
   */
  histories?(vms: readonly VmId[]): Promise<ReadonlyMap<VmId, readonly Stay[]>>;
}

/** A better incumbent with its cost, or (both null) a better bound. */
export interface SolverNews {
  readonly schedule: Schedule | null;
  readonly cost: Cost | null;
  readonly bound: Cost;
  readonly by: string;
  /** Mean start slot by job in a relaxation's optimum, −1 where it says nothing: a guide for who looks for schedules. */
  readonly starts?: Float64Array;
}

/** Told about every better incumbent or bound, as it happens. */
export interface SolverEvents {
  readonly improved: (improvement: SolverNews) => void;
  /** A solver misbehaved and was survived: one line. */
  readonly fault: (message: string) => void;
}

/**
 * A way to find schedules. It never throws for what a problem is like; it ends soon after its limits say so or
 * `signal` fires, with what it has. Its answers are checked by its caller: it is not trusted.
 */
export interface Solver {
  readonly name: string;
  solve(problem: Problem, request: SolveRequest): Promise<Solution>;
}

export interface SolveRequest {
  readonly limits: Limits;
  /** A schedule to start from, when one is known to be valid. */
  readonly start: Schedule | null;
  readonly events: SolverEvents;
  readonly signal: AbortSignal;
}

/** Wall clock in Unix seconds and a stopwatch in seconds; handed in, so that tests and simulations bring their own. */
export interface Clock {
  readonly unixSeconds: () => number;
  readonly elapsedSeconds: () => number;
}

/** Everything from outside that one epoch needs. */
export interface World {
  readonly source: Source;
  readonly solver: Solver;
  readonly clock: Clock;
  readonly events: SolverEvents;
  readonly signal: AbortSignal;
  /** What earlier epochs promised; empty without memory. */
  readonly promises: readonly Promised[];
  /** How long things took in earlier epochs, beside what the snapshot tells; none without memory. */
  readonly observed?: readonly Observation[];
  /** The epoch before, for the search to go on from; null without one. */
  readonly last: LastEpoch | null;
}

/** A door through which a live cloud is acted on: XML-RPC, or the `onevm` command. */
export interface Enactor {
  /** How messages name it: `xmlrpc:http://one:2633/RPC2`, `onevm`. */
  readonly name: string;
  /** Asks once, never twice: what was not heard is looked for in the VM's state. Does not throw for what the cloud says. */
  send(command: Command, signal: AbortSignal): Promise<Answer>;
  /** The present of these VMs; null for one that is done or unknown. Throws an `InputError` when the cloud does not answer. */
  look(vms: readonly VmId[], signal: AbortSignal): Promise<ReadonlyMap<VmId, VmStatus | null>>;
  /** OpenNebula's state number of every host, as `HOST_STATES` names them. Throws an `InputError` when the cloud does not answer. */
  hosts(signal: AbortSignal): Promise<ReadonlyMap<HostId, number>>;
  /** Writes attributes into a VM's own template (`one.vm.update`, appended); its owner sees them. A value is text or a vector. */
  note(vm: VmId, attributes: Attributes, signal: AbortSignal): Promise<Answer>;
}

/** Attributes of a VM's template, flat or one level deep: `{ ONEPLAN_STATUS: { REASON: '…' } }`. */
export type Attributes = Readonly<Record<string, string | Readonly<Record<string, string>>>>;

/** What enactment remembers of its own doing. Each write is on disk before the call returns. */
export interface Journal {
  /** Notes that an action has reached a stage; the first time it is `intended`. */
  write(entry: JournalEntry): void;
  /** Actions that have not ended, oldest first: after a crash these may or may not have happened. */
  open(): readonly JournalEntry[];
}

/** Something happened in the cloud that may call for an early epoch. */
export interface CloudEvent {
  readonly kind: 'vm' | 'host' | 'other';
  readonly id: number | null;
  /** State it is in now, as OpenNebula names it (`PENDING`, `BOOT_FAILURE`, `ERROR`); null when the event does not say. */
  readonly state: string | null;
}

/** News from a live cloud. It may be silent or lose events: whoever listens also looks for himself now and then. */
export interface EventFeed {
  /** Calls `heard` for every event and `health` when the connection comes or goes, until the signal fires. */
  listen(on: {
    readonly heard: (event: CloudEvent) => void;
    readonly health: (connected: boolean, why: string) => void;
    readonly signal: AbortSignal;
  }): Promise<void>;
}
