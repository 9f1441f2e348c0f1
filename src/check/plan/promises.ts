import type { Promised } from '../../domain/promise.ts';
import type { Violation } from '../../domain/violation.ts';
import { momentOf, when } from '../finding.ts';
import { membersOf, type Rehearsal } from './rehearsal.ts';
import { isPresent } from './track.ts';

/**
 * promise: what was promised to start within the first promiseSlots slots and is started, starts in its promised slot
 * or sooner; in the first one when that moment has passed.
 *
 * A promised lease may be left waiting: the room it was promised may be gone. What that costs is the schedule's. One that
 * is on its hosts has begun: the promise is kept.
 */
export function checkPromises(rehearsal: Rehearsal, promises: readonly Promised[]): readonly Violation[] {
  const { plan, policy, snapshot } = rehearsal;
  const { slotSeconds, promiseSlots } = policy.time;
  const leases = new Map(snapshot.leases.map((lease) => [lease.id, lease] as const));
  return promises.flatMap(({ lease: id, startAt }) => {
    const lease = leases.get(id);
    if (lease === undefined || startAt >= plan.now + promiseSlots * slotSeconds) return [];
    const latest = Math.max(startAt, plan.now) + slotSeconds;
    return membersOf(rehearsal, lease)
      .filter(({ holds }) => !holds.some(isPresent))
      .flatMap(({ arrivals }) => arrivals.slice(0, 1))
      .flatMap(({ action, begin }) => {
        const message = `${action.id}: ${id} was promised for ${momentOf(startAt)} and starts at ${momentOf(begin)}`;
        return when(begin >= latest, 'promise', message);
      });
  });
}
