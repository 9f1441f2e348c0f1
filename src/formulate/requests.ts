import type { Terms } from '../domain/lease.ts';
import type { Policy } from '../domain/policy.ts';
import type { Promised } from '../domain/promise.ts';
import { slotFrom } from '../domain/time.ts';
import type { Cast, Part } from './cast.ts';
import type { ClosedHost } from './maintenance.ts';
import { startSeconds } from './overheads.ts';
import type { Request, Window } from './windows.ts';
import { charterEnd, hasBegun, occupiedSeconds } from './work.ts';

/** What a waiting lease asks for now. What was interrupted after it began asks for the rest as soon as possible. */
export function requestOf(part: Part, policy: Policy, now: number): Request {
  const { lease, vms } = part;
  const end = charterEnd(lease, vms);
  const start = Math.max(...vms.map((vm) => startSeconds(vm, policy)));
  return {
    part,
    terms: hasBegun(vms, now) ? restOf(lease.terms) : lease.terms,
    occupiedSeconds: occupiedSeconds(lease, vms, policy, now),
    startBefore: end === null ? null : end.at - start,
  };
}

function restOf(terms: Terms): Terms {
  switch (terms.kind) {
    case 'immediate':
    case 'advance-reservation':
      return { kind: 'best-effort', notBefore: null };
    case 'best-effort':
    case 'deadline':
      return terms;
  }
}

/**
 * The moments that have to be slot edges, most important first: starts of reservations, promised starts, what
 * deadline leases may not start before, ends of reservations, and where maintenance begins and ends.
 */
export function exactMoments(
  requests: readonly Request[],
  promises: readonly Promised[],
  closed: readonly ClosedHost[],
): readonly number[] {
  const reservations = requests
    .flatMap(({ terms, occupiedSeconds: occupied }) =>
      terms.kind === 'advance-reservation' ? [{ from: terms.startAt, until: terms.startAt + (occupied ?? 0) }] : [],
    )
    .sort((a, b) => a.from - b.from);
  return [
    ...reservations.map(({ from }) => from),
    ...promises.map(({ startAt }) => startAt),
    ...requests.flatMap(({ terms }) => (terms.kind === 'deadline' ? (terms.notBefore ?? []) : [])),
    ...reservations.map(({ until }) => until),
    ...closed.flatMap(({ from, until }) => [from, until]),
  ];
}

/** promise: starts announced for the next promiseSlots slots, of leases that still wait. */
export function livePromises(
  promises: readonly Promised[],
  { waiting }: Cast,
  { time }: Policy,
  now: number,
): readonly Promised[] {
  const leases = new Set(waiting.map(({ lease }) => lease.id));
  const until = now + time.promiseSlots * time.slotSeconds;
  return promises.filter(({ lease, startAt }) => leases.has(lease) && startAt >= now && startAt <= until);
}

/** The window, narrowed to the slot that was promised as far as that is still possible. */
export function keepPromise(
  window: Window,
  edges: readonly number[],
  { part }: Request,
  promises: readonly Promised[],
): Window {
  const promised = promises.find(({ lease }) => lease === part.lease.id);
  if (promised === undefined) return window;
  const slot = slotFrom(edges, promised.startAt);
  const possible = edges[slot] === promised.startAt && slot >= window.earliest && slot <= window.latest;
  return possible ? { ...window, earliest: slot, latest: slot } : window;
}
