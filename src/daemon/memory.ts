import type { Epoch } from '../domain/epoch.ts';
import type { LeaseId, VmId } from '../domain/ids.ts';

/** What the planner process must not forget when it ends: kept by the store, or for one run only. */
export interface Memory {
  /** Number of the last epoch; 0 before the first. */
  readonly lastEpoch: () => number;
  readonly recall: () => Recollection;
  /** Writes down how an epoch went. Throws an `InputError` when it can not be kept. */
  readonly keep: (record: EpochRecord) => void;
}

/** What earlier epochs leave behind. */
export interface Recollection {
  readonly ledger: Ledger;
  readonly promises: Promises;
}

/** Starts announced in earlier epochs, by lease, Unix seconds. */
export type Promises = ReadonlyMap<LeaseId, Announced>;

export interface Announced {
  readonly startAt: number;
  /** It is an advance reservation, so this moment is its owner's. */
  readonly reserved: boolean;
}

/** The history record a VM was last seen with, and what it had delivered before that. */
export interface Account {
  readonly beforeSeconds: number;
  readonly since: number;
  readonly runningSince: number | null;
  readonly runningUntil: number | null;
}

export type Ledger = ReadonlyMap<VmId, Account>;

/** One epoch, as it is remembered. */
export interface EpochRecord extends Recollection {
  readonly number: number;
  /** Unix seconds. */
  readonly startedAt: number;
  readonly wallSeconds: number;
  readonly epoch: Epoch;
}

/** Memory for one run. */
export function shortMemory(): Memory {
  let last: EpochRecord | null = null;
  return {
    lastEpoch: () => last?.number ?? 0,
    recall: () => last ?? { ledger: new Map(), promises: new Map() },
    keep: (record) => {
      last = record;
    },
  };
}
