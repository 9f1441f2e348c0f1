import type { Amounts } from './resources.ts';

/**
 * One request of a workload: what a user asks for, when, and (known to the simulated cloud alone) how long it will
 * really run. Times are whole seconds from the start of the workload.
 */
export interface WorkloadRequest {
  /** Unique in its workload. */
  readonly id: string;
  readonly submitSeconds: number;
  readonly terms: WorkloadTerms;
  /** One entry a VM; all run together. */
  readonly vms: readonly Amounts[];
  /** Asked for, without overheads; null is without end. A planner sees this. */
  readonly durationSeconds: number | null;
  /** How long the work really is; more than asked is an overrun. Null without an end of its own. A planner never sees it, unless it is an oracle. */
  readonly realSeconds: number | null;
  readonly preemptible: boolean;
  /** ≥ 1, whole. */
  readonly weight: number;
  readonly user: string | null;
  /** Disk image each VM needs on its host before it starts; null needs none. */
  readonly image: { readonly name: string; readonly sizeMib: number } | null;
  /** Names of the hosts it may run on; null is every host. */
  readonly hosts: readonly string[] | null;
  /** Further attributes of the source, by name (a price a user would pay, a queue): text, nothing judged. */
  readonly extras: Readonly<Record<string, string>>;
}

/** As a lease's terms, in seconds from the start of the workload. */
export type WorkloadTerms =
  | { readonly kind: 'best-effort'; readonly notBefore: number | null }
  | { readonly kind: 'immediate' }
  | { readonly kind: 'advance-reservation'; readonly startAt: number }
  | { readonly kind: 'deadline'; readonly notBefore: number | null; readonly finishBy: number };

/** A machine of a workload's cluster. */
export interface WorkloadHost {
  readonly name: string;
  readonly capacity: Amounts;
}

/** Requests over time, and the cluster they were made for when the source names one. Submits ascend. */
export interface Workload {
  readonly name: string;
  readonly hosts: readonly WorkloadHost[] | null;
  readonly requests: readonly WorkloadRequest[];
  /** Lines left out, by reason, with the first few named: `{ reason: 'cancelled in the queue', count: 437, examples: ['line 12'] }`. */
  readonly leftOut: readonly LeftOut[];
}

export interface LeftOut {
  readonly reason: string;
  readonly count: number;
  readonly examples: readonly string[];
}
