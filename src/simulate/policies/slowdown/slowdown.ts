import { RunTimes } from '../../optimiser/run-times.ts';
import type { SimulationPolicy, View } from '../../policy.ts';
import { haizea } from '../haizea/haizea.ts';
import { makeWay } from './make-way.ts';
import { slowdownOf } from './slowdown-of.ts';

/** A stint is at least so long, seconds. */
const THRESHOLD_SECONDS = 120;

/**
 * Promises are kept as Haizea keeps them; best effort is served by expected slowdown, the worst first, in stints where a
 * promise leaves no room for the whole, and may have others paused whose slowdown is far less. Run times are learned.
 */
export function slowdown(): SimulationPolicy {
  const runTimes = new RunTimes();
  const terms = { preempts: 'youngest', reservations: 1, thresholdSeconds: THRESHOLD_SECONDS, migrates: true } as const;
  const policy = haizea(terms, {
    note: (view) => runTimes.note(view),
    inOrder: (queue, { now }) => {
      const values = new Map(queue.map((lease) => [lease, slowdownOf(lease, now, runTimes)]));
      return queue.toSorted((a, b) => (values.get(b) ?? 0) - (values.get(a) ?? 0));
    },
    spareSeconds,
    makeWay: (setting, lease) => makeWay(setting, lease, runTimes),
  });
  return { ...policy, name: 'slowdown' };
}

/** One VM's memory on its way from or to a host keeps that from saving. */
function spareSeconds({ leases, overheads: { migrationMibPerSecond: rate } }: View): number {
  if (rate === null) return 0;
  return Math.ceil(
    leases.reduce((most, { request }) => Math.max(most, ...request.vms.map((vm) => vm.memoryMib)), 0) / rate,
  );
}
