import type { Lease } from '../domain/lease.ts';
import type { Policy } from '../domain/policy.ts';
import type { Vm } from '../domain/vm.ts';
import { arrivalOf } from './arrival.ts';
import { endSeconds, restoreSeconds, startSeconds } from './overheads.ts';
import { treatmentOf } from './treatment.ts';

/** Seconds of work a VM has delivered: earlier records as noted, and the last one. */
export function deliveredSeconds({ stay, deliveredBeforeSeconds }: Vm, now: number): number {
  if (stay === null || stay.runningSince === null) return deliveredBeforeSeconds;
  const until = stay.runningUntil ?? stay.endedAt ?? now;
  return deliveredBeforeSeconds + Math.max(0, until - stay.runningSince);
}

/**
 * Seconds of work a lease has left: what its slowest member still has to deliver; null is without end. A charter
 * ends at its scheduled time at the latest, and never gives its room back when that only powers it off.
 */
export function workLeft(lease: Lease, vms: readonly Vm[], now: number): number | null {
  const { durationSeconds } = lease;
  const left =
    durationSeconds === null ? null : Math.max(0, ...vms.map((vm) => durationSeconds - deliveredSeconds(vm, now)));
  const due = charterEnd(lease, vms);
  if (due === null) return left;
  if (!due.frees) return null;
  return Math.max(0, Math.min(due.at - now, left ?? Number.POSITIVE_INFINITY));
}

/**
 * Seconds a lease holds room once it is deployed: boot or restore, the work left, and its end; null without end. A
 * charter, which ends at a fixed time, holds it so long when it is deployed at once, and shorter when later.
 */
export function occupiedSeconds(lease: Lease, vms: readonly Vm[], policy: Policy, now: number): number | null {
  const left = workLeft(lease, vms, now);
  if (left === null) return null;
  if (charterEnd(lease, vms) !== null) return left + endSeconds(lease, vms, policy);
  const start = Math.max(...vms.map((vm) => startSeconds(vm, policy)));
  return start + left + endSeconds(lease, vms, policy);
}

/**
 * Seconds a lease that runs still holds its room: the work left, the resume when it is suspended, what is left of a boot
 * under way, and its end. At least 1: what is overdue is about to go, but is there now.
 */
export function remainingSeconds(lease: Lease, vms: readonly Vm[], policy: Policy, now: number): number | null {
  const left = workLeft(lease, vms, now);
  if (left === null) return null;
  const resumes = vms.filter((vm) => treatmentOf(vm).kind === 'suspended').map((vm) => restoreSeconds(vm, policy));
  const boots = vms.map((vm) => (arrivalOf(vm, policy, now) ?? now) - now);
  const begins = charterEnd(lease, vms) === null ? Math.max(0, ...resumes, ...boots) : 0;
  return Math.max(1, begins + left + endSeconds(lease, vms, policy));
}

/** Whether a lease was interrupted before: what is left of it can wait, whatever its terms were. */
export const hasBegun = (vms: readonly Vm[], now: number): boolean => vms.some((vm) => deliveredSeconds(vm, now) > 0);

const ENDS = /^(terminate|undeploy|stop|poweroff)/;

/** When a scheduled action ends a charter, over its VMs, and whether that frees its room; null when none is to come. */
export function charterEnd(
  { declaredBy }: Lease,
  vms: readonly Vm[],
): { readonly at: number; readonly frees: boolean } | null {
  if (declaredBy !== 'charter') return null;
  const [first] = vms
    .flatMap(({ scheduled }) => scheduled)
    .filter(({ action, done, repeats }) => !done && !repeats && ENDS.test(action))
    .toSorted((a, b) => a.at - b.at);
  return first === undefined ? null : { at: first.at, frees: !first.action.startsWith('poweroff') };
}
