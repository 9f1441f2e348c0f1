import type { LeaseView, View } from '../policy.ts';
import { saveSpans } from './planner-policy.ts';
import type { Told } from './snapshot.ts';

/** Ahead of a promise planning begins so long before what saves take, twice. */
const AHEAD_SECONDS = 120;

/**
 * When planning is next worth while, as nothing waits that might start before: nobody but promises that begin later. Null
 * when there is something to plan now; `at` is null when nothing is in sight.
 */
export function quietUntil(view: View, told: readonly Told[]): { readonly at: number | null } | null {
  const waiting = told.filter(({ telling }) => telling.status !== 'running');
  const lead = AHEAD_SECONDS + 2 * Math.max(0, ...saveSpans(view, told));
  let next: number | null = null;
  for (const { lease } of waiting) {
    const begins = beginsAt(lease);
    if (begins === null || begins - lead <= view.now) return null;
    next = Math.min(next ?? begins - lead, begins - lead);
  }
  return { at: next };
}

function beginsAt({ terms, status }: LeaseView): number | null {
  if (status !== 'waiting') return null;
  return terms.kind === 'advance-reservation'
    ? terms.startAt
    : terms.kind === 'deadline' || terms.kind === 'best-effort'
      ? terms.notBefore
      : null;
}
