import type { LeaseView, Order, SimulationPolicy, View } from '../../policy.ts';
import { decisionOf } from '../decision.ts';
import { type Candidate, type RankedHost, type RankKind, type RunLimits, rankRun } from './run.ts';

/** When a run begins, as in `oned.conf` and `sched.conf`. Seconds. */
export interface RankTerms extends RunLimits {
  /** A new VM waits so long at most until a run begins, or until so many are new. */
  readonly windowSeconds: number;
  readonly windowVms: number;
  /** While VMs are pending a run begins so often. */
  readonly retrySeconds: number;
}

/** What OpenNebula 7.4 comes with. */
export const DEFAULT_RANK: RankTerms = {
  windowSeconds: 10,
  windowVms: 7,
  retrySeconds: 60,
  maxHost: 1,
  maxDispatch: 30,
};

/**
 * OpenNebula's `rank` scheduler, run after run. It knows no time: a lease starts as soon as there is room, whatever is
 * to come, and a reservation is a deploy at its time, which works or does not. It never promises, pauses or moves.
 */
export function rank(kind: RankKind, terms: RankTerms = DEFAULT_RANK): SimulationPolicy {
  const seen = new Set<number>();
  let lastRun = Number.NEGATIVE_INFINITY;
  return {
    name: `rank-${kind}`,
    decide: (view) => {
      const pending = view.leases.filter((lease) => isPending(lease, view));
      const fresh = pending.filter(({ index }) => !seen.has(index));
      const due = dueAt({ pending, fresh, lastRun, terms, view });
      const startAt = nextStart(view);
      if (due > view.now) return decisionOf([], [], finite(Math.min(due, startAt)));
      for (const { index } of fresh) seen.add(index);
      lastRun = view.now;
      const orders = oneRun(pending, view, kind, terms);
      const again = orders.length < pending.length ? view.now + terms.retrySeconds : Number.POSITIVE_INFINITY;
      return decisionOf(orders, [], finite(Math.min(again, startAt)));
    },
  };
}

const finite = (at: number): number | null => (at === Number.POSITIVE_INFINITY ? null : at);

/** It may start at this moment. */
function isPending({ status, terms }: LeaseView, { now }: View): boolean {
  if (status !== 'waiting') return false;
  if (terms.kind === 'advance-reservation') return terms.startAt === now;
  return terms.kind === 'immediate' || (terms.notBefore ?? 0) <= now;
}

interface Moment {
  readonly pending: readonly LeaseView[];
  readonly fresh: readonly LeaseView[];
  readonly lastRun: number;
  readonly terms: RankTerms;
  readonly view: View;
}

/** When the next run begins; a deploy at a set time does not wait for a window. */
function dueAt({ pending, fresh, lastRun, terms, view }: Moment): number {
  if (pending.some((lease) => isExact(lease))) return view.now;
  const oldest = Math.min(...fresh.map(sinceWhen));
  const newVms = fresh.reduce((sum, { request }) => sum + request.vms.length, 0);
  const window = newVms >= terms.windowVms ? view.now : oldest + terms.windowSeconds;
  const retry =
    pending.length > 0 && lastRun > Number.NEGATIVE_INFINITY ? lastRun + terms.retrySeconds : Number.POSITIVE_INFINITY;
  return Math.min(window, retry);
}

const isExact = ({ terms }: LeaseView): boolean => terms.kind === 'advance-reservation' || terms.kind === 'immediate';

const sinceWhen = ({ request, terms }: LeaseView): number =>
  Math.max(request.submitSeconds, 'notBefore' in terms ? (terms.notBefore ?? 0) : 0);

/** The next reservation's time. */
const nextStart = ({ leases, now }: View): number =>
  leases.reduce(
    (next, { status, terms }) =>
      status === 'waiting' && terms.kind === 'advance-reservation' && terms.startAt > now
        ? Math.min(next, terms.startAt)
        : next,
    Number.POSITIVE_INFINITY,
  );

function oneRun(pending: readonly LeaseView[], view: View, kind: RankKind, limits: RunLimits): readonly Order[] {
  const found = rankRun(hostsNow(view), pending.map(candidateOf(view)), kind, limits);
  return pending.flatMap(({ index }, at) => {
    const hosts = found[at] ?? null;
    return hosts === null ? [] : [{ kind: 'start', lease: index, hosts } as const];
  });
}

const candidateOf =
  ({ hosts }: View) =>
  ({ request }: LeaseView): Candidate => ({
    vms: request.vms,
    hosts:
      request.hosts === null
        ? null
        : hosts.flatMap(({ name }, index) => (request.hosts?.includes(name) ? [index] : [])),
  });

/** What each host has given away; a VM is taken to use all the CPU it has. */
function hostsNow({ hosts, leases }: View): readonly RankedHost[] {
  const used = hosts.map(() => ({ vms: 0, cpuCentis: 0, memoryMib: 0 }));
  for (const { status, request, hosts: on } of leases) {
    if (status === 'waiting' || status === 'paused' || status === 'migrating') continue;
    request.vms.forEach(({ cpuCentis, memoryMib }, index) => {
      const host = used[on[index] as number];
      if (host === undefined) return;
      host.vms++;
      host.cpuCentis += cpuCentis;
      host.memoryMib += memoryMib;
    });
  }
  return hosts.map(({ capacity, up }, index) => {
    const { vms, cpuCentis, memoryMib } = used[index] ?? { vms: 0, cpuCentis: 0, memoryMib: 0 };
    const room = { cpuCentis: capacity.cpuCentis - cpuCentis, memoryMib: capacity.memoryMib - memoryMib };
    return { runningVms: vms, idleCpuCentis: room.cpuCentis, room, up };
  });
}
