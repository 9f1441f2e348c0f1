import type { HostId, VmId } from '../domain/ids.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { Decree } from './decrees.ts';
import { treatmentOf } from './treatment.ts';

/** Hosts a VM is kept off, and the only ones it may go to; null for no such limit. */
export interface Keeping {
  readonly never: ReadonlySet<HostId>;
  readonly only: ReadonlySet<HostId> | null;
}

/**
 * Where VMs hold room that take no part in the problem: two hosts while one migrates, none once a VM is away by its state,
 * whatever an account still shows.
 */
export function bystandersOf(
  { hosts, vms }: Snapshot,
  takesPart: (vm: VmId) => boolean,
): ReadonlyMap<VmId, readonly HostId[]> {
  const places = new Map<VmId, readonly HostId[]>();
  const note = (vm: VmId, host: HostId): void => {
    const known = places.get(vm) ?? [];
    if (!takesPart(vm) && !known.includes(host)) places.set(vm, [...known, host]);
  };
  const away = new Set(vms.filter((vm) => treatmentOf(vm).room === 'none').map(({ id }) => id));
  for (const host of hosts) for (const vm of host.vms) if (!away.has(vm)) note(vm, host.id);
  for (const vm of vms) if (vm.stay !== null && treatmentOf(vm).room !== 'none') note(vm.id, vm.stay.host);
  return places;
}

/**
 * What rules that must hold make of bystanders, VM by VM of the problem. They stay where they are, so that a rule
 * among VMs becomes one about hosts: `apart` keeps the others off their hosts, `together` lets them go nowhere else,
 * `spread` keeps them off hosts that could get too many (the bystanders there, and all who might come).
 */
export function keepingsOf(
  decrees: readonly Decree[],
  bystanders: ReadonlyMap<VmId, readonly HostId[]>,
): ReadonlyMap<VmId, Keeping> {
  const keepings = new Map<VmId, Keeping>();
  for (const decree of decrees) {
    if (decree.strength !== 'must') continue;
    for (const [vm, keeping] of limitsOf(decree, bystanders)) {
      if (bystanders.has(vm)) continue;
      keepings.set(vm, both(keepings.get(vm), keeping));
    }
  }
  return keepings;
}

type Limit = readonly [VmId, Keeping];

function limitsOf(decree: Decree, bystanders: ReadonlyMap<VmId, readonly HostId[]>): readonly Limit[] {
  const hostsOf = (vms: readonly VmId[]): readonly HostId[] => vms.flatMap((vm) => bystanders.get(vm) ?? []);
  const keepOff = (vms: readonly VmId[], hosts: readonly HostId[]): readonly Limit[] =>
    hosts.length === 0 ? [] : vms.map((vm) => [vm, { never: new Set(hosts), only: null }]);
  switch (decree.kind) {
    case 'apart':
      return [...keepOff(decree.left, hostsOf(decree.right)), ...keepOff(decree.right, hostsOf(decree.left))];
    case 'together': {
      const only = hostsOf(decree.vms);
      return only.length === 0 ? [] : decree.vms.map((vm) => [vm, { never: new Set(), only: new Set(only) }]);
    }
    case 'spread':
      return keepOff(decree.vms, crowded(decree.vms, decree.atMost, bystanders));
    case 'pool':
      return [];
  }
}

function crowded(
  vms: readonly VmId[],
  atMost: number,
  bystanders: ReadonlyMap<VmId, readonly HostId[]>,
): readonly HostId[] {
  const there = new Map<HostId, number>();
  for (const host of vms.flatMap((vm) => bystanders.get(vm) ?? [])) there.set(host, (there.get(host) ?? 0) + 1);
  const comers = vms.filter((vm) => !bystanders.has(vm)).length;
  return [...there].filter(([, count]) => count + comers > atMost).map(([host]) => host);
}

function both(a: Keeping | undefined, b: Keeping): Keeping {
  if (a === undefined) return b;
  const only =
    a.only === null ? b.only : b.only === null ? a.only : new Set([...a.only].filter((host) => b.only?.has(host)));
  return { never: new Set([...a.never, ...b.never]), only };
}
