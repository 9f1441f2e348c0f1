import type { LeaseView, Order, SimulationPolicy, View } from '../../policy.ts';
import { earliest, type Occupation, occupy, type Profile } from '../../profile/profile.ts';
import { newBook } from '../book.ts';
import { type HeldUntil, heldUntil, spanSeconds } from '../calendar.ts';
import { decisionOf } from '../decision.ts';
import { memorySeconds, moveSeconds, shortestMemorySeconds } from '../memory.ts';
import { type Cuts, forgetDone, pausesFor } from './cuts.ts';
import { makeRoom } from './make-room.ts';
import { longestStretch, type Stretch, stretchOn } from './stretch.ts';

/** How Haizea is set. */
export interface HaizeaTerms {
  /** Which best-effort lease gives way first: `oldest` is what its releases did, `youngest` what they meant to do. */
  readonly preempts: 'youngest' | 'oldest';
  /** Leases that may have a reservation in the future at one time: 1 is aggressive backfilling, 0 none. */
  readonly reservations: number;
  /** A lease is only started where it can run so long before it must be paused, seconds; null is what saving and resuming take, twice. */
  readonly thresholdSeconds: number | null;
  /** Whether paused leases may be resumed on other hosts. */
  readonly migrates: boolean;
}

export const DEFAULT_HAIZEA: HaizeaTerms = {
  preempts: 'youngest',
  reservations: 1,
  thresholdSeconds: null,
  migrates: false,
};

/** What a policy does otherwise that keeps promises as Haizea does. */
export interface HaizeaWays {
  /** Looks at the cloud before anything is decided. */
  readonly note: (view: View) => void;
  /** Those that wait or are paused, in the order in which they are served. */
  readonly inOrder: (queue: readonly LeaseView[], view: View) => readonly LeaseView[];
  /** So long before it must a save begins where it can: other hosts may be fetching memory from there. */
  readonly spareSeconds: (view: View) => number;
  /** Has others paused for a lease that finds no room now, and takes the room for it; false when that is not to be. */
  readonly makeWay: (setting: Setting, lease: LeaseView) => boolean;
}

const AS_HAIZEA: HaizeaWays = {
  note: () => undefined,
  inOrder: (queue) => queue,
  spareSeconds: () => 0,
  makeWay: () => false,
};

/**
 * As Haizea does it: reservations are accepted while best effort can give way to them, by being paused just in time;
 * best effort runs in the order of submission, is backfilled, starts where it fits before a reservation though it must
 * then be paused, and is resumed as soon as there is room.
 */
export function haizea(terms: HaizeaTerms = DEFAULT_HAIZEA, ways: HaizeaWays = AS_HAIZEA): SimulationPolicy {
  const cuts: Cuts = new Map();
  const until = (lease: LeaseView, view: View): number =>
    Math.min(heldUntil(lease, view), cuts.get(lease.index) ?? Number.POSITIVE_INFINITY);
  const book = newBook({
    heldUntil: until,
    makeRoom: (profile, lease, view) => makeRoom({ profile, cuts, heldUntil: until }, lease, view, terms.preempts),
  });
  return {
    name: 'haizea',
    decide: (view) => {
      ways.note(view);
      forgetDone(cuts, view);
      const { profile, orders, queue } = book(view);
      const begun = serve(
        { profile, terms, cuts, view, heldUntil: until, ways },
        ways.inOrder(withPaused(queue, view), view),
      );
      return decisionOf([...pausesFor(cuts, view, ways.spareSeconds(view)), ...orders, ...begun]);
    },
  };
}

/** Those that wait, and those whose memory is saved, in order of submission. */
function withPaused(queue: readonly LeaseView[], { leases }: View): readonly LeaseView[] {
  const waiting = new Set(queue);
  return leases.filter((lease) => lease.status === 'paused' || lease.status === 'migrating' || waiting.has(lease));
}

/** Where leases are served: the room over time that is left, and who has to be off their hosts. */
export interface Setting {
  readonly profile: Profile;
  readonly terms: HaizeaTerms;
  readonly cuts: Cuts;
  readonly view: View;
  readonly heldUntil: HeldUntil;
  readonly ways: HaizeaWays;
}

function serve(setting: Setting, queue: readonly LeaseView[]): readonly Order[] {
  const orders: Order[] = [];
  let reserved = 0;
  for (const lease of queue) {
    if (lease.status === 'migrating') {
      keepRoom(setting, lease);
      continue;
    }
    const stretch = stretchNow(setting, lease);
    if (stretch !== null) orders.push(begin(setting, lease, stretch));
    else if (setting.ways.makeWay(setting, lease)) continue;
    else if (reserved >= setting.terms.reservations) {
      if (setting.terms.reservations === 0) break;
    } else {
      const journey = reserve(setting, lease);
      if (journey !== null) reserved++;
      orders.push(...(journey ?? []));
    }
  }
  return orders;
}

