import type { Lease } from '../../domain/lease.ts';
import type { Violation } from '../../domain/violation.ts';
import { momentOf, when } from '../finding.ts';
import { conditionOf, works } from './condition.ts';
import { deliveredBefore } from './delivery.ts';
import { interruptions, membersOf, type Rehearsal } from './rehearsal.ts';
import type { Departure, Track } from './track.ts';

/**
 * whole: a lease that is not preemptible gets all its time in one piece, a preemptible one is interrupted but never
 * terminated before it has all its time, and nobody gets more than a slot beyond it.
 * complete: what has all its time within the horizon, and is not ended by its owner, is ended.
 */
export function checkWhole(rehearsal: Rehearsal): readonly Violation[] {
  return rehearsal.snapshot.leases.flatMap((lease) => {
    const members = membersOf(rehearsal, lease);
    return [
      ...members.flatMap((member) =>
        interruptions(member).flatMap((departure) => checkInterruption(rehearsal, lease, member, departure)),
      ),
      ...checkExcess(rehearsal, lease, members),
      ...checkEnded(rehearsal, lease, members),
    ];
  });
}

function checkInterruption(
  { policy }: Rehearsal,
  lease: Lease,
  { vm }: Track,
  { step, deliveredSeconds }: Departure,
): readonly Violation[] {
  const { id, operation } = step.action;
  const asked = lease.durationSeconds === null ? 'all' : `${lease.durationSeconds}`;
  const what = `${id}: ${operation} of vm ${vm.id} of ${lease.id} at ${momentOf(step.begin)}`;
  const allowed =
    lease.preemptible &&
    operation !== 'terminate' &&
    operation !== 'poweroff' &&
    policy.preemption.operation !== 'none';
  return when(!allowed, 'whole', `${what}, after ${deliveredSeconds} of ${asked} seconds`);
}

/** Seconds beyond what was asked, or, where that is over already, beyond now; a gang ends with its last member. */
function checkExcess({ snapshot, policy }: Rehearsal, lease: Lease, members: readonly Track[]): readonly Violation[] {
  const asked = lease.durationSeconds;
  if (asked === null) return [];
  const excesses = members.map(({ vm, departures }) => {
    const due = Math.max(asked, deliveredBefore(vm, snapshot.takenAt));
    return (departures.at(-1)?.deliveredSeconds ?? 0) - due;
  });
  const least = Math.min(...excesses);
  return when(least > policy.time.slotSeconds, 'whole', `${lease.id} is ended ${least} seconds late`);
}

/** A gang is due to end when its last member has all its time. */
function checkEnded({ snapshot, policy }: Rehearsal, lease: Lease, members: readonly Track[]): readonly Violation[] {
  if (lease.declaredBy === 'charter' || policy.atLeaseEnd === 'leave') return [];
  const finishAt = Math.max(...members.map((track) => track.finishAt ?? Number.POSITIVE_INFINITY));
  const horizon = snapshot.takenAt + policy.time.horizonSeconds;
  if (finishAt >= horizon || finishAt + policy.overheads.shutdownSeconds > horizon) return [];
  return members.flatMap(({ vm, runs, arrivals }) => {
    const ended = runs.at(-1)?.until !== Number.POSITIVE_INFINITY;
    const ours = vm.lock === null && (arrivals.length > 0 || works(conditionOf(vm)));
    const what = `vm ${vm.id} of ${lease.id} is done at ${momentOf(finishAt)} and never ended`;
    return when(ours && !ended, 'complete', what);
  });
}
