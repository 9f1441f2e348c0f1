import type { Plan } from '../../domain/plan.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import type { Violation } from '../../domain/violation.ts';
import { momentOf, when } from '../finding.ts';

/** complete: the plan is of the snapshot's moment, and each action is about a VM, its lease and a host that are there. */
export function checkSubjects(snapshot: Snapshot, plan: Plan): readonly Violation[] {
  const vms = new Set(snapshot.vms.map(({ id }) => id));
  const hosts = new Set(snapshot.hosts.map(({ id }) => id));
  const leases = new Map(snapshot.leases.flatMap((lease) => lease.vms.map((vm) => [vm, lease.id] as const)));
  const late = plan.now !== snapshot.takenAt;
  return [
    ...when(late, 'complete', `the plan is of ${momentOf(plan.now)}, the snapshot of ${momentOf(snapshot.takenAt)}`),
    ...plan.actions.flatMap(({ id, vm, host, lease, notBefore, expectedSeconds }) => [
      ...when(!vms.has(vm), 'complete', `${id}: vm ${vm} is not there`),
      ...when(!hosts.has(host), 'complete', `${id}: host ${host} is not there`),
      ...when(vms.has(vm) && leases.get(vm) !== lease, 'complete', `${id}: vm ${vm} is not of lease ${lease}`),
      ...when(notBefore < plan.now, 'window', `${id} begins at ${momentOf(notBefore)}, before the epoch`),
      ...when(!(expectedSeconds >= 0), 'complete', `${id} takes ${expectedSeconds} seconds`),
    ]),
  ];
}
