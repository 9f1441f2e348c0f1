import type { Logger } from 'pino';
import type { Epoch } from '../domain/epoch.ts';
import type { VmId } from '../domain/ids.ts';
import type { Action } from '../domain/plan.ts';
import type { Policy } from '../domain/policy.ts';
import type { Work } from '../enact/world.ts';
import type { Attributes, Clock, EventFeed, Source } from '../ports.ts';
import type { Memory } from './memory.ts';
import type { Planner } from './planner.ts';

/** Everything from outside that the planner process needs, handed in: tests bring fakes and a clock of their own. */
export interface DaemonWorld {
  readonly source: Source;
  /** Asked for anew when the policy is read again. Throws an `InputError` when that names no solver. */
  readonly planner: (policy: Policy) => Planner;
  readonly policy: PolicyBook;
  readonly hands: Hands;
  readonly memory: Memory;
  /** Null without a publisher: then the cloud is only polled. */
  readonly feed: EventFeed | null;
  readonly clock: DaemonClock;
  /** Fires when the process is asked to end. */
  readonly signal: AbortSignal;
  readonly log: Log;
  /** Told of each epoch whose plan is in force from now on; null when the one before is no longer to be trusted. */
  readonly published?: (epoch: Epoch | null) => void;
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

/** Carries out orders beside the planning. */
export interface Hands {
  /** Takes these in the place of all that has not begun: what has begun goes on to its end. Returns at once. */
  readonly follow: (orders: Work) => void;
  /** Whether an action is left out for now: commands on its VM have failed again and again. */
  readonly isOut: (action: Action) => boolean;
  /** VMs with an action begun that has not ended, or has just: what is heard of them is their own echo. */
  readonly busy: () => ReadonlySet<VmId>;
  /** How many actions have begun and not ended. */
  readonly underWay: () => number;
  /** Why nothing more is sent until the operator has done something (credentials, rights); null while all is well. */
  readonly halted: () => string | null;
  /** Begins again, with everything: the operator says so. */
  readonly recover: () => void;
  /** Calls back when something ended otherwise than planned. */
  readonly onSurprise: (listener: () => void) => void;
  /** Something was heard of a VM: what is under way is looked at at once. */
  readonly nudge: () => void;
  /** Writes a VM's attributes; false when that did not work. Never throws. */
  readonly note: (vm: VmId, attributes: Attributes) => Promise<boolean>;
  /** Waits until all that may still begin has, and all that has begun is over, or the signal fires. */
  readonly settled: (signal: AbortSignal) => Promise<void>;
  /** Begins nothing more; what has begun is followed until the signal fires, and left in the journal then. */
  readonly stop: (signal: AbortSignal) => Promise<void>;
}
