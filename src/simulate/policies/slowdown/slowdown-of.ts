import type { RunTimes } from '../../optimiser/run-times.ts';
import type { LeaseView } from '../../policy.ts';

/** Leases that are expected to be shorter count as this long. */
const BOUND_SECONDS = 60;
/** Who has not begun yet is behind by so much more: a first start tells its owner more than a resume. */
const UNBEGUN = 2;
/** How much wider leases wait: four times as wide, a third longer. */
const WIDTH = 0.2;
const ORDINARY_SECONDS = 3_600;

/** How many times as long as it is expected to run a lease will have taken, were it to go on now; less for wide ones. */
export function slowdownOf(lease: LeaseView, now: number, runTimes: RunTimes): number {
  const { request, leftSeconds, status } = lease;
  const expected = Math.max(BOUND_SECONDS, runTimes.expectedSeconds(lease) ?? ORDINARY_SECONDS);
  const delivered = Math.max(0, (request.durationSeconds ?? 0) - (leftSeconds ?? 0));
  const behind = Math.max(0, now - request.submitSeconds - delivered);
  const urgency = ((behind + expected) / expected) * (status === 'waiting' ? UNBEGUN : 1);
  return urgency / request.vms.length ** WIDTH;
}
