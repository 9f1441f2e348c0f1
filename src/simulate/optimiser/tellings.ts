import type { LeaseView, View } from '../policy.ts';
import type { OptimiserSettings } from './settings.ts';
import type { Telling } from './snapshot.ts';

/** Costs are whole: so much is the weight of a lease of one VM that is as important as any. */
export const SCALE = 1_000;
/** Run times below this count as this long, as in the bounded slowdown. */
const BOUND_SECONDS = 10;
/** What an accepted promise is worth beside a new one. */
const KEPT = 1_000;
/** Length of a lease that is as important in every way of counting, seconds. */
const ORDINARY_SECONDS = 3_600;

const EXPONENTS: Readonly<Record<OptimiserSettings['favours'], number>> = { wait: 0, balanced: 0.5, slowdown: 1 };

/** How a lease is told to the planner; null when it is not: it is on its way between hosts. */
export function tellingOf(view: View, lease: LeaseView, { settings, expects }: Teller): Telling | null {
  const { request, status } = lease;
  const expected = expects(lease);
  const common = {
    part: 'whole',
    weight: weightOf(view, lease, { settings, expected: expected.inAll }),
    terms: lease.terms,
  } as const;
  const busy = Math.max(0, (lease.busyUntil ?? view.now) - view.now);
  switch (status) {
    case 'waiting':
    case 'paused':
      return { ...common, status, leftSeconds: expected.left, preemptible: mayPause(lease) };
    case 'running':
      return { ...common, status, leftSeconds: expected.left, preemptible: mayPause(lease) };
    case 'starting':
    case 'resuming': {
      const left = expected.left === null ? null : expected.left + busy;
      return { ...common, status: 'running', leftSeconds: left, preemptible: mayPause(lease) };
    }
    case 'saving':
    case 'ending': {
      const left = Math.max(0, busy - view.overheads.shutdownSeconds);
      return { ...common, status: 'running', leftSeconds: left, preemptible: false, weight: request.weight };
    }
    case 'migrating':
      return null;
  }
}

/** Reservations and what must start at once are never interrupted. */
export const mayPause = ({ request, terms }: LeaseView): boolean =>
  request.preemptible && terms.kind !== 'advance-reservation' && terms.kind !== 'immediate';

/** Neither best effort nor taken on yet. */
export const isPromise = ({ terms }: LeaseView): boolean => terms.kind !== 'best-effort';

/** How leases are told, and how long they are expected to work: from now on, and in all. Null is without end. */
export interface Teller {
  readonly settings: OptimiserSettings;
  readonly expects: (lease: LeaseView) => { readonly left: number | null; readonly inAll: number | null };
}

/** Importance of the lease, by VM, since the planner counts waiting by VM. */
function weightOf(
  view: View,
  { request, accepted, terms, leftSeconds }: LeaseView,
  { settings, expected }: { readonly settings: OptimiserSettings; readonly expected: number | null },
): number {
  const seconds = Math.max(BOUND_SECONDS, expected ?? ORDINARY_SECONDS);
  const hurry = (ORDINARY_SECONDS / seconds) ** EXPONENTS[settings.favours];
  const since = Math.max(request.submitSeconds, terms.kind === 'best-effort' ? (terms.notBefore ?? 0) : view.now);
  const delivered = Math.max(0, (request.durationSeconds ?? 0) - (leftSeconds ?? 0));
  const age = 1 + Math.max(0, view.now - since - delivered) / settings.ageSeconds;
  const kept = terms.kind === 'best-effort' ? 1 : accepted ? KEPT : 1;
  return Math.max(
    1,
    Math.round((request.weight * hurry * age * kept * SCALE) / request.vms.length ** (1 - settings.width)),
  );
}

/** As long as was asked: what a promise has to reckon with. */
export const asAsked: Teller['expects'] = ({ request, leftSeconds }) => ({
  left: leftSeconds,
  inAll: request.durationSeconds,
});
