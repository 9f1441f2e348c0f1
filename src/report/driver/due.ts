import type { Epoch } from '../../domain/epoch.ts';
import type { LeaseId } from '../../domain/ids.ts';
import type { Action, Plan } from '../../domain/plan.ts';
import { RoomLeft } from './room-left.ts';

/** What a placement plan may hold: the rest never reports back to oned's plan manager, which then waits for it. */
const PLACING: readonly Action['operation'][] = ['deploy', 'migrate', 'live-migrate'];

/**
 * The actions that oned can begin at `now`, whatever their order: due, waiting for no other action, with room as oned
 * counts it, and of a gang all or none. What is left out is asked for again soon.
 */
export function placeable(epoch: Epoch, plan: Plan, now: number): readonly Action[] {
  const starts = startsIn(plan);
  const candidates = plan.actions
    .filter(({ operation, dependsOn }) => PLACING.includes(operation) && dependsOn.length === 0)
    .filter((action) => action.notBefore <= now || isEarly(epoch, action, now));
  const room = new RoomLeft(epoch.snapshot);
  const taken: Action[] = [];
  for (const group of byLease(candidates)) {
    const [{ lease }] = group as [Action];
    const deploys = group.filter(({ operation }) => operation === 'deploy').length;
    if (deploys > 0 && deploys < (starts.get(lease) ?? 0)) continue;
    if (room.take(group)) taken.push(...group);
  }
  return taken;
}

/**
 * A reservation that starts before oned asks again, which is better met a little early than late. Only where no rule
 * ties it to others, since those were looked at for its own second.
 */
function isEarly({ snapshot, policy }: Epoch, { operation, notBefore, lease: id }: Action, now: number): boolean {
  if (operation !== 'deploy' || notBefore >= now + RETRY_SECONDS || policy.rules.length > 0) return false;
  const lease = snapshot.leases.find((each) => each.id === id);
  if (lease?.terms.kind !== 'advance-reservation') return false;
  return snapshot.vms.every(({ id, vmGroup }) => vmGroup === null || !lease.vms.includes(id));
}

/** SCHED_RETRY_TIME, as oned is shipped: it asks again after so long while VMs are pending. */
const RETRY_SECONDS = 60;

function startsIn({ actions }: Plan): ReadonlyMap<LeaseId, number> {
  const counts = new Map<LeaseId, number>();
  for (const { lease, operation } of actions) {
    if (operation === 'deploy') counts.set(lease, (counts.get(lease) ?? 0) + 1);
  }
  return counts;
}

function byLease(actions: readonly Action[]): readonly (readonly Action[])[] {
  const groups = new Map<LeaseId, Action[]>();
  for (const action of actions) {
    const group = groups.get(action.lease);
    if (group === undefined) groups.set(action.lease, [action]);
    else group.push(action);
  }
  return [...groups.values()];
}
