import type { Logger } from 'pino';
import type { LeaseId, VmId } from '../domain/ids.ts';
import type { Action } from '../domain/plan.ts';
import type { Policy } from '../domain/policy.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { Attributes, Clock, EventFeed, Solver, Source } from '../ports.ts';
import type { Memory } from './memory.ts';

/** Everything from outside that the planner process needs, handed in: tests bring fakes and a clock of their own. */
export interface DaemonWorld {
  readonly source: Source;
  /** Made anew when the policy is read again. */
  readonly solver: (policy: Policy) => Solver;
  readonly policy: PolicyBook;
  readonly hands: Hands;
  readonly memory: Memory;
  /** Null without a publisher: then the cloud is only polled. */
  readonly feed: EventFeed | null;
  readonly clock: DaemonClock;
  /** Fires when the process is asked to end. */
  readonly signal: AbortSignal;
  readonly log: Log;
}

/** One event a line, with its numbers as fields. */
export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>;

/** Wall clock with fractions of a second, a stopwatch, and waiting. */
export interface DaemonClock extends Clock {
  /** Resolves at that Unix second or when the signal fires, whichever is first; never rejects. */
  readonly until: (unixSeconds: number, signal: AbortSignal) => Promise<void>;
}

/** The policy in force, and how it is read again. */
export interface PolicyBook {
  readonly current: () => Policy;
  /** Calls back whenever the operator asks for it to be read again, until the signal fires. */
  readonly onReload: (reload: () => void, signal: AbortSignal) => void;
  /** Reads it again, and keeps the old one when that throws or `use` does. */
  readonly reload: (use: (policy: Policy) => void) => void;
}

/** What is to be done next: the plan in force. */
export interface Orders {
  readonly epoch: number;
  /** In the order of the plan. Each begins at its `notBefore`, once what it depends on is done. */
  readonly actions: readonly Action[];
  /** The cloud that the plan was made for. */
  readonly snapshot: Snapshot;
  /** Leases that leave their hosts to come back later. */
  readonly paused: ReadonlySet<LeaseId>;
}

/** Carries out orders beside the planning. */
export interface Hands {
  /** Takes these in the place of all that has not begun: what has begun goes on to its end. Returns at once. */
  readonly follow: (orders: Orders) => void;
  /** VMs with an action begun that has not ended, or has just. */
  readonly busy: () => ReadonlySet<VmId>;
  /** Why nothing more is sent until the operator has done something (credentials, rights); null while all is well. */
  readonly halted: () => string | null;
  /** Begins again after a halt: the operator says so. */
  readonly recover: () => void;
  /** Writes a VM's attributes; false when that did not work. Never throws. */
  readonly note: (vm: VmId, attributes: Attributes) => Promise<boolean>;
  /** Waits until all that may still begin has, and all that has begun is over, or the signal fires. */
  readonly settled: (signal: AbortSignal) => Promise<void>;
  /** Begins nothing more; what has begun is followed until the signal fires, and left in the journal then. */
  readonly stop: (signal: AbortSignal) => Promise<void>;
}
