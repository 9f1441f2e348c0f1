import type { SimulationPolicy } from '../policy.ts';
import { earliest, occupy } from '../profile/profile.ts';
import { newBook } from './book.ts';
import { spanSeconds } from './calendar.ts';
import { decisionOf } from './decision.ts';

/**
 * Conservative backfilling: every waiting lease, in order of submission, has a reservation at the soonest moment that
 * those before it leave; who runs early or ends early makes room, and all reservations are made anew.
 */
export function conservative(): SimulationPolicy {
  const book = newBook();
  return {
    name: 'conservative',
    decide: (view) => {
      const { profile, orders, queue } = book(view);
      const promised: { readonly lease: number; readonly startAt: number }[] = [];
      const when = { after: view.now, latest: Number.POSITIVE_INFINITY };
      for (const lease of queue) {
        const found = earliest(profile, lease, spanSeconds(lease, view.overheads), when);
        if (found === null) continue;
        occupy(profile, found);
        if (found.from === view.now) orders.push({ kind: 'start', lease: lease.index, hosts: found.hosts });
        else promised.push({ lease: lease.index, startAt: found.from });
      }
      return decisionOf(orders, promised);
    },
  };
}
