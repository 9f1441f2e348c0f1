import type { HostView, LeaseView } from '../policy.ts';
import { forget, hostsOver, newStretches, refresh, type Stretches, soonestIn } from './stretches.ts';
import { soonest } from './sweep.ts';
import { clear, type Room, roomFor, roomUntil, type Timeline, take } from './timeline.ts';

/** Free room of every host over time: what runs and what is promised is taken out of it. Seconds of the virtual clock. */
export interface Profile {
  readonly hosts: readonly HostView[];
  readonly timelines: readonly Timeline[];
  /** Hosts each request may use, by name, for requests that may not use all. */
  readonly indexOf: ReadonlyMap<string, number>;
  /** Free stretches for VMs of the sizes that were searched for, by size. */
  readonly stretches: Map<string, Stretches>;
}

/** All hosts that are up, with nothing on them; hosts that are down have no room. */
export function newProfile(hosts: readonly HostView[]): Profile {
  const indexOf = new Map(hosts.map(({ name }, index) => [name, index]));
  const timelines = hosts.map(() => ({ at: [0], cpuCentis: [0], memoryMib: [0] }));
  return { hosts, timelines, indexOf, stretches: new Map() };
}

/** Makes it anew: everything free from `now`. */
export function clearProfile(profile: Profile, now: number): void {
  profile.hosts.forEach((host, index) => {
    clear(profile.timelines[index] as Timeline, now, host.up ? host.capacity : NOTHING);
  });
  for (const each of profile.stretches.values()) forget(each);
}

function touch({ stretches }: Profile, host: number): void {
  for (const each of stretches.values()) each.stale.add(host);
}

const NOTHING: Room = { cpuCentis: 0, memoryMib: 0 };

/** A lease on its hosts, one a VM, from … until. */
export interface Occupation {
  readonly lease: LeaseView;
  readonly hosts: readonly number[];
  readonly from: number;
  readonly until: number;
}

/** Takes an occupation's room, or (with −1) gives it back. */
export function occupy(profile: Profile, { lease, hosts, from, until }: Occupation, sign: 1 | -1 = 1): void {
  lease.request.vms.forEach((vm, index) => {
    const host = hosts[index] as number;
    take(profile.timelines[host] as Timeline, from, until, vm, sign);
    touch(profile, host);
  });
}

/**
 * Hosts for all VMs of a lease with room from `from` until `until`, one a VM, or null. Of those with room the ones come
 * first whose room ends soonest, so that long stretches stay whole; then by index.
 */
export function placeAt(profile: Profile, lease: LeaseView, from: number, until: number): readonly number[] | null {
  const { vms } = lease.request;
  const [first] = vms;
  if (first === undefined) return [];
  return vms.every((vm) => isSame(vm, first))
    ? placeAlike(profile, lease, from, until)
    : placeMixed(profile, lease, from, until);
}

const isSame = (a: Room, b: Room): boolean => a.cpuCentis === b.cpuCentis && a.memoryMib === b.memoryMib;

function placeAlike(profile: Profile, lease: LeaseView, from: number, until: number): readonly number[] | null {
  const { vms } = lease.request;
  const vm = vms[0] as Room;
  const found: { readonly host: number; readonly count: number }[] = [];
  let total = 0;
  for (const host of candidates(profile, lease)) {
    const count = roomFor(profile.timelines[host] as Timeline, from, until, vm, vms.length);
    if (count > 0) found.push({ host, count });
    total += count;
  }
  if (total < vms.length) return null;
  return tightest(profile, found, until, vm)
    .flatMap(({ host, count }) => new Array<number>(count).fill(host))
    .slice(0, vms.length);
}

function tightest<Found extends { readonly host: number }>(
  { timelines }: Profile,
  found: readonly Found[],
  until: number,
  vm: Room,
): readonly Found[] {
  const spare = new Map(found.map(({ host }) => [host, roomUntil(timelines[host] as Timeline, until, vm)]));
  const spareOf = ({ host }: Found): number => spare.get(host) as number;
  return [...found].sort((a, b) => compare(spareOf(a), spareOf(b)) || a.host - b.host);
}

/** Infinite ones are equal. */
const compare = (a: number, b: number): number => (a === b ? 0 : a < b ? -1 : 1);

