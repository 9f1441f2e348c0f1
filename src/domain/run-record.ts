import type { LeaseOutcome } from './outcome.ts';
import type { Violation } from './violation.ts';
import type { WorkloadHost, WorkloadTerms } from './workload.ts';

/** All that a report needs of one simulated run: one policy, one workload, one seed. Seconds of the virtual clock. */
export interface RunRecord {
  readonly policy: string;
  readonly workload: string;
  readonly seed: number;
  /** What the policy knew of run times: what was asked for, or (an oracle) the truth. */
  readonly information: 'as asked' | 'oracle';
  readonly hosts: readonly WorkloadHost[];
  /** In the order of the workload. */
  readonly leases: readonly LeaseRecord[];
  /** When room was held on which hosts, by which lease. */
  readonly stays: readonly StayRecord[];
  readonly load: LoadSeries;
  readonly epochs: readonly EpochRecord[];
  readonly outages: readonly { readonly host: string; readonly fromSeconds: number; readonly untilSeconds: number }[];
  /** Orders that could not be carried out, by what was ordered and why. */
  readonly refused: readonly { readonly order: string; readonly reason: string; readonly count: number }[];
  readonly broken: readonly BrokenPromise[];
  /** When the last thing happened. */
  readonly endSeconds: number;
  /** Rules that the run broke, found by the checker of its events; empty when all is well. */
  readonly violations: readonly Violation[];
}

/** What became of a lease, and what it cost. */
export interface LeaseRecord extends LeaseOutcome {
  readonly index: number;
  readonly terms: WorkloadTerms;
  readonly vms: number;
  /** Of all its VMs together. */
  readonly cpuCentis: number;
  readonly weight: number;
  readonly user: string | null;
  /** Asked for; null is without end. */
  readonly durationSeconds: number | null;
  readonly realSeconds: number | null;
  /** An owner was told that it will run: a reservation or deadline that was accepted. */
  readonly accepted: boolean;
  /** When its first stretch that counts began; null when it never ran. */
  readonly startSeconds: number | null;
  readonly suspensions: number;
  readonly migrations: number;
  /** Work that was done and is gone: a host failed, or it was thrown away to make room. */
  readonly discardedSeconds: number;
  /** Span in which it held room, work or not. */
  readonly heldSeconds: number;
  /** Starts announced to the owner: when it was said, and what. Only changes are noted. */
  readonly promised: readonly { readonly atSeconds: number; readonly startSeconds: number }[];
}

/** A span in which a lease held room: one host an index of the run's hosts, one a VM. */
export interface StayRecord {
  readonly lease: number;
  readonly hosts: readonly number[];
  readonly fromSeconds: number;
  readonly untilSeconds: number;
}

/** Steps over time: from `atSeconds[i]` until the next it was so. */
export interface LoadSeries {
  readonly atSeconds: readonly number[];
  /** Leases that wait (arrived, neither begun nor over), and leases that are paused. */
  readonly waiting: readonly number[];
  readonly paused: readonly number[];
  /** CPU of VMs that hold room, in hundredths of a core. */
  readonly heldCpuCentis: readonly number[];
}

/** One question to the policy. */
export interface EpochRecord {
  readonly atSeconds: number;
  readonly orders: number;
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
  readonly gap: number | null;
}

/** A reservation that did not start when it was promised, or a deadline that was accepted and missed. */
export interface BrokenPromise {
  readonly lease: string;
  readonly promise: 'start' | 'deadline';
  readonly reason: string;
}
