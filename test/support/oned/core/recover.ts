import type { Asking } from './actions.ts';
import { type Answer, CODE, error, ok } from './answer.ts';
import { again, begin, settle } from './machine.ts';
import type { Cloud, VmRecord } from './model.ts';
import { cleanRoute, jumpRoute, vanishRoute } from './routes.ts';
import { phaseOf, VM_STATE } from './states.ts';

/** How a VM is recovered, in the order of their numbers in the API. */
export const RECOVER_KINDS = ['failure', 'success', 'retry', 'delete', 'recreate', 'delete-db'] as const;
export type RecoverKind = (typeof RECOVER_KINDS)[number];

/** one.vm.recover. */
export function recover(cloud: Cloud, vm: VmRecord, kind: RecoverKind, { user, now }: Asking): Answer<number> {
  const phase = phaseOf(vm);
  const refusal = refusalOf(vm, kind);
  const action = `recover-${kind}`;
  cloud.audit.asked.push({ at: now, vm: vm.id, action, user: user.name, phase, refusal, illegal: refusal !== null });
  if (refusal !== null) return error(CODE.action, refusal);
  carryOut(cloud, vm, kind, { user, now });
  return ok(vm.id);
}

function refusalOf(vm: VmRecord, kind: RecoverKind): string | null {
  const phase = phaseOf(vm);
  if (kind === 'recreate') return phase === 'DONE' ? `Cannot delete-recreate a VM already in ${phase} state` : null;
  if (kind === 'delete' || kind === 'delete-db')
    return phase === 'DONE' ? `Cannot delete a VM already in ${phase} state` : null;
  if (vm.state === VM_STATE.ACTIVE) return null;
  if (kind === 'retry') return `Could not perform a retry on VM ${vm.id}, wrong state ${phase}.`;
  return `Could not perform a recover operation on VM ${vm.id}, wrong state ${phase}.`;
}

function carryOut(cloud: Cloud, vm: VmRecord, kind: RecoverKind, { user, now }: Asking): void {
  const fresh = vm.state !== VM_STATE.ACTIVE && vm.history.length === 0;
  switch (kind) {
    case 'success':
    case 'failure':
      settle(cloud, vm, kind === 'success', now);
      break;
    case 'retry':
      if (phaseOf(vm).endsWith('_FAILURE')) settle(cloud, vm, true, now);
      else again(cloud, vm, now);
      break;
    case 'recreate': {
      if (phaseOf(vm) === 'PENDING') break;
      const cause = { action: 'delete-recreate', user } as const;
      begin(cloud, vm, fresh ? jumpRoute('PENDING') : cleanRoute(cloud, vm, cause, 'PENDING'), now);
      break;
    }
    case 'delete':
    case 'delete-db': {
      const cause = { action: 'delete', user } as const;
      begin(cloud, vm, fresh ? vanishRoute() : cleanRoute(cloud, vm, cause, 'DONE'), now);
    }
  }
}
