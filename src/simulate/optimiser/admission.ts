import type { LeaseView, Order, View } from '../policy.ts';
import { keepsPromises, type Planning, planView } from './epochs.ts';
import { priceRefusal } from './price.ts';
import type { Told } from './snapshot.ts';
import { asAsked, isPromise, tellingOf } from './tellings.ts';

/** What was decided about those that ask for a promise. */
export interface Admissions {
  readonly accepted: ReadonlySet<number>;
  readonly refusals: readonly Order[];
}

/**
 * Reservations, deadlines and what must start at once are accepted when they arrive or refused, one after another: one
 * is accepted when a plan is found that keeps every promise made so far and this one. What waits without a promise has no say.
 */
export async function admit(planning: Planning, view: View): Promise<Admissions> {
  const accepted = new Set<number>();
  const refusals: Order[] = [];
  for (const lease of view.leases.filter((each) => isPromise(each) && !each.accepted && each.status === 'waiting')) {
    const price = priceRefusal(lease, planning.settings);
    if (price === null && (await canPromise(planning, view, lease, accepted))) accepted.add(lease.index);
    else refusals.push({ kind: 'reject', lease: lease.index, reason: price ?? NO_PLAN });
  }
  return { accepted, refusals };
}

const NO_PLAN = 'no plan keeps it beside what was promised before';

async function canPromise(
  planning: Planning,
  view: View,
  lease: LeaseView,
  accepted: ReadonlySet<number>,
): Promise<boolean> {
  const matters = (each: LeaseView): boolean =>
    each === lease || accepted.has(each.index) || (isPromise(each) ? each.accepted : holdsRoom(each));
  const told = view.leases.filter(matters).flatMap((each): readonly Told[] => {
    const telling = tellingOf(view, each, { settings: planning.settings, expects: asAsked });
    return telling === null ? [] : [{ lease: each, telling }];
  });
  return keepsPromises(await planView(planning, view, told), told);
}

const holdsRoom = ({ status }: LeaseView): boolean =>
  status !== 'waiting' && status !== 'paused' && status !== 'migrating';
