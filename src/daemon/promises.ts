import type { LeaseId } from '../domain/ids.ts';
import type { Lease } from '../domain/lease.ts';
import type { Plan } from '../domain/plan.ts';
import type { Policy } from '../domain/policy.ts';
import type { Promised } from '../domain/promise.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { Announced, Promises } from './memory.ts';

/** What a plan announces: the starts it foresees. Reservations announced before that are late are not forgotten yet. */
export function announcedBy(plan: Plan, snapshot: Snapshot, before: Promises): Promises {
  const reserved = reservations(snapshot);
  const announced = plan.forecasts.flatMap(({ lease, outcome, startAt }): readonly (readonly [LeaseId, Announced])[] =>
    outcome === 'starts' && startAt !== null
      ? [[lease, { startAt: reserved.get(lease) ?? startAt, reserved: reserved.has(lease) }]]
      : [],
  );
  const late = [...before].filter(([lease, { reserved: isReserved }]) => isReserved && reserved.has(lease));
  return new Map([...late, ...announced]);
}

/** Starts still to come, for the planner: a moment that has passed binds nobody. */
export const promisesFrom = (promises: Promises, now: number): readonly Promised[] =>
  [...promises].filter(([, { startAt }]) => startAt >= now).map(([lease, { startAt }]) => ({ lease, startAt }));

/**
 * An accepted reservation that did not start at its second, since a save took longer or a host was slow, is wanted now
 * rather than never, until as long after it as promises bind. One never accepted is left as it is.
 */
export function withLateReservations(snapshot: Snapshot, promises: Promises, { time }: Policy): Snapshot {
  const now = snapshot.takenAt;
  const grace = time.promiseSlots * time.slotSeconds;
  const isLate = ({ id, terms }: Lease): boolean =>
    terms.kind === 'advance-reservation' &&
    terms.startAt < now &&
    terms.startAt >= now - grace &&
    promises.get(id)?.reserved === true;
  if (promises.size === 0 || !snapshot.leases.some(isLate)) return snapshot;
  const leases = snapshot.leases.map((lease) =>
    isLate(lease) ? { ...lease, terms: { kind: 'advance-reservation', startAt: now } as const } : lease,
  );
  return { ...snapshot, leases };
}

const reservations = ({ leases }: Snapshot): ReadonlyMap<LeaseId, number> =>
  new Map(leases.flatMap(({ id, terms }) => (terms.kind === 'advance-reservation' ? [[id, terms.startAt]] : [])));
