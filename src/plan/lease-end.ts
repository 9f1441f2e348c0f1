import type { LeaseId, VmId } from '../domain/ids.ts';
import { savingSeconds } from './seconds.ts';
import type { Setting } from './setting.ts';

/** Nobody has to be asked when its time is over: a charter ends its VMs, or the policy leaves that to their owners. */
export const endsItself = ({ policy, lease }: Setting, id: LeaseId): boolean =>
  policy.atLeaseEnd === 'leave' || lease(id).declaredBy === 'charter';

/** Seconds from the end of a lease's work until its room is free, whoever ends it. */
export function endSeconds(setting: Setting, id: LeaseId): number {
  const { policy, snapshot } = setting;
  if (policy.atLeaseEnd !== 'stop' || setting.lease(id).declaredBy === 'charter')
    return policy.overheads.shutdownSeconds;
  const { vms } = setting.lease(id);
  const members = snapshot.vms.filter((vm) => vms.includes(vm.id));
  return Math.max(0, ...members.map(({ demand }) => savingSeconds(demand.memoryMib, policy.overheads)));
}

/** When the work of a lease is over whose room is given back at `second`. A charter ends at its own time at the latest. */
export function workEnds(setting: Setting, id: LeaseId, second: number): number {
  const { declaredBy, vms } = setting.lease(id);
  const due = declaredBy === 'charter' ? scheduledEnd(setting, vms) : Number.POSITIVE_INFINITY;
  return Math.max(setting.now, Math.min(second - endSeconds(setting, id), due));
}

/** The first scheduled action that gives back the room of any of the VMs; infinite when there is none. */
function scheduledEnd({ snapshot }: Setting, vms: readonly VmId[]): number {
  const ends = snapshot.vms
    .filter(({ id }) => vms.includes(id))
    .flatMap(({ scheduled }) => scheduled)
    .filter(({ action, done }) => !done && /^(terminate|undeploy|stop)/.test(action));
  return Math.min(Number.POSITIVE_INFINITY, ...ends.map(({ at }) => at));
}
