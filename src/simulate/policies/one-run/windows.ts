import type { Decision, LeaseView, Order, View } from '../../policy.ts';
import { decisionOf } from '../decision.ts';

/** When OpenNebula calls its scheduler, as in `oned.conf`. Seconds. */
export interface WindowTerms {
  /** A new VM waits so long at most until a run begins, or until so many are new. */
  readonly windowSeconds: number;
  readonly windowVms: number;
  /** While VMs are pending a run begins so often. */
  readonly retrySeconds: number;
}

/** What OpenNebula 7.4 comes with. */
export const DEFAULT_WINDOWS: WindowTerms = { windowSeconds: 10, windowVms: 7, retrySeconds: 60 };

/** One run: starts some of the pending leases, or none. */
export type Run = (pending: readonly LeaseView[], view: View) => readonly Order[];

/**
 * Runs of a scheduler that knows no time: a lease is pending as soon as it may start, whatever is to come, and a
 * reservation is a deploy at its time, which works or does not.
 */
export function inWindows(run: Run, terms: WindowTerms): (view: View) => Decision {
  const seen = new Set<number>();
  let lastRun = Number.NEGATIVE_INFINITY;
  return (view) => {
    const pending = view.leases.filter((lease) => isPending(lease, view));
    const fresh = pending.filter(({ index }) => !seen.has(index));
    const due = dueAt({ pending, fresh, lastRun, terms, view });
    const startAt = nextStart(view);
    if (due > view.now) return decisionOf([], [], finite(Math.min(due, startAt)));
    for (const { index } of fresh) seen.add(index);
    lastRun = view.now;
    const orders = run(pending, view);
    const again = orders.length < pending.length ? view.now + terms.retrySeconds : Number.POSITIVE_INFINITY;
    return decisionOf(orders, [], finite(Math.min(again, startAt)));
  };
}

const finite = (at: number): number | null => (at === Number.POSITIVE_INFINITY ? null : at);

/** It may start at this moment. */
function isPending({ status, terms }: LeaseView, { now }: View): boolean {
  if (status !== 'waiting') return false;
  if (terms.kind === 'advance-reservation') return terms.startAt === now;
  return terms.kind === 'immediate' || (terms.notBefore ?? 0) <= now;
}

interface Moment {
  readonly pending: readonly LeaseView[];
  readonly fresh: readonly LeaseView[];
  readonly lastRun: number;
  readonly terms: WindowTerms;
  readonly view: View;
}

/** When the next run begins; a deploy at a set time does not wait for a window. */
function dueAt({ pending, fresh, lastRun, terms, view }: Moment): number {
  if (pending.some((lease) => isExact(lease))) return view.now;
  const oldest = Math.min(...fresh.map(sinceWhen));
  const newVms = fresh.reduce((sum, { request }) => sum + request.vms.length, 0);
  const window = newVms >= terms.windowVms ? view.now : oldest + terms.windowSeconds;
  const retry =
    pending.length > 0 && lastRun > Number.NEGATIVE_INFINITY ? lastRun + terms.retrySeconds : Number.POSITIVE_INFINITY;
  return Math.min(window, retry);
}

const isExact = ({ terms }: LeaseView): boolean => terms.kind === 'advance-reservation' || terms.kind === 'immediate';

const sinceWhen = ({ request, terms }: LeaseView): number =>
  Math.max(request.submitSeconds, 'notBefore' in terms ? (terms.notBefore ?? 0) : 0);

/** The next reservation's time. */
const nextStart = ({ leases, now }: View): number =>
  leases.reduce(
    (next, { status, terms }) =>
      status === 'waiting' && terms.kind === 'advance-reservation' && terms.startAt > now
        ? Math.min(next, terms.startAt)
        : next,
    Number.POSITIVE_INFINITY,
  );
