import type { Lease } from '../../domain/lease.ts';
import type { Action, Plan } from '../../domain/plan.ts';
import type { LeaseView, Order } from '../policy.ts';
import { standsFor } from './snapshot.ts';

/** What a plan wants done at its moment, and when it wants something next. */
export interface DueOrders {
  readonly orders: readonly Order[];
  /** Null when nothing more is planned. */
  readonly nextAt: number | null;
}

/** Turns the actions that are due into orders: pauses first, then in the order of the plan. */
export function dueOrders({ now, actions }: Plan, leaseAt: (index: number) => LeaseView | undefined): DueOrders {
  const due = new Map<Lease['id'], Action[]>();
  let nextAt: number | null = null;
  for (const action of actions) {
    if (action.notBefore > now) {
      nextAt = Math.min(nextAt ?? action.notBefore, action.notBefore);
      continue;
    }
    const known = due.get(action.lease);
    if (known === undefined) due.set(action.lease, [action]);
    else known.push(action);
  }
  const orders = [...due].flatMap(([id, wanted]) => orderOf(id, wanted, leaseAt) ?? []);
  return { orders: [...orders.filter(isPause), ...orders.filter((order) => !isPause(order))], nextAt };
}

const isPause = ({ kind }: Order): boolean => kind === 'pause';

function orderOf(
  id: Lease['id'],
  wanted: readonly Action[],
  leaseAt: (index: number) => LeaseView | undefined,
): Order | null {
  const { index, isRest } = standsFor(id);
  const lease = leaseAt(index);
  const [first] = wanted;
  if (isRest || lease === undefined || first === undefined) return null;
  switch (first.operation) {
    case 'stop':
      return lease.status === 'running' ? { kind: 'pause', lease: index } : null;
    case 'deploy':
    case 'resume': {
      const hosts = wanted.toSorted((a, b) => a.vm - b.vm).map(({ host }) => Number(host));
      if (hosts.length !== lease.request.vms.length) return null;
      if (lease.status === 'paused') return { kind: 'resume', lease: index, hosts: settled(lease, hosts) };
      return { kind: 'start', lease: index, hosts };
    }
    default:
      return null;
  }
}

/** The same hosts, each VM on the one that has its memory where it can be: VMs that are alike may change places. */
export function settled({ request, hosts: before }: LeaseView, hosts: readonly number[]): readonly number[] {
  const [one] = request.vms;
  if (
    one === undefined ||
    request.vms.some(({ cpuCentis, memoryMib }) => cpuCentis !== one.cpuCentis || memoryMib !== one.memoryMib)
  ) {
    return hosts;
  }
  const left = [...hosts];
  const stays = before.map((host) => {
    const at = left.indexOf(host);
    return at === -1 ? null : (left.splice(at, 1)[0] as number);
  });
  return stays.map((host) => host ?? (left.shift() as number));
}
