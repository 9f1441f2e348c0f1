import type { Lease } from '../domain/lease.ts';
import type { Policy } from '../domain/policy.ts';
import type { Vm } from '../domain/vm.ts';
import type { Part } from './cast.ts';

/**
 * w_ℓ: importance of a lease before ageing, whole and at least 1: what its owner wrote as WEIGHT, else
 * base + perPriority × USER_PRIORITY of its most urgent VM.
 */
export function weightOf({ lease, vms }: Part, { weights }: Policy): number {
  if (vms.some((vm) => vm.lease?.values.WEIGHT !== undefined)) return Math.max(1, lease.weight);
  return Math.max(1, Math.round(weights.base + weights.perPriority * priorityOf(vms)));
}

/** w_ℓ of a lease that waits: 1 more for every ageSeconds since it could have run. */
export function agedWeight(part: Part, policy: Policy, now: number): number {
  const { ageSeconds } = policy.weights;
  const waited = Math.max(0, now - waitingSince(part));
  return weightOf(part, policy) + (ageSeconds === null ? 0 : Math.floor(waited / ageSeconds));
}

/** USER_PRIORITY of the most urgent VM. */
export const priorityOf = (vms: readonly Vm[]): number => Math.max(...vms.map(({ priority }) => priority));

/** Since it was whole, might start, and last stopped. */
function waitingSince({ lease, vms }: Part): number {
  const stops = vms.map(({ stay }) => stay?.runningUntil ?? stay?.endedAt ?? 0);
  return Math.max(lease.submittedAt, notBeforeOf(lease), ...stops);
}

function notBeforeOf({ terms }: Lease): number {
  switch (terms.kind) {
    case 'best-effort':
    case 'deadline':
      return terms.notBefore ?? 0;
    case 'advance-reservation':
      return terms.startAt;
    case 'immediate':
      return 0;
  }
}
