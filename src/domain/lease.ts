import type { LeaseId, VmId } from './ids.ts';

/** When the user wants it. Times are Unix seconds. */
export type Terms =
  | { readonly kind: 'best-effort'; readonly notBefore: number | null }
  | { readonly kind: 'immediate' }
  | { readonly kind: 'advance-reservation'; readonly startAt: number }
  | { readonly kind: 'deadline'; readonly notBefore: number | null; readonly finishBy: number };

/** What a user asked for: VMs, together, for a while. */
export interface Lease {
  readonly id: LeaseId;
  /** What its owner calls it: the VM's name, or the group's. */
  readonly name: string;
  /** Ascending. All run together or none does. */
  readonly vms: readonly VmId[];
  readonly terms: Terms;
  /** How long it runs, without overheads; null is without end. */
  readonly durationSeconds: number | null;
  /** May be suspended or stopped to make room, and is resumed later. */
  readonly preemptible: boolean;
  /** Importance before ageing: ≥ 1, whole. */
  readonly weight: number;
  /** When its last member was submitted: that is when the request was whole. */
  readonly submittedAt: number;
  /** What said so: an attribute, a scheduled action, or nothing (best effort without end). */
  readonly declaredBy: 'ONEPLAN' | 'HAIZEA' | 'charter' | 'default';
}