/** VMs of several sizes: the largest first, each to the first host that has room beside those before it. */
function placeMixed(profile: Profile, lease: LeaseView, from: number, until: number): readonly number[] | null {
  const { vms } = lease.request;
  const order = vms.map((_, index) => index).sort((a, b) => sizeOf(vms[b] as Room) - sizeOf(vms[a] as Room) || a - b);
  const hosts = new Array<number>(vms.length).fill(-1);
  for (const index of order) {
    const vm = vms[index] as Room;
    const host = candidates(profile, lease).find(
      (each) => roomFor(profile.timelines[each] as Timeline, from, until, vm, 1) === 1,
    );
    if (host === undefined) break;
    hosts[index] = host;
    take(profile.timelines[host] as Timeline, from, until, vm, 1);
  }
  hosts.forEach((host, index) => {
    if (host !== -1) take(profile.timelines[host] as Timeline, from, until, vms[index] as Room, -1);
  });
  return hosts.includes(-1) ? null : hosts;
}

const sizeOf = ({ cpuCentis, memoryMib }: Room): number => cpuCentis * 10.24 + memoryMib;

/** Hosts that a lease may use. */
export function candidates(profile: Profile, { request }: LeaseView): readonly number[] {
  if (request.hosts === null) return allOf(profile);
  return request.hosts.flatMap((name) => profile.indexOf.get(name) ?? []);
}

const ALL = new WeakMap<Profile, readonly number[]>();

function allOf(profile: Profile): readonly number[] {
  let all = ALL.get(profile);
  if (all === undefined) {
    all = profile.hosts.map((_, index) => index);
    ALL.set(profile, all);
  }
  return all;
}

/** Where and when a lease that needs room for `seconds` can begin soonest, not before `after` nor later than `latest`. */
export function earliest(
  profile: Profile,
  lease: LeaseView,
  seconds: number,
  { after, latest }: { readonly after: number; readonly latest: number },
): Occupation | null {
  const { vms } = lease.request;
  const [vm] = vms;
  const isAlike = vm !== undefined && vms.every((each) => isSame(each, vm));
  const stretches = isAlike && lease.request.hosts === null ? stretchesFor(profile, vm) : null;
  if (stretches !== null) return earliestIn(stretches, lease, seconds, { after, latest });
  const timelines = candidates(profile, lease).map((host) => profile.timelines[host] as Timeline);
  const times = isAlike
    ? [soonest(timelines, { vm, count: vms.length, seconds, after, latest })].filter((at) => at !== null)
    : startTimes(profile, after, latest);
  for (const from of times) {
    const hosts = placeAt(profile, lease, from, from + seconds);
    if (hosts !== null) return { lease, hosts, from, until: from + seconds };
  }
  return null;
}

/** VMs of one size that hosts may hold at most, and sizes, for which stretches are worth keeping. */
const MOST_SLOTS = 8;
const MOST_SIZES = 4;

/** Free stretches for VMs of that size, up to date; null where too many would have to be kept. */
function stretchesFor({ hosts, timelines, stretches }: Profile, vm: Room): Stretches | null {
  const key = `${vm.cpuCentis} ${vm.memoryMib}`;
  let found = stretches.get(key);
  if (found === undefined) {
    if (stretches.size >= MOST_SIZES || hosts.some(({ capacity }) => slotsIn(capacity, vm) > MOST_SLOTS)) return null;
    found = newStretches(vm, hosts.length);
    stretches.set(key, found);
  }
  refresh(found, timelines);
  return found;
}

const slotsIn = (capacity: Room, vm: Room): number =>
  Math.min(capacity.cpuCentis / vm.cpuCentis, capacity.memoryMib / vm.memoryMib);

function earliestIn(
  stretches: Stretches,
  lease: LeaseView,
  seconds: number,
  when: { readonly after: number; readonly latest: number },
): Occupation | null {
  const count = lease.request.vms.length;
  const from = soonestIn(stretches, { count, seconds, ...when });
  if (from === null) return null;
  const until = from + seconds;
  return { lease, hosts: hostsOver(stretches, from, until).slice(0, count), from, until };
}

/** Moments at which room may appear. */
function startTimes({ timelines }: Profile, after: number, latest: number): readonly number[] {
  const times = new Set<number>();
  if (after <= latest) times.add(after);
  for (const { at } of timelines) for (const time of at) if (time > after && time <= latest) times.add(time);
  return [...times].sort((a, b) => a - b);
}
