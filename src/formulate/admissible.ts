import { type Host, isPlannable } from '../domain/host.ts';
import type { DatastoreId, HostId } from '../domain/ids.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { Vm } from '../domain/vm.ts';
import type { Part } from './cast.ts';
import { keepsItsDisks } from './disks.ts';
import { aboutLease, nameOfVm, size } from './sayings.ts';
import { capacityVector, demandVector, type Scene } from './scene.ts';

/** Where a VM may be put, and what stood in the way when that is nowhere. */
export interface Admissible {
  /** Ascending by index in the problem. */
  readonly hosts: readonly Host[];
  /** Why there is none; null when there is one. */
  readonly obstacle: { readonly code: 'NoMatchingHost' | 'TooLarge'; readonly why: string } | null;
}

/** Where each VM may be put. */
export type Admission = (vm: Vm) => Admissible;

/** Looks up the hosts of a VM; VMs that ask for the same are looked up once. */
export function admissionOf(scene: Scene): Admission {
  const known = new Map<string, Admissible>();
  const lists = new Map<readonly number[], string>();
  return (vm) => {
    const asks = [
      listed(lists, vm.hosts),
      listed(lists, vm.datastores),
      demandVector(scene, vm),
      [ownDatastore(vm), vm.vmGroup?.id, vm.vmGroup?.role],
    ];
    const key = asks.join(' ');
    const found = known.get(key) ?? findHosts(scene, vm);
    known.set(key, found);
    return found;
  };
}

/** Many VMs share one list. */
function listed(lists: Map<readonly number[], string>, list: readonly number[]): string {
  const known = lists.get(list) ?? list.join();
  lists.set(list, known);
  return known;
}

/**
 * admissible: hosts that meet the VM's requirements and its VM group's host affinity, take new VMs, reach one of its
 * datastores, and have room for it when they are empty.
 */
function findHosts(scene: Scene, vm: Vm): Admissible {
  const matching = hostsNamed(scene, vm.hosts);
  if (matching.length === 0) return none('NoMatchingHost', 'its requirements match no host: check SCHED_REQUIREMENTS');
  const grouped = matching.filter((host) => isAllowedByGroup(scene, vm, host.id));
  if (grouped.length === 0) return none('NoMatchingHost', 'its VM group keeps it off every host that it matches');
  const open = grouped.filter(isPlannable);
  if (open.length === 0) return none('NoMatchingHost', `the hosts it matches take no VMs now: ${namesOf(grouped)}`);
  const reaching = open.filter((host) => reachesDatastore(scene, vm, host));
  if (reaching.length === 0)
    return none('NoMatchingHost', 'no system datastore it may use serves the hosts it matches');
  const hosts = reaching.filter((host) => fitsEmpty(scene, vm, host));
  if (hosts.length > 0) return { hosts, obstacle: null };
  return none('TooLarge', `needs ${size(vm.demand)}, ${largest(scene, vm, reaching)}`);
}

/** The verdict on a lease that has a VM without any host, or more VMs than fit on its hosts together; null when fine. */
export function misfit(scene: Scene, admission: Admission, { lease, vms }: Part): Verdict | null {
  const options = vms.map((vm) => ({ vm, ...admission(vm) }));
  for (const { vm, obstacle } of options) {
    if (obstacle !== null) return aboutLease(lease, obstacle.code, `${nameOfVm(vm)}: ${obstacle.why}`);
  }
  if (vms.length < 2) return null;
  const hosts = [...new Set(options.flatMap((option) => option.hosts))];
  const short = scene.resources.find(({ capacityOf, demandOf }) => total(vms, demandOf) > total(hosts, capacityOf));
  if (short === undefined) return null;
  const asks = `its ${vms.length} VMs need ${total(vms, short.demandOf)} ${short.name} together`;
  const message = `lease ${lease.id} (${lease.name}): ${asks}, all hosts they match have ${total(hosts, short.capacityOf)}`;
  return aboutLease(lease, 'TooLarge', message);
}

const total = <T>(list: readonly T[], of: (item: T) => number): number => list.reduce((sum, item) => sum + of(item), 0);

const none = (code: 'NoMatchingHost' | 'TooLarge', why: string): Admissible => ({ hosts: [], obstacle: { code, why } });

function hostsNamed({ snapshot, hostIndex }: Scene, ids: readonly HostId[]): readonly Host[] {
  return ids.flatMap((id) => snapshot.hosts[hostIndex.get(id) ?? -1] ?? []);
}

/** HOST_AFFINED and HOST_ANTI_AFFINED of its role. */
function isAllowedByGroup({ snapshot }: Scene, { vmGroup }: Vm, host: HostId): boolean {
  if (vmGroup === null) return true;
  const role = snapshot.vmGroups.find(({ id }) => id === vmGroup.id)?.roles.find(({ name }) => name === vmGroup.role);
  if (role === undefined) return true;
  return (role.hostAffined.length === 0 || role.hostAffined.includes(host)) && !role.hostAntiAffined.includes(host);
}

/** A VM that keeps its disks stays on its datastore; where no datastores were read there is nothing to judge by. */
function reachesDatastore({ snapshot }: Scene, vm: Vm, { cluster }: Host): boolean {
  if (!snapshot.datastores.some(({ kind }) => kind === 'system')) return true;
  const own = ownDatastore(vm);
  const usable = own === null ? vm.datastores : [own];
  const known = snapshot.datastores.filter(({ id }) => usable.includes(id));
  if (known.length === 0 && own !== null) return true;
  return known.some(({ clusters }) => clusters.includes(cluster));
}

const ownDatastore = (vm: Vm): DatastoreId | null => (keepsItsDisks(vm) ? (vm.stay?.datastore ?? null) : null);

const fitsEmpty = (scene: Scene, vm: Vm, host: Host): boolean => {
  const capacity = capacityVector(scene, host);
  return demandVector(scene, vm).every((amount, r) => amount <= (capacity[r] as number));
};

/** What the largest of the hosts has; another resource is named when that is what lacks. */
function largest(scene: Scene, { demand }: Vm, hosts: readonly Host[]): string {
  const [best] = hosts.toSorted(
    (a, b) => b.capacity.cpuCentis - a.capacity.cpuCentis || b.capacity.memoryMib - a.capacity.memoryMib,
  );
  if (best === undefined) return 'more than any host has';
  const { cpuCentis, memoryMib } = best.capacity;
  if (demand.cpuCentis > cpuCentis || demand.memoryMib > memoryMib) {
    return `more than the largest host it matches: ${best.name} has ${size(best.capacity)}`;
  }
  const others = scene.resources.slice(2).map(({ name }) => name);
  return `and more of ${others.join(' or ')} than any host it matches has`;
}

const namesOf = (hosts: readonly Host[]): string => hosts.map(({ name }) => name).join(', ');
