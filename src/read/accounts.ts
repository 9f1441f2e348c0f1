import type { Host } from '../domain/host.ts';
import type { HostId, VmId } from '../domain/ids.ts';
import type { Amounts } from '../domain/resources.ts';
import type { RawVm } from './raw-cloud.ts';

/**
 * Hosts whose accounts agree with where VMs are that rest on a host: running, not heard of, suspended or powered off.
 * oned changes both together, but a busy cloud may be read while it does, its hosts a moment before its VMs.
 */
export function agreeingHosts(hosts: readonly Host[], vms: readonly RawVm[]): readonly Host[] {
  const resting = new Map(vms.flatMap((vm) => (vm.stay !== null && rests(vm) ? [[vm.id, vm] as const] : [])));
  const comers = missing(hosts, [...resting.values()]);
  return hosts.map((host) => {
    const leavers = host.vms.flatMap((id) => resting.get(id) ?? []).filter(({ stay }) => stay?.host !== host.id);
    return changed(host, comers.get(host.id) ?? [], leavers);
  });
}

/** RUNNING and UNKNOWN; SUSPENDED and POWEROFF. Whatever is on its way may be counted on one host, on two or on none. */
const rests = ({ state, lcmState }: RawVm): boolean =>
  state === 5 || state === 8 || (state === 3 && (lcmState === 3 || lcmState === 16));

/** Those whose host does not count them, by that host. */
function missing(hosts: readonly Host[], resting: readonly RawVm[]): ReadonlyMap<HostId, readonly RawVm[]> {
  const counted = new Map<HostId, ReadonlySet<VmId>>(hosts.map(({ id, vms }) => [id, new Set(vms)]));
  const found = new Map<HostId, RawVm[]>();
  for (const vm of resting) {
    const home = vm.stay?.host as HostId;
    if (counted.get(home)?.has(vm.id) !== false) continue;
    found.set(home, [...(found.get(home) ?? []), vm]);
  }
  return found;
}

function changed(host: Host, comers: readonly RawVm[], leavers: readonly RawVm[]): Host {
  if (comers.length === 0 && leavers.length === 0) return host;
  const gone = new Set(leavers.map(({ id }) => id));
  const vms = [...host.vms.filter((id) => !gone.has(id)), ...comers.map(({ id }) => id)].sort((a, b) => a - b);
  const usage = (name: keyof Amounts): number => {
    const of = (some: readonly RawVm[]): number => some.reduce((sum, { demand }) => sum + demand[name], 0);
    return Math.max(0, host.usage[name] + of(comers) - of(leavers));
  };
  return {
    ...host,
    vms,
    usage: { cpuCentis: usage('cpuCentis'), memoryMib: usage('memoryMib') },
    runningVms: host.runningVms + comers.length - leavers.length,
  };
}
