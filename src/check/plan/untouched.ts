import type { Violation } from '../../domain/violation.ts';
import type { Vm } from '../../domain/vm.ts';
import { conditionOf } from './condition.ts';
import { runsFrom } from './delivery.ts';
import type { Rehearsal } from './rehearsal.ts';

/**
 * in-flight: what is locked, under way, failed, held or put aside by its owner, or of no lease because a verdict says
 * why, stays as it is; what boots or resumes, until it is expected to run.
 */
export function checkUntouched({ steps, vms, leases, policy, plan }: Rehearsal): readonly Violation[] {
  return steps.flatMap(({ action, begin }) => {
    const vm = vms.get(action.vm);
    const arrival = vm === undefined || !leases.has(vm.id) ? null : runsFrom(vm, policy, plan.now);
    if (arrival !== null && begin >= arrival) return [];
    const why = vm === undefined ? null : untouchable(vm, leases.has(vm.id), policy.planHeld);
    return why === null ? [] : [{ rule: 'in-flight', message: `${action.id}: vm ${action.vm} ${why}` }];
  });
}

function untouchable(vm: Vm, leased: boolean, planHeld: boolean): string | null {
  const condition = conditionOf(vm);
  const aside = ['suspended', 'poweroff', 'stopped', 'undeployed'].includes(condition);
  if (vm.lock !== null && vm.lock > 0) return 'is locked';
  if (!leased) return 'has no lease';
  if (condition === 'under-way' || condition === 'done') return `is in state ${vm.state}/${vm.lcmState}`;
  if (condition === 'hold' && !planHeld) return 'is held by its owner';
  return aside && vm.lease === null ? `was ${condition} by its owner` : null;
}
