import type { Host } from '../../domain/host.ts';
import type { HostId, VmId } from '../../domain/ids.ts';
import type { Lease } from '../../domain/lease.ts';
import type { Plan } from '../../domain/plan.ts';
import type { Policy } from '../../domain/policy.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import type { Violation } from '../../domain/violation.ts';
import type { Vm } from '../../domain/vm.ts';
import { groupBy } from '../group.ts';
import { type Step, stepsOf } from './order.ts';
import { type Departure, type Track, trackOf } from './track.ts';

/** A plan carried out on paper. */
export interface Rehearsal {
  readonly snapshot: Snapshot;
  readonly policy: Policy;
  readonly plan: Plan;
  readonly hosts: ReadonlyMap<HostId, Host>;
  readonly vms: ReadonlyMap<VmId, Vm>;
  /** The lease of each VM that has one. */
  readonly leases: ReadonlyMap<VmId, Lease>;
  readonly steps: readonly Step[];
  /** What each VM goes through, in the order of the snapshot; and what it would without any action. */
  readonly tracks: ReadonlyMap<VmId, Track>;
  readonly present: ReadonlyMap<VmId, Track>;
  /** Actions that oned would refuse at their moment. */
  readonly illegal: readonly Violation[];
}

/** Carries out every action in the order in which they begin. The plan must have passed `checkSubjects`, `checkOrder`. */
export function rehearse(snapshot: Snapshot, policy: Policy, plan: Plan): Rehearsal {
  const leases = new Map(snapshot.leases.flatMap((lease) => lease.vms.map((vm) => [vm, lease] as const)));
  const steps = stepsOf(plan.actions);
  const stepsOfVm = groupBy(steps, ({ action }) => action.vm);
  const holders = holdersOf(snapshot);
  const walk = (vm: Vm, own: readonly Step[]): Track => {
    const [lease, on] = [leases.get(vm.id) ?? null, holders.get(vm.id) ?? []];
    return trackOf({ vm, lease, on, now: snapshot.takenAt, policy }, own);
  };
  const tracks = new Map(snapshot.vms.map((vm) => [vm.id, walk(vm, stepsOfVm.get(vm.id) ?? [])] as const));
  return {
    snapshot,
    policy,
    plan,
    hosts: new Map(snapshot.hosts.map((host) => [host.id, host] as const)),
    vms: new Map(snapshot.vms.map((vm) => [vm.id, vm] as const)),
    leases,
    steps,
    tracks,
    present: new Map(snapshot.vms.map((vm) => [vm.id, walk(vm, [])] as const)),
    illegal: [...tracks.values()].flatMap((track) => track.illegal),
  };
}

/** The hosts whose account lists a VM: two while it migrates. */
function holdersOf({ hosts }: Snapshot): ReadonlyMap<VmId, readonly HostId[]> {
  const pairs = hosts.flatMap((host) => host.vms.map((vm) => ({ vm, host: host.id })));
  return new Map([...groupBy(pairs, ({ vm }) => vm)].map(([vm, held]) => [vm, held.map(({ host }) => host)]));
}

/** The tracks of a lease's VMs, in their order. */
export const membersOf = ({ tracks }: Rehearsal, { vms }: Lease): readonly Track[] =>
  vms.map((vm) => tracks.get(vm)).filter((track) => track !== undefined);

/** Departures before everything asked for is delivered. */
export const interruptions = ({ lease, departures }: Track): readonly Departure[] =>
  departures.filter(({ deliveredSeconds }) => {
    const asked = lease?.durationSeconds ?? null;
    return asked === null || deliveredSeconds < asked;
  });
