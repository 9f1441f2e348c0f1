import { newStay } from './segments.ts';
import type { Timetable } from './timetable.ts';

/** Tells how welcome a VM is on a host in slots `from` ≤ t < `until`: the lowest number wins, ties the first host. */
export type HostScore = (vm: number, host: number, from: number, until: number) => number;

/** Takes the first host with room. */
export const firstFit: HostScore = () => 0;

/**
 * Prefers the host with the least room left, averaged over three slots of the stay and all resources, so that wide
 * holes stay whole for what needs them. `sign` −1 turns it into worst fit, which spreads load.
 */
export function bestFit(timetable: Timetable, sign: 1 | -1 = 1): HostScore {
  const { grid, problem } = timetable;
  const scale = problem.resources.map((_, r) => 1 / Math.max(1, ...problem.hosts.map((h) => h.capacity[r] as number)));
  return (_vm, host, from, until) => {
    let left = 0;
    for (const t of [from, (from + until - 1) >> 1, until - 1]) {
      const at = (host * grid.slots + t) * grid.resources;
      for (let r = 0; r < grid.resources; r++) left += (grid.free[at + r] as number) * (scale[r] as number);
    }
    return sign * left;
  };
}

/**
 * Finds a host for each VM of a gang in the same slots, one after the other, each where it scores lowest. Returns the
 * hosts in the order of `vms`, or null when one finds none. Holds nothing afterwards.
 */
export function chooseHosts(
  timetable: Timetable,
  vms: readonly number[],
  from: number,
  until: number,
  score: HostScore,
  allowed: (position: number) => readonly number[] = (position) =>
    timetable.problem.hostSets[timetable.vm(vms[position] as number).hostSet] as readonly number[],
): readonly number[] | null {
  const chosen: number[] = [];
  for (const [position, vm] of vms.entries()) {
    const host = bestHost(timetable, vm, allowed(position), from, until, score);
    if (host === null) break;
    chosen.push(host);
    if (vms.length > 1) {
      timetable.hold(vm, newStay(host, from, until));
    }
  }
  if (vms.length > 1) for (const vm of vms) timetable.release(vm);
  return chosen.length === vms.length ? chosen : null;
}

function bestHost(
  timetable: Timetable,
  vm: number,
  hosts: readonly number[],
  from: number,
  until: number,
  score: HostScore,
): number | null {
  let best: number | null = null;
  let lowest = Number.POSITIVE_INFINITY;
  for (const host of hosts) {
    if (!timetable.grid.fits(timetable.vm(vm).demand, host, from, until, true)) continue;
    const here = score(vm, host, from, until);
    if (here >= lowest || !timetable.hasRoom(vm, host, from, until)) continue;
    lowest = here;
    best = host;
    if (score === firstFit) break;
  }
  return best;
}
