import type { Plan } from '../../domain/plan.ts';
import type { LeaseView, Order, View } from '../policy.ts';
import { settled } from './orders.ts';
import { standsFor } from './snapshot.ts';

/** Saved memory that is brought to other hosts before it is wanted there, and when it is next time to. */
export interface Journeys {
  readonly orders: readonly Order[];
  readonly nextAt: number | null;
}

/** A paused lease that is planned to go on elsewhere sets out in time, so that it need not wait for its memory then. */
export function journeysOf(view: View, plan: Plan): Journeys {
  const rate = view.overheads.migrationMibPerSecond;
  if (rate === null) return { orders: [], nextAt: null };
  const orders: Order[] = [];
  let nextAt: number | null = null;
  for (const lease of view.leases) {
    if (lease.status !== 'paused') continue;
    const resume = resumeOf(plan, lease);
    if (resume === null || resume.at <= view.now || resume.hosts.every((host, vm) => host === lease.hosts[vm]))
      continue;
    const leaves = resume.at - journeySeconds(lease, resume.hosts, rate);
    if (leaves > view.now) nextAt = Math.min(nextAt ?? leaves, leaves);
    else if (leaves === view.now) orders.push({ kind: 'migrate', lease: lease.index, hosts: resume.hosts });
  }
  return { orders, nextAt };
}

function resumeOf(
  { actions }: Plan,
  lease: LeaseView,
): { readonly at: number; readonly hosts: readonly number[] } | null {
  const deploys = actions.filter(
    ({ operation, lease: id }) => operation === 'deploy' && standsFor(id).index === lease.index,
  );
  const [first] = deploys;
  if (first === undefined || deploys.length !== lease.request.vms.length) return null;
  const hosts = deploys.toSorted((a, b) => a.vm - b.vm).map(({ host }) => Number(host));
  return { at: first.notBefore, hosts: settled(lease, hosts) };
}

/** A host sends or receives one VM after another. */
function journeySeconds({ request, hosts: from }: LeaseView, to: readonly number[], rate: number): number {
  const busy = new Map<number, number>();
  let longest = 0;
  for (const [position, { memoryMib }] of request.vms.entries()) {
    const [source, target] = [from[position] as number, to[position] as number];
    if (source === target) continue;
    const done = Math.max(busy.get(source) ?? 0, busy.get(target) ?? 0) + Math.ceil(memoryMib / rate);
    busy.set(source, done).set(target, done);
    longest = Math.max(longest, done);
  }
  return longest;
}
