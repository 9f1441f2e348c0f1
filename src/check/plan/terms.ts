import type { Lease } from '../../domain/lease.ts';
import type { Violation } from '../../domain/violation.ts';
import { momentOf, when } from '../finding.ts';
import { conditionOf, works } from './condition.ts';
import { deliveredBefore, runsFrom } from './delivery.ts';
import type { Step } from './order.ts';
import { membersOf, type Rehearsal } from './rehearsal.ts';
import { isPresent, type Track } from './track.ts';

/**
 * exact: a reservation starts exactly then. window: an immediate lease starts in the first slot, others not before
 * they may; what has a deadline and is touched is done by then, unless it has room now and would be late even so.
 */
export function checkTerms(rehearsal: Rehearsal): readonly Violation[] {
  return rehearsal.snapshot.leases.flatMap((lease) => {
    const members = membersOf(rehearsal, lease);
    return [...checkStarts(rehearsal, lease, members), ...checkDeadline(rehearsal, lease, members)];
  });
}

function checkStarts(rehearsal: Rehearsal, lease: Lease, members: readonly Track[]): readonly Violation[] {
  const { policy, plan } = rehearsal;
  const fresh = members.every(
    ({ vm }) =>
      (vm.stay?.runningSince ?? null) === null &&
      vm.deliveredBeforeSeconds === 0 &&
      runsFrom(vm, policy, plan.now) === null,
  );
  const starts = members.flatMap(({ arrivals }) => arrivals.slice(0, 1));
  return starts.flatMap((step) => checkStart(rehearsal, lease, step, fresh));
}

/** `fresh`: it never ran before, so this is the start that was asked for, not a later one. */
function checkStart(
  { policy, plan }: Rehearsal,
  { id, terms }: Lease,
  { action, begin }: Step,
  fresh: boolean,
): readonly Violation[] {
  const what = `${action.id}: ${id} starts at ${momentOf(begin)}`;
  switch (terms.kind) {
    case 'advance-reservation':
      return when(fresh && begin !== terms.startAt, 'exact', `${what}, not at ${momentOf(terms.startAt)}`);
    case 'immediate':
      return when(fresh && begin >= plan.now + policy.time.slotSeconds, 'window', `${what}, not at once`);
    case 'best-effort':
    case 'deadline': {
      const earliest = terms.notBefore ?? plan.now;
      return when(fresh && begin < earliest, 'window', `${what}, before ${momentOf(earliest)}`);
    }
  }
}

function checkDeadline({ plan, policy }: Rehearsal, lease: Lease, members: readonly Track[]): readonly Violation[] {
  const { terms } = lease;
  if (terms.kind !== 'deadline' || lease.durationSeconds === null) return [];
  const asked = lease.durationSeconds;
  return members.flatMap(({ vm, holds, arrivals, departures, finishAt }) => {
    if (arrivals.length + departures.length === 0) return [];
    const boots = (runsFrom(vm, policy, plan.now) ?? plan.now) - plan.now;
    const awake = works(conditionOf(vm)) ? 0 : Math.max(boots, arrivals[0]?.action.expectedSeconds ?? 0);
    const soonest = plan.now + awake + Math.max(0, asked - deliveredBefore(vm, plan.now));
    const lateAnyway = holds.some(isPresent) && soonest > terms.finishBy;
    const late = finishAt === null || finishAt > terms.finishBy;
    const end = finishAt === null ? 'is never done' : `is done at ${momentOf(finishAt)}`;
    return when(late && !lateAnyway, 'window', `vm ${vm.id} of ${lease.id} ${end}, due ${momentOf(terms.finishBy)}`);
  });
}
