import type { LeaseId } from '../domain/ids.ts';
import type { Lease } from '../domain/lease.ts';
import type { Policy } from '../domain/policy.ts';
import type { Promised } from '../domain/promise.ts';
import type { Snapshot } from '../domain/snapshot.ts';

/** Starts still to come: a moment that has passed binds nobody. */
export const promisesFrom = (promises: readonly Promised[], now: number): readonly Promised[] =>
  promises.filter(({ startAt }) => startAt >= now);

/**
 * An accepted reservation that did not start at its second, since a save took longer or a host was slow, is wanted now
 * rather than never, until as long after it as promises bind. One never accepted is left as it is.
 */
export function withLateReservations(
  snapshot: Snapshot,
  promises: readonly Promised[],
  { time }: Pick<Policy, 'time'>,
): Snapshot {
  const now = snapshot.takenAt;
  const grace = time.promiseSlots * time.slotSeconds;
  const accepted = new Set<LeaseId>(promises.map(({ lease }) => lease));
  const isLate = ({ id, terms }: Lease): boolean =>
    terms.kind === 'advance-reservation' && terms.startAt < now && terms.startAt >= now - grace && accepted.has(id);
  if (!snapshot.leases.some(isLate)) return snapshot;
  const leases = snapshot.leases.map((lease) =>
    isLate(lease) ? { ...lease, terms: { kind: 'advance-reservation', startAt: now } as const } : lease,
  );
  return { ...snapshot, leases };
}
