import type { LeaseView, Order, View } from '../policy.ts';
import {
  clearProfile,
  earliest,
  newProfile,
  type Occupation,
  occupy,
  type Profile,
  placeAt,
} from '../profile/profile.ts';
import { type HeldUntil, newCalendar, spanSeconds } from './calendar.ts';

/** What a policy starts from: room over time with what is promised taken out, orders so far, and who waits. */
export interface Page {
  readonly profile: Profile;
  readonly orders: Order[];
  /** Leases without a promised time that may start now, in order of submission. */
  readonly queue: readonly LeaseView[];
}

/** How a policy departs from what books usually do. */
export interface BookTerms {
  /** Until when a lease holds its room. */
  readonly heldUntil?: HeldUntil;
  /** Makes room for a reservation that finds none, by taking it from others; null when that does not help either. */
  readonly makeRoom?: (profile: Profile, lease: LeaseView, view: View) => Occupation | null;
}

type Booked = Map<number, Occupation>;

interface State {
  readonly profile: Profile;
  readonly booked: Booked;
  readonly terms: BookTerms;
}

/**
 * Keeps what was promised. A reservation is accepted when it arrives if there is room beside what runs and what was
 * promised before, and gets hosts; a deadline is accepted if it can be met, and gets a time and hosts; an immediate
 * lease starts or is rejected. All of these are taken out of the room that is left for others.
 */
export function newBook(terms: BookTerms = {}): (view: View) => Page {
  const calendar = newCalendar(terms.heldUntil);
  const booked: Booked = new Map();
  return (view) => {
    const profile = calendar(view);
    const orders: Order[] = [];
    forgetBegun(booked, view);
    for (const occupation of booked.values()) occupy(profile, occupation);
    for (const lease of view.leases)
      if (isDue(booked, lease, view)) orders.push(...begin(profile, booked, lease, view));
    const arrived = view.leases.filter(({ index, status }) => status === 'waiting' && view.arrived.includes(index));
    for (const lease of arrived) orders.push(...welcome({ profile, booked, terms }, lease, view));
    const answered = new Set(orders.map(({ lease }) => lease));
    return {
      profile,
      orders,
      queue: view.leases.filter((lease) => mayStart(lease, view) && !answered.has(lease.index)),
    };
  };
}

function forgetBegun(booked: Booked, { leases }: View): void {
  if (booked.size === 0) return;
  const waiting = new Set(leases.filter(({ status }) => status === 'waiting').map(({ index }) => index));
  for (const index of [...booked.keys()]) if (!waiting.has(index)) booked.delete(index);
}

const mayStart = ({ status, terms }: LeaseView, { now }: View): boolean =>
  status === 'waiting' && terms.kind === 'best-effort' && (terms.notBefore === null || terms.notBefore <= now);

const isDue = (booked: Readonly<Booked>, { index, status }: LeaseView, { now }: View): boolean =>
  status === 'waiting' && (booked.get(index)?.from ?? Number.POSITIVE_INFINITY) <= now;

/** Starts what was promised for now; where its hosts have failed or are still taken, on others if there are any. */
function begin(profile: Profile, booked: Booked, lease: LeaseView, view: View): readonly Order[] {
  const planned = booked.get(lease.index) as Occupation;
  occupy(profile, planned, -1);
  const until = view.now + spanSeconds(lease, view.overheads);
  const hosts = placeAt(profile, lease, view.now, until);
  const occupation = { lease, hosts: hosts ?? planned.hosts, from: view.now, until };
  occupy(profile, occupation);
  const stops = hosts === null ? overrunning(view, planned.hosts) : [];
  return [...stops, { kind: 'start', lease: lease.index, hosts: occupation.hosts }];
}

/** Leases that have had all they asked for and stand in the way of a promise. */
const overrunning = ({ leases }: View, hosts: readonly number[]): readonly Order[] =>
  leases
    .filter(({ status, overruns }) => status === 'running' && overruns)
    .filter(({ hosts: held }) => held.some((host) => hosts.includes(host)))
    .map(({ index }) => ({ kind: 'stop', lease: index }));

/** What is said to a request as it arrives; a best-effort one is queued without a word, if it can ever run. */
function welcome(state: State, lease: LeaseView, view: View): readonly Order[] {
  if (!fitsEmpty(lease, view)) return [rejection(lease, 'does not fit on the cluster')];
  switch (lease.terms.kind) {
    case 'best-effort':
      return [];
    case 'immediate':
      return startNow(state.profile, lease, view);
    case 'advance-reservation':
    case 'deadline':
      return promise(state, lease, view);
  }
}

const rejection = ({ index }: LeaseView, reason: string): Order => ({ kind: 'reject', lease: index, reason });

/** Whether it could run if nobody else was there and every host was up. */
function fitsEmpty(lease: LeaseView, { hosts, now }: View): boolean {
  const empty = newProfile(hosts.map((host) => ({ ...host, up: true })));
  clearProfile(empty, now);
  return placeAt(empty, lease, now, now + 1) !== null;
}

function startNow(profile: Profile, lease: LeaseView, { now, overheads }: View): readonly Order[] {
  const until = now + spanSeconds(lease, overheads);
  const hosts = placeAt(profile, lease, now, until);
  if (hosts === null) return [rejection(lease, 'there is no room now')];
  occupy(profile, { lease, hosts, from: now, until });
  return [{ kind: 'start', lease: lease.index, hosts }];
}

function promise({ profile, booked, terms }: State, lease: LeaseView, view: View): readonly Order[] {
  const found = earliest(profile, lease, spanSeconds(lease, view.overheads), windowOf(lease, view));
  const occupation = found ?? terms.makeRoom?.(profile, lease, view) ?? null;
  if (occupation === null) return [rejection(lease, 'there is no room at that time')];
  occupy(profile, occupation);
  booked.set(lease.index, occupation);
  const accept: Order = { kind: 'accept', lease: lease.index };
  const { image } = lease.request;
  const stage: readonly Order[] =
    image === null ? [] : [{ kind: 'stage', lease: lease.index, hosts: occupation.hosts }];
  if (occupation.from > view.now) return [accept, ...stage];
  return [accept, { kind: 'start', lease: lease.index, hosts: occupation.hosts }];
}

/** When it may begin. */
function windowOf(lease: LeaseView, { now, overheads }: View): { readonly after: number; readonly latest: number } {
  const { terms } = lease;
  if (terms.kind === 'advance-reservation')
    return { after: terms.startAt, latest: terms.startAt < now ? -1 : terms.startAt };
  const work = overheads.bootSeconds + (lease.leftSeconds ?? Number.POSITIVE_INFINITY);
  if (terms.kind === 'deadline') return { after: Math.max(now, terms.notBefore ?? now), latest: terms.finishBy - work };
  return { after: now, latest: Number.POSITIVE_INFINITY };
}
