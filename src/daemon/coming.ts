import type { VmId } from '../domain/ids.ts';
import type { Operation, Plan } from '../domain/plan.ts';

/**
 * VMs that still boot and are not to be paused: nothing of this plan is done to them. When their time is over is known once
 * they run: ended by what was expected, one that took longer to boot would be cut short.
 */
export function comingIn({ now, actions, occupations, forecasts }: Plan): ReadonlySet<VmId> {
  const started = new Set(actions.filter(({ operation }) => STARTS.has(operation)).map(({ vm }) => vm));
  const paused = new Set(forecasts.filter(({ outcome }) => outcome === 'paused').flatMap(({ vms }) => vms));
  const boots = occupations.filter(({ phase, from }) => phase === 'boot' && from <= now).map(({ vm }) => vm);
  return new Set(boots.filter((vm) => !paused.has(vm) && !started.has(vm)));
}

const STARTS: ReadonlySet<Operation> = new Set<Operation>(['deploy', 'resume']);
