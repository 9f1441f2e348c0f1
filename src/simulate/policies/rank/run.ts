import type { Amounts } from '../../../domain/resources.ts';

/** OpenNebula's host policies: RUNNING_VMS, −RUNNING_VMS, FREE_CPU. */
export type RankKind = 'packing' | 'striping' | 'load-aware';

/** A host when a run of the scheduler begins. */
export interface RankedHost {
  readonly runningVms: number;
  /** CPU that nobody uses, as monitored, hundredths of a core. */
  readonly idleCpuCentis: number;
  /** What may still be given away. */
  readonly room: Amounts;
  readonly up: boolean;
}

/** VMs that are placed in one run or not at all. */
export interface Candidate {
  readonly vms: readonly Amounts[];
  /** Hosts it may use; null is all. */
  readonly hosts: readonly number[] | null;
}

/** As in `sched.conf`; 0 is without limit. */
export interface RunLimits {
  /** New VMs of a host in one run. The VMs of one gang count once, since OpenNebula knows no gangs. */
  readonly maxHost: number;
  /** New VMs in one run. */
  readonly maxDispatch: number;
}

/**
 * One run of OpenNebula's `rank` scheduler: candidates in their order; for each VM the hosts from the best rank down,
 * of equal ranks the one with the higher id first; the first that has room and has not been given its share in this
 * run. Ranks are those of the beginning, whatever the run places.
 *
 * @returns hosts for each candidate, one a VM; null where there were none.
 */
export function rankRun(
  hosts: readonly RankedHost[],
  candidates: readonly Candidate[],
  kind: RankKind,
  limits: RunLimits,
): readonly (readonly number[] | null)[] {
  const order = hosts.map((_, index) => index).sort((a, b) => rankOf(hosts, b, kind) - rankOf(hosts, a, kind) || b - a);
  const rooms = hosts.map(({ room }) => ({ ...room }));
  const given = hosts.map(() => 0);
  let dispatched = 0;
  return candidates.map((candidate) => {
    if (
      limits.maxDispatch > 0 &&
      dispatched + candidate.vms.length > Math.max(limits.maxDispatch, candidate.vms.length)
    )
      return null;
    const usable = order.filter(
      (host) =>
        hosts[host]?.up === true &&
        (limits.maxHost === 0 || (given[host] as number) < limits.maxHost) &&
        (candidate.hosts === null || candidate.hosts.includes(host)),
    );
    const found = place(candidate.vms, usable, rooms);
    if (found !== null) dispatched += found.length;
    for (const host of new Set(found)) given[host] = (given[host] as number) + 1;
    return found;
  });
}

function rankOf(hosts: readonly RankedHost[], index: number, kind: RankKind): number {
  const { runningVms, idleCpuCentis } = hosts[index] as RankedHost;
  switch (kind) {
    case 'packing':
      return runningVms;
    case 'striping':
      return -runningVms;
    case 'load-aware':
      return idleCpuCentis;
  }
}

interface MutableRoom {
  cpuCentis: number;
  memoryMib: number;
}

/** Takes the room when all fit, and none of it otherwise. */
function place(
  vms: readonly Amounts[],
  usable: readonly number[],
  rooms: readonly MutableRoom[],
): readonly number[] | null {
  const found: number[] = [];
  for (const vm of vms) {
    const host = usable.find((each) => fits(vm, rooms[each] as MutableRoom));
    if (host === undefined) break;
    found.push(host);
    change(rooms[host] as MutableRoom, vm, -1);
  }
  if (found.length === vms.length) return found;
  found.forEach((host, index) => {
    change(rooms[host] as MutableRoom, vms[index] as Amounts, 1);
  });
  return null;
}

const fits = (vm: Amounts, room: MutableRoom): boolean =>
  vm.cpuCentis <= room.cpuCentis && vm.memoryMib <= room.memoryMib;

function change(room: MutableRoom, { cpuCentis, memoryMib }: Amounts, sign: 1 | -1): void {
  room.cpuCentis += sign * cpuCentis;
  room.memoryMib += sign * memoryMib;
}
