import type { Terms } from '../domain/lease.ts';
import { slotFrom, slotUpTo } from '../domain/time.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { Part } from './cast.ts';
import { aboutLease, moment, span } from './sayings.ts';

/** The slots in which a waiting lease may start, both included. */
export interface Window {
  readonly earliest: number;
  readonly latest: number;
  /** Unix seconds: the best start the grid allows, which costs nothing. */
  readonly idealSecond: number;
  /** Left out of this horizon it can still be had later, as it was asked for. */
  readonly canWait: boolean;
}

/** `later`: no start within this horizon. `never`: no start can keep what was asked any more. */
export type Opening =
  | { readonly kind: 'open'; readonly window: Window }
  | { readonly kind: 'later'; readonly window: Window; readonly verdict: Verdict }
  | { readonly kind: 'never'; readonly verdict: Verdict };

/** What a window depends on, beside the grid. */
export interface Request {
  readonly part: Part;
  readonly terms: Terms;
  /** Boot, work and end, seconds; null is without end. */
  readonly occupiedSeconds: number | null;
  /** A start from then on would deliver nothing: a scheduled action ends it first. Unix seconds; null when none does. */
  readonly startBefore: number | null;
}

/**
 * window: earliest ≤ start ≤ latest.
 *
 * earliest is the first slot that begins at or after what the lease may not start before. A deadline d and n occupied
 * seconds give latest = the last slot that begins at or before d − n. A reservation has one slot, which begins exactly
 * then; an immediate lease has slot 0. A charter starts before its scheduled end. What may start late may run on
 * beyond the horizon, so nothing else ends early.
 */
export function windowOf(request: Request, edges: readonly number[]): Opening {
  const { terms } = request;
  switch (terms.kind) {
    case 'best-effort':
      return bestEffortWindow(request, edges, terms.notBefore);
    case 'immediate':
      return open(edges, 0, 0, false);
    case 'advance-reservation':
      return reservationWindow(request, edges, terms.startAt);
    case 'deadline':
      return deadlineWindow(request, edges, terms);
  }
}

const open = (edges: readonly number[], earliest: number, latest: number, canWait: boolean): Opening => ({
  kind: 'open',
  window: { earliest, latest, idealSecond: edges[earliest] as number, canWait },
});

/** No slot at all: the horizon ends before `second`. */
function later({ part }: Request, second: number, why: string): Opening {
  const message = `lease ${part.lease.id} (${part.lease.name}) ${why}`;
  const window = { earliest: 1, latest: 0, idealSecond: second, canWait: true };
  return { kind: 'later', window, verdict: aboutLease(part.lease, 'NotInHorizon', message) };
}

function never({ part }: Request, why: string): Opening {
  const message = `lease ${part.lease.id} (${part.lease.name}) ${why}`;
  return { kind: 'never', verdict: aboutLease(part.lease, 'WindowPassed', message) };
}

function bestEffortWindow(request: Request, edges: readonly number[], notBefore: number | null): Opening {
  const { startBefore } = request;
  const last = edges.length - 2;
  if (startBefore === null) return openFrom(request, edges, notBefore, last, true);
  const latest = Math.min(last, slotUpTo(edges, startBefore - 1));
  if (latest >= slotFrom(edges, notBefore ?? 0)) return openFrom(request, edges, notBefore, latest, true);
  return never(request, 'can not start before its scheduled action ends it: schedule that later');
}

function openFrom(
  request: Request,
  edges: readonly number[],
  notBefore: number | null,
  latest: number,
  canWait: boolean,
): Opening {
  const earliest = slotFrom(edges, notBefore ?? 0);
  if (earliest < edges.length - 1) return open(edges, earliest, latest, canWait);
  const why = `may not start before ${moment(notBefore ?? 0)}, which is beyond the horizon: it is planned later`;
  return later(request, notBefore ?? 0, why);
}

function reservationWindow(request: Request, edges: readonly number[], startAt: number): Opening {
  const now = edges[0] as number;
  const end = edges[edges.length - 1] as number;
  if (startAt < now) {
    return never(request, `is reserved for ${moment(startAt)}, which is past: submit it again with a later START`);
  }
  if (startAt >= end) {
    return later(request, startAt, `is reserved for ${moment(startAt)}, beyond the horizon: it is planned later`);
  }
  const slot = slotFrom(edges, startAt);
  if (edges[slot] === startAt) return open(edges, slot, slot, false);
  const why = 'has to wait for a later epoch: this horizon holds more exact moments than can be planned at once';
  return later(request, startAt, why);
}

function deadlineWindow(
  request: Request,
  edges: readonly number[],
  { notBefore, finishBy }: Extract<Terms, { kind: 'deadline' }>,
): Opening {
  const { occupiedSeconds } = request;
  if (occupiedSeconds === null) return never(request, 'has a DEADLINE but no end: give it a DURATION');
  const from = Math.max(edges[0] as number, notBefore ?? 0);
  const lastStart = finishBy - occupiedSeconds;
  const lateBy = from - lastStart;
  if (lateBy > 0) {
    const start = from === edges[0] ? 'started at once' : `started at ${moment(from)}, the earliest it may`;
    const needs = `it needs ${span(occupiedSeconds)} with boot and shutdown`;
    return never(request, `would miss its deadline ${moment(finishBy)} by ${span(lateBy)} even if ${start}: ${needs}`);
  }
  const end = edges.length - 1;
  const canWait = lastStart >= (edges[end] as number);
  const latest = Math.min(slotUpTo(edges, lastStart), end - 1);
  if (slotFrom(edges, notBefore ?? 0) > latest && !canWait) {
    return never(request, `has no slot between ${moment(from)} and ${moment(lastStart)}: plan with shorter slots`);
  }
  return openFrom(request, edges, notBefore, latest, canWait);
}
