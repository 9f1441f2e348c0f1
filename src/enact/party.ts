import type { VmStatus } from '../domain/enactment.ts';
import type { LeaseId, VmId } from '../domain/ids.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { isOnItsWay, isRunning, stateName } from './states.ts';
import { arrives, departs, type Party, type Task } from './task.ts';
import type { Work } from './world.ts';

/** Puts the tasks of a plan that a gang does together into one party each. */
export function gather(tasks: readonly Task[], { snapshot, paused }: Work): void {
  const gangs = gangsOf(snapshot);
  const groups = new Map<string, Task[]>();
  const turns = new Map<string, number>();
  for (const task of tasks) {
    const { lease, command } = task;
    if (lease === null || !gangs.has(lease) || !isShared(task, paused.has(lease))) continue;
    const turn = `${lease}/${arrives(task) ? 'arrives' : 'departs'}/${command.vm}`;
    const count = (turns.get(turn) ?? 0) + 1;
    turns.set(turn, count);
    const group = `${lease}/${arrives(task) ? 'arrives' : 'departs'}/${count}`;
    groups.set(group, [...(groups.get(group) ?? []), task]);
  }
  for (const members of groups.values()) form(members, []);
}

/** The same after a restart, when only what has not ended is known: the rest of each gang is looked at. */
export function gatherAgain(tasks: readonly Task[], snapshot: Snapshot): void {
  const gangs = gangsOf(snapshot);
  for (const [lease, vms] of gangs) {
    const own = tasks.filter((task) => task.lease === lease && isShared(task, true));
    for (const members of [own.filter(arrives), own.filter(departs)]) {
      const acting = new Set(members.map(({ command }) => command.vm));
      form(
        members,
        vms.filter((vm) => !acting.has(vm)),
      );
    }
  }
}

/** Starts are shared; departures only when the gang is to come back; moves and ends never. */
function isShared({ command: { operation }, undoes }: Task, paused: boolean): boolean {
  if (undoes) return false;
  if (operation === 'deploy' || operation === 'resume') return true;
  return paused && (operation === 'stop' || operation === 'suspend' || operation === 'undeploy');
}

const gangsOf = ({ leases }: Snapshot): ReadonlyMap<LeaseId, readonly VmId[]> =>
  new Map(leases.filter(({ vms }) => vms.length > 1).map(({ id, vms }) => [id, vms]));

function form(members: readonly Task[], witnesses: readonly VmId[]): void {
  const [first] = members;
  if (first === undefined || first.lease === null) return;
  const party: Party = { lease: first.lease, members, witnesses, broken: null };
  for (const member of members) member.party = party;
}

/** Whether the VMs of a gang that nothing is done to are where the others go to: running, or not. */
export const isAttended = (party: Party, present: ReadonlyMap<VmId, VmStatus | null>): boolean =>
  party.witnesses.every((vm) => present.has(vm) && runs(present.get(vm) ?? null) === starts(party));

/** Which of them is not and will not be, in words; null when none is known. */
export function absentee(party: Party, present: ReadonlyMap<VmId, VmStatus | null>): string | null {
  const absent = party.witnesses.find((vm) => {
    const status = present.get(vm);
    if (status === undefined || (status !== null && isOnItsWay(status))) return false;
    return runs(status) !== starts(party);
  });
  return absent === undefined ? null : `VM ${absent} is ${stateName(present.get(absent) ?? null)}`;
}

/** Whether the gang starts, or else is paused. */
export const starts = ({ members }: Party): boolean => members.some(arrives);

const runs = (status: VmStatus | null): boolean => status !== null && isRunning(status);
