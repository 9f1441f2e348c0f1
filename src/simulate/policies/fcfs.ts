import type { Order, SimulationPolicy } from '../policy.ts';
import { occupy, placeAt } from '../profile/profile.ts';
import { newBook } from './book.ts';
import { spanSeconds } from './calendar.ts';
import { decisionOf } from './decision.ts';

/** First come, first served: a lease starts when all before it have started and there is room. Promises block room. */
export function fcfs(): SimulationPolicy {
  const book = newBook();
  return {
    name: 'fcfs',
    decide: (view) => {
      const { profile, orders, queue } = book(view);
      for (const lease of queue) {
        const until = view.now + spanSeconds(lease, view.overheads);
        const hosts = placeAt(profile, lease, view.now, until);
        if (hosts === null) break;
        occupy(profile, { lease, hosts, from: view.now, until });
        orders.push({ kind: 'start', lease: lease.index, hosts } satisfies Order);
      }
      return decisionOf(orders);
    },
  };
}
