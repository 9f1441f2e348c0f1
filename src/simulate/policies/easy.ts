import type { LeaseView, SimulationPolicy } from '../policy.ts';
import { earliest, occupy, type Profile, placeAt } from '../profile/profile.ts';
import { newBook } from './book.ts';
import { spanSeconds } from './calendar.ts';
import { decisionOf } from './decision.ts';

/**
 * EASY backfilling: in order of submission; the first lease that finds no room gets a reservation at the soonest
 * moment there is some, and those behind it start now if they are in nobody's way.
 */
export function easy(): SimulationPolicy {
  const book = newBook();
  return {
    name: 'easy',
    decide: (view) => {
      const { profile, orders, queue } = book(view);
      let head: { readonly lease: number; readonly startAt: number } | null = null;
      for (const lease of queue) {
        const seconds = spanSeconds(lease, view.overheads);
        const hosts = startNow(profile, lease, view.now, seconds);
        if (hosts !== null) orders.push({ kind: 'start', lease: lease.index, hosts });
        else head ??= reserve(profile, lease, view.now, seconds);
      }
      return decisionOf(orders, head === null || head.startAt === Number.POSITIVE_INFINITY ? [] : [head]);
    },
  };
}

/** Hosts with room from now, which is taken; null without. */
export function startNow(profile: Profile, lease: LeaseView, now: number, seconds: number): readonly number[] | null {
  const hosts = placeAt(profile, lease, now, now + seconds);
  if (hosts !== null) occupy(profile, { lease, hosts, from: now, until: now + seconds });
  return hosts;
}

/** Takes room at the soonest moment; at infinity when there is none, as while hosts are down. */
function reserve(profile: Profile, lease: LeaseView, now: number, seconds: number) {
  const occupation = earliest(profile, lease, seconds, { after: now, latest: Number.POSITIVE_INFINITY });
  if (occupation !== null) occupy(profile, occupation);
  return { lease: lease.index, startAt: occupation?.from ?? Number.POSITIVE_INFINITY };
}
