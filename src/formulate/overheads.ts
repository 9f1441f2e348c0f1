import type { Lease } from '../domain/lease.ts';
import type { Policy } from '../domain/policy.ts';
import type { Vm } from '../domain/vm.ts';

/** Number of the history action `stop`: memory was saved, so the next deploy restores it. */
const STOP = 9;

/** Seconds until a deployed VM works: its boot, or its restore when it was stopped. */
export function startSeconds(vm: Vm, policy: Policy): number {
  return vm.stay?.action === STOP ? restoreSeconds(vm, policy) : policy.overheads.bootSeconds;
}

/** Seconds from the order to pause until the room is free: shutdown for `undeploy`, else memory is saved. */
export function pauseSeconds(vm: Vm, policy: Policy): number {
  if (policy.preemption.operation === 'undeploy') return policy.overheads.shutdownSeconds;
  return saveSeconds(vm, policy);
}

/** Seconds from the order to go on until the VM works again after a pause of this policy. */
export function resumeSeconds(vm: Vm, policy: Policy): number {
  return policy.preemption.operation === 'undeploy' ? policy.overheads.bootSeconds : restoreSeconds(vm, policy);
}

/** saveSeconds + memory ÷ saveMibPerSecond, rounded up. */
export const saveSeconds = ({ demand }: Vm, { overheads }: Policy): number =>
  overheads.saveSeconds + Math.ceil(demand.memoryMib / overheads.saveMibPerSecond);

/** resumeSeconds + memory ÷ resumeMibPerSecond, rounded up. */
export const restoreSeconds = ({ demand }: Vm, { overheads }: Policy): number =>
  overheads.resumeSeconds + Math.ceil(demand.memoryMib / overheads.resumeMibPerSecond);

/** Seconds in which a VM that is migrated by this policy holds both hosts. */
export const transitSeconds = (vm: Vm, policy: Policy): number =>
  policy.migration.operation === 'cold' ? coldSeconds(vm, policy) : liveSeconds(vm, policy);

/** A cold migration saves and restores. */
export const coldSeconds = (vm: Vm, policy: Policy): number => saveSeconds(vm, policy) + restoreSeconds(vm, policy);

/** liveMigrationSeconds + memory ÷ liveMigrationMibPerSecond, rounded up. */
export const liveSeconds = ({ demand }: Vm, { overheads }: Policy): number =>
  overheads.liveMigrationSeconds + Math.ceil(demand.memoryMib / overheads.liveMigrationMibPerSecond);

/** Seconds from the end of its work until its room is free: it is saved, or shut down, whoever asks for that. */
export function endSeconds(lease: Lease, vms: readonly Vm[], policy: Policy): number {
  if (policy.atLeaseEnd === 'stop' && lease.declaredBy !== 'charter') {
    return Math.max(...vms.map((vm) => saveSeconds(vm, policy)));
  }
  return policy.overheads.shutdownSeconds;
}
