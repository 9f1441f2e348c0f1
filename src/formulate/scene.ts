import type { Host } from '../domain/host.ts';
import type { HostId, VmId } from '../domain/ids.ts';
import type { Lease } from '../domain/lease.ts';
import type { Policy } from '../domain/policy.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { Vm } from '../domain/vm.ts';
import type { ClosedHost } from './maintenance.ts';
import { type Resource, resourcesOf } from './resources.ts';

/** What every part of a problem is made from. */
export interface Scene {
  readonly snapshot: Snapshot;
  readonly policy: Policy;
  readonly now: number;
  readonly edges: readonly number[];
  readonly resources: readonly Resource[];
  /** Index of each host in the problem. */
  readonly hostIndex: ReadonlyMap<HostId, number>;
  readonly vms: ReadonlyMap<VmId, Vm>;
  readonly leaseOf: (vm: VmId) => Lease | null;
  readonly maintenance: readonly ClosedHost[];
}

/** The scene of one epoch. */
export function sceneOf(
  snapshot: Snapshot,
  policy: Policy,
  edges: readonly number[],
  maintenance: readonly ClosedHost[],
): Scene {
  const leases = new Map(snapshot.leases.flatMap((lease) => lease.vms.map((id) => [id, lease] as const)));
  return {
    snapshot,
    policy,
    now: snapshot.takenAt,
    edges,
    resources: resourcesOf(snapshot),
    hostIndex: new Map(snapshot.hosts.map(({ id }, index) => [id, index])),
    vms: new Map(snapshot.vms.map((vm) => [vm.id, vm])),
    leaseOf: (vm) => leases.get(vm) ?? null,
    maintenance,
  };
}

/** Number of slots T. */
export const slotsOf = ({ edges }: Scene): number => edges.length - 1;

/** A VM's demand by resource. */
export const demandVector = ({ resources }: Scene, vm: Vm): readonly number[] =>
  resources.map(({ demandOf }) => demandOf(vm));

/** A host's capacity by resource. */
export const capacityVector = ({ resources }: Scene, host: Host): readonly number[] =>
  resources.map(({ capacityOf }) => capacityOf(host));
