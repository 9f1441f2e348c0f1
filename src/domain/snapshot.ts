import type { Host } from './host.ts';
import type { Lease } from './lease.ts';
import type { Observation } from './observation.ts';
import type { Cluster, Datastore, Network } from './storage.ts';
import type { Verdict } from './verdict.ts';
import type { Vm } from './vm.ts';
import type { VmGroup } from './vm-group.ts';

/** The cloud as read, once, at the start of an epoch. The same whatever the transport; every list ascends by id. */
export interface Snapshot {
  /** `now` of the epoch, Unix seconds. */
  readonly takenAt: number;
  readonly hosts: readonly Host[];
  /** Every VM but those DONE. */
  readonly vms: readonly Vm[];
  /** Every VM of the snapshot belongs to exactly one lease, or to none when a verdict says why. */
  readonly leases: readonly Lease[];
  readonly clusters: readonly Cluster[];
  readonly datastores: readonly Datastore[];
  readonly networks: readonly Network[];
  readonly vmGroups: readonly VmGroup[];
  /** How long the cloud took for what it did to these VMs last, as far as their history tells. */
  readonly observed?: readonly Observation[];
  /** What could not be read or makes no sense, object by object. */
  readonly verdicts: readonly Verdict[];
}
