import type { Policy } from './policy.ts';
import type { Snapshot } from './snapshot.ts';

/** One thing that is amiss, and what to do about it. */
export interface Diagnosis {
  /** `error`: the planner can not do its work, or not all of it. `warning`: it may go wrong. `note`: good to know. */
  readonly severity: 'error' | 'warning' | 'note';
  /** Which check found it: a short name. */
  readonly check: string;
  /** What is so, one line. */
  readonly finding: string;
  readonly remedy: string;
}

/** What was to be looked at, or why it could not be, without a credential, and what helps as far as that is known. */
export type Seen<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: string; readonly remedy: string | null };

/** What `doctor` looked at. Null is what was not asked for, as something before it failed. */
export interface Examination {
  /** Of the program that runs: `20.19.2`. */
  readonly nodeVersion: string;
  readonly credentials: Seen<{ readonly file: string; readonly mode: number }>;
  readonly endpoint: Seen<{ readonly url: string; readonly insecure: boolean }>;
  readonly oned: Seen<OnedSeen> | null;
  readonly snapshot: Seen<Snapshot> | null;
  readonly events: Seen<string>;
  readonly commands: Seen<string>;
  readonly policy: Seen<Policy>;
  readonly store: Seen<StoreSeen>;
  /** What listens for oned's scheduler driver. */
  readonly driver: { readonly socket: string; readonly listens: boolean };
}

export interface OnedSeen {
  readonly version: string;
  readonly user: { readonly name: string; readonly isAdmin: boolean };
  /** Settings of oned by path (`SCHED_MAD/ARGUMENTS`), of those that matter here; null when the user may not see them. */
  readonly settings: Readonly<Record<string, string>> | null;
  /** How far the cloud's clock is ahead of ours, seconds; null when it does not tell. */
  readonly clockAheadSeconds: number | null;
  /** Since when each host was last heard of, seconds, by its id. */
  readonly silentSeconds: Readonly<Record<number, number>>;
}

export interface StoreSeen {
  readonly file: string;
  /** Null where there is none yet. */
  readonly mode: number | null;
  readonly freeMib: number;
  /** A planner process that holds the store. */
  readonly heldBy: string | null;
}
