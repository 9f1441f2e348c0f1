import type { Asking } from './actions.ts';
import { type Answer, CODE, error, ok } from './answer.ts';
import { type Cloud, lastStay, type VmRecord } from './model.ts';
import { freeRoom, giveRoom, touchVm } from './room.ts';
import { phaseOf } from './states.ts';
import { type Template, textOf, withAttribute } from './template.ts';

/** one.vm.resize: new CPU, MEMORY or VCPU of a VM that does not run, or, as hypervisors with hot-plugging do, of one that does. */
export function resize(cloud: Cloud, vm: VmRecord, wanted: Template, { now }: Asking): Answer<number> {
  const phase = phaseOf(vm);
  if (!['PENDING', 'HOLD', 'POWEROFF', 'UNDEPLOYED', 'RUNNING'].includes(phase)) {
    return error(CODE.action, `Resize action is not available for state ${phase}`);
  }
  const stay = lastStay(vm);
  const held = stay !== undefined && (cloud.hosts.get(stay.host)?.vms.has(vm.id) ?? false);
  if (held) freeRoom(cloud, vm, stay, now);
  for (const name of ['CPU', 'MEMORY', 'VCPU']) {
    const value = textOf(wanted, name);
    if (value !== '' && value !== '0') vm.template = withAttribute(vm.template, name, value);
  }
  if (held) giveRoom(cloud, vm, now);
  touchVm(cloud, vm);
  return ok(vm.id);
}
