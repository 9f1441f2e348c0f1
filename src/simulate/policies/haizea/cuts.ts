import type { LeaseView, Order, View } from '../../policy.ts';
import { memorySeconds } from '../memory.ts';

/** When running leases have to be off their hosts, by index: a promise needs the room from then on. */
export type Cuts = Map<number, number>;

/** Forgets the cuts of leases that hold no room any more. */
export function forgetDone(cuts: Cuts, { leases }: View): void {
  if (cuts.size === 0) return;
  const held = new Set(leases.filter(holdsRoom).map(({ index }) => index));
  for (const index of [...cuts.keys()]) if (!held.has(index)) cuts.delete(index);
}

const holdsRoom = ({ status }: LeaseView): boolean =>
  status === 'running' || status === 'starting' || status === 'resuming' || status === 'saving';

/**
 * Orders that keep the cuts: each lease is paused so that its memory is written just in time, after the saves that its
 * hosts have to do for others. One that can not be saved in time any more loses its work when the room is needed.
 */
export function pausesFor(cuts: Cuts, view: View): readonly Order[] {
  const freeBy = new Map<number, number>();
  return view.leases
    .filter((lease) => cuts.has(lease.index) && lease.status !== 'saving')
    .sort((a, b) => cutOf(cuts, b) - cutOf(cuts, a) || b.index - a.index)
    .flatMap((lease) => pauseBy(lease, cutOf(cuts, lease), freeBy, view));
}

const cutOf = (cuts: Cuts, { index }: LeaseView): number => cuts.get(index) as number;

function pauseBy(lease: LeaseView, cutAt: number, freeBy: Map<number, number>, view: View): readonly Order[] {
  const hosts = [...new Set(lease.hosts)];
  const needed = Math.min(cutAt, ...hosts.map((host) => freeBy.get(host) ?? cutAt));
  const at = needed - memorySeconds(lease, lease.hosts, view.overheads.saveMibPerSecond, view.overheads);
  for (const host of hosts) freeBy.set(host, at);
  if (endsBefore(lease, cutAt, view)) return [];
  const isTooLate = at < Math.max(view.now, lease.busyUntil ?? view.now);
  if (isTooLate) return [{ kind: 'requeue', lease: lease.index, at: Math.max(cutAt, view.now) }];
  return [{ kind: 'pause', lease: lease.index, at }];
}

/** It will be over by itself. */
function endsBefore({ leftSeconds, busyUntil }: LeaseView, cutAt: number, { now, overheads }: View): boolean {
  return leftSeconds !== null && Math.max(now, busyUntil ?? now) + leftSeconds + overheads.shutdownSeconds <= cutAt;
}
