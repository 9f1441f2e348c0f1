import type { Epoch } from '../../domain/epoch.ts';
import type { View } from '../policy.ts';
import { keepsPromises, type Planning, planView } from './epochs.ts';
import { dueOrders } from './orders.ts';
import type { Told } from './snapshot.ts';
import { standsFor } from './snapshot.ts';
import { freeRoom, gapSeconds, stintOf } from './stints.ts';
import type { VmNumbers } from './vm-numbers.ts';

/** So often gaps are filled and looked at anew in one epoch. */
const ROUNDS = 3;

/**
 * Plans an epoch, and fills the gaps that are open now with leases that do not fit whole: the planner starts a lease only
 * to run through, but one that may be paused can as well work until the room is wanted.
 */
export async function planWithStints(
  planning: Planning,
  numbers: VmNumbers,
  view: View,
  told: readonly Told[],
): Promise<Split> {
  let epoch = await planView(planning, view, told);
  let current = told;
  for (let round = 0; round < ROUNDS; round++) {
    const split = splitUp(numbers, view, current, epoch);
    if (split === null) break;
    const next = await planView(planning, view, split);
    if (!keepsPromises(next, split) || started(view, next).size <= started(view, epoch).size) break;
    epoch = next;
    current = keepStarted(view, next, split, current);
  }
  const begun = started(view, epoch);
  const pauses = current.flatMap(({ lease, telling }) => (begun.has(lease.index) ? (telling.pauseAt ?? []) : []));
  return { epoch, pauseAt: pauses.length === 0 ? null : Math.min(...pauses) };
}

/** An epoch, and when the first of the stints that begin in it has to be paused; null when none has to be. */
export interface Split {
  readonly epoch: Epoch;
  readonly pauseAt: number | null;
}

/** Told anew, with stints for those that do not start now and could for a while; null when there are none. */
function splitUp(numbers: VmNumbers, view: View, told: readonly Told[], { plan }: Epoch): readonly Told[] | null {
  if (plan === null) return null;
  const begun = new Set(dueOrders(plan, indexed(view)).orders.map(({ lease }) => lease));
  const open = told.filter(
    ({ lease, telling }) => telling.part === 'whole' && mayStart(view, { lease, telling }) && !begun.has(lease.index),
  );
  if (open.length === 0) return null;
  const waits = new Set(
    told.flatMap(({ lease, telling }) =>
      telling.status !== 'running' && telling.terms.kind === 'best-effort' ? [lease.index] : [],
    ),
  );
  const owner = (vm: number): number => numbers.ownerOf(vm);
  const whole = freeRoom(view, plan, owner);
  const beside = freeRoom(
    view,
    { ...plan, occupations: plan.occupations.filter(({ vm, from }) => from <= view.now || !waits.has(owner(vm))) },
    owner,
  );
  const stints = new Map<number, readonly Told[]>();
  for (const each of open) {
    const gap = gapSeconds(view, whole, each.lease);
    const stint = gap > 0 && gap >= gapSeconds(view, beside, each.lease) ? stintOf(view, each, gap) : null;
    if (stint !== null) stints.set(each.lease.index, stint);
  }
  return stints.size === 0 ? null : told.flatMap((each) => stints.get(each.lease.index) ?? [each]);
}

function mayStart({ now }: View, { lease, telling }: Told): boolean {
  if (telling.status === 'running' || !telling.preemptible) return false;
  const { terms } = lease;
  return (terms.kind === 'best-effort' || terms.kind === 'deadline') && (terms.notBefore ?? 0) <= now;
}

/** Stints that did not start are told as the whole again. */
function keepStarted(view: View, epoch: Epoch, split: readonly Told[], whole: readonly Told[]): readonly Told[] {
  const begun = started(view, epoch);
  return whole.flatMap((each) =>
    begun.has(each.lease.index) ? split.filter(({ lease }) => lease.index === each.lease.index) : [each],
  );
}

function started(view: View, { plan }: Epoch): ReadonlySet<number> {
  if (plan === null) return new Set();
  return new Set(
    plan.actions.flatMap(({ lease, operation, notBefore }) =>
      operation === 'deploy' && notBefore <= view.now && !standsFor(lease).isRest ? [standsFor(lease).index] : [],
    ),
  );
}

const indexed = (view: View) => {
  const byIndex = new Map(view.leases.map((lease) => [lease.index, lease]));
  return (index: number) => byIndex.get(index);
};
