import type { LeaseView } from '../../policy.ts';
import { candidates, type Profile, placeAt } from '../../profile/profile.ts';
import { type Room, roomFor, roomUntil, type Timeline } from '../../profile/timeline.ts';

/** Hosts on which a lease can be from some moment on, and until when. */
export interface Stretch {
  readonly hosts: readonly number[];
  readonly until: number;
}

/**
 * The longest stretch from `from` in which all VMs have room, `seconds` at most and `least` at least; null when there
 * is none. Where the whole is to be had, hosts are chosen as usual.
 */
export function longestStretch(
  profile: Profile,
  lease: LeaseView,
  from: number,
  { seconds, least }: { readonly seconds: number; readonly least: number },
): Stretch | null {
  const whole = placeAt(profile, lease, from, from + seconds);
  if (whole !== null) return { hosts: whole, until: from + seconds };
  if (least >= seconds) return null;
  const hosts = roomiest(profile, lease, from, least);
  return hosts === null ? null : { hosts, until: stretchOn(profile, lease, hosts, from) };
}

/** Until when these hosts, one a VM, have room for all VMs from `from`. */
export function stretchOn(
  { timelines }: Profile,
  { request }: LeaseView,
  hosts: readonly number[],
  from: number,
): number {
  const needs = new Map<number, Room>();
  request.vms.forEach((vm, index) => {
    const host = hosts[index] as number;
    const before = needs.get(host) ?? { cpuCentis: 0, memoryMib: 0 };
    needs.set(host, { cpuCentis: before.cpuCentis + vm.cpuCentis, memoryMib: before.memoryMib + vm.memoryMib });
  });
  return Math.min(...[...needs].map(([host, need]) => roomUntil(timelines[host] as Timeline, from, need)));
}

/** Of VMs of one size: the hosts whose room lasts longest. Mixed VMs go where they fit. */
function roomiest(profile: Profile, lease: LeaseView, from: number, least: number): readonly number[] | null {
  const { vms } = lease.request;
  const vm = vms[0] as Room;
  if (vms.some(({ cpuCentis, memoryMib }) => cpuCentis !== vm.cpuCentis || memoryMib !== vm.memoryMib))
    return placeAt(profile, lease, from, from + least);
  const found = candidates(profile, lease)
    .map((host) => {
      const timeline = profile.timelines[host] as Timeline;
      const count = roomFor(timeline, from, from + least, vm, vms.length);
      return { host, count, until: count === 0 ? from : roomUntil(timeline, from, vm) };
    })
    .filter(({ count }) => count > 0)
    .sort((a, b) => (a.until === b.until ? a.host - b.host : a.until > b.until ? -1 : 1));
  const hosts = found.flatMap(({ host, count }) => new Array<number>(count).fill(host)).slice(0, vms.length);
  return hosts.length === vms.length ? hosts : null;
}
