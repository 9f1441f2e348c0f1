import { type Answer, CODE, error } from '../core/answer.ts';
import type { VmRecord } from '../core/model.ts';
import type { Caller } from './method.ts';

/** What an operation needs: to use, to manage, or to administer a VM. */
export type Right = 'USE' | 'MANAGE' | 'ADMIN';

const LEVELS: Readonly<Record<Right, number>> = { USE: 1, MANAGE: 2, ADMIN: 3 };

/** Finds a VM that the caller has the right to, and hands it over. */
export function withVm<Value>(
  { cloud, user }: Caller,
  id: number,
  right: Right,
  then: (vm: VmRecord) => Answer<Value>,
): Answer<Value> {
  const vm = cloud.vms.get(id);
  if (vm === undefined) return error(CODE.noExists, `Error getting virtual machine [${id}].`, id);
  const may = user.groupId === 0 || (vm.userId === user.id && right !== 'ADMIN');
  if (!may) return error(CODE.authorization, `User [${user.id}] : Not authorized to perform ${right} VM [${id}].`);
  // A lock of one level keeps away what needs that level or more.
  if (vm.lock !== null && LEVELS[right] >= vm.lock.level && right !== 'USE') {
    return error(CODE.authorization, `User [${user.id}] : VM is locked. [${id}].`);
  }
  return then(vm);
}