/** A lease whose memory is on its way goes on where it arrives, if nothing promised is there by then. */
function keepRoom(setting: Setting, lease: LeaseView): void {
  const { profile, view } = setting;
  const from = lease.busyUntil ?? view.now;
  const until = Math.min(from + wantedSeconds(setting, lease).seconds, stretchOn(profile, lease, lease.hosts, from));
  occupy(profile, { lease, hosts: lease.hosts, from, until });
}

/** Where it can run from now, for as long as it needs or at least the threshold. */
function stretchNow(setting: Setting, lease: LeaseView): Stretch | null {
  const { profile, view, terms } = setting;
  const wanted = wantedSeconds(setting, lease);
  if (lease.status !== 'paused') return longestStretch(profile, lease, view.now, wanted);
  const until = Math.min(stretchOn(profile, lease, lease.hosts, view.now), view.now + wanted.seconds);
  const own = until - view.now >= wanted.least ? { hosts: lease.hosts, until } : null;
  if (own !== null || !terms.migrates) return own;
  return longestStretch(profile, lease, view.now, withMove(lease, wanted, view));
}

interface Wanted {
  readonly seconds: number;
  readonly least: number;
}

/** Room for all that is left, and for what is the least worth a start. */
function wantedSeconds({ view, terms }: Setting, lease: LeaseView): Wanted {
  const { overheads } = view;
  const save = shortestMemorySeconds(lease, overheads.saveMibPerSecond, overheads);
  const resume =
    lease.status === 'waiting' ? 0 : memorySeconds(lease, lease.hosts, overheads.resumeMibPerSecond, overheads);
  const seconds = resume + spanSeconds(lease, overheads);
  const threshold = terms.thresholdSeconds ?? 2 * (save + resume);
  const least = Math.max(threshold, overheads.bootSeconds + resume + save + 1);
  return { seconds, least: lease.request.preemptible ? Math.min(seconds, least) : seconds };
}

/** On other hosts its memory has to be brought there first: at worst, all of it from and to one host after another. */
function withMove(lease: LeaseView, { seconds, least }: Wanted, view: View): Wanted {
  const move = longestMove(lease, view);
  return { seconds: seconds + move, least: least + move };
}

function longestMove(lease: LeaseView, { overheads, hosts }: View): number {
  const elsewhere = lease.hosts.map((_, index) => hosts.length + index);
  return moveSeconds(lease, elsewhere, overheads.migrationMibPerSecond);
}

function begin({ profile, cuts, view }: Setting, lease: LeaseView, { hosts, until }: Stretch): Order {
  const seconds = spanSeconds(lease, view.overheads);
  const isWhole = until - view.now >= seconds && lease.status !== 'paused';
  if (!isWhole && lease.request.preemptible && until !== Number.POSITIVE_INFINITY) cuts.set(lease.index, until);
  occupy(profile, { lease, hosts, from: view.now, until });
  return { kind: lease.status === 'paused' ? 'resume' : 'start', lease: lease.index, hosts };
}

/**
 * Takes room in the future for a lease that finds none now; null when there is none. @returns the order by which saved
 * memory sets out in time, where it has to go elsewhere.
 */
function reserve(setting: Setting, lease: LeaseView): readonly Order[] | null {
  const { profile, view, terms } = setting;
  if (lease.status === 'paused' && !terms.migrates) return null;
  const { seconds, least } = wantedSeconds(setting, lease);
  const found = reservable(setting, lease, least);
  if (found === null) return null;
  const until = Math.min(found.from + seconds, stretchOn(profile, lease, found.hosts, found.from));
  occupy(profile, { ...found, until });
  if (lease.status !== 'paused' || found.hosts.every((host, vm) => host === lease.hosts[vm])) return [];
  const at = found.from - moveSeconds(lease, found.hosts, view.overheads.migrationMibPerSecond);
  return [{ kind: 'migrate', lease: lease.index, hosts: found.hosts, at }];
}

/** The soonest room to which saved memory can be brought by then. */
function reservable({ profile, view }: Setting, lease: LeaseView, least: number): Occupation | null {
  const after = view.now + 1;
  const soonest = earliest(profile, lease, least, { after, latest: Number.POSITIVE_INFINITY });
  if (soonest === null || lease.status !== 'paused') return soonest;
  const move = moveSeconds(lease, soonest.hosts, view.overheads.migrationMibPerSecond);
  if (view.now + move <= soonest.from) return soonest;
  const later = { after: after + longestMove(lease, view), latest: Number.POSITIVE_INFINITY };
  return earliest(profile, lease, least, later);
}
