import type { WorkloadRequest } from '../../domain/workload.ts';
import { RANK } from './agenda.ts';
import { type Cloud, hold, later } from './cloud.ts';
import { isTooLong, type SimulatedLease } from './lease.ts';

/** A lease that holds room begins to work, or goes on. */
export function beginWork(cloud: Cloud, lease: SimulatedLease): void {
  change(lease, 'running', null);
  lease.beginWork();
  cloud.emit({ kind: 'run', lease: lease.index });
  const left = lease.trulyLeftSeconds;
  if (left !== null) later(cloud, lease, cloud.now + left, RANK.end, () => endOfWork(cloud, lease));
  watchEstimate(cloud, lease);
}

/** Where it runs on, the policy hears that its estimate was too short, each time. */
function watchEstimate(cloud: Cloud, lease: SimulatedLease): void {
  const seconds = lease.untilOverrunSeconds;
  if (seconds === null) return;
  later(cloud, lease, cloud.now + seconds, RANK.over, () => {
    lease.extendEstimate();
    cloud.asks = true;
    watchEstimate(cloud, lease);
  });
}

/** Its work is over, by itself or because its time is up. */
export function endOfWork(cloud: Cloud, lease: SimulatedLease): void {
  const truth = cloud.workload.requests[lease.index] as WorkloadRequest;
  const cut = isTooLong(truth) && lease.trulyLeftSeconds !== null && cloud.options.overrun !== 'extend';
  end(cloud, lease, cut ? (cloud.options.overrun === 'stop' ? 'overran' : 'cut') : 'done');
}

/** Work ends for good; the room is free when it has shut down. */
export function end(cloud: Cloud, lease: SimulatedLease, how: 'done' | 'cut' | 'overran'): void {
  lease.endWork();
  lease.turn++;
  cloud.emit({ kind: 'end', lease: lease.index, how });
  cloud.asks = true;
  const { shutdownSeconds } = cloud.options.overheads;
  if (shutdownSeconds === 0) {
    released(cloud, lease);
    return;
  }
  change(lease, 'ending', cloud.now + shutdownSeconds);
  later(cloud, lease, cloud.now + shutdownSeconds, RANK.over, () => released(cloud, lease));
}

function released(cloud: Cloud, lease: SimulatedLease): void {
  hold(cloud, lease, -1);
  leave(cloud, lease);
  cloud.emit({ kind: 'released', lease: lease.index });
}

/** It is over: the policy does not see it any more. */
export function leave(cloud: Cloud, lease: SimulatedLease): void {
  lease.turn++;
  cloud.present.delete(lease.index);
  cloud.asks = true;
}

export function fail(cloud: Cloud, lease: SimulatedLease, reason: string): void {
  cloud.emit({ kind: 'failed', lease: lease.index, reason });
  leave(cloud, lease);
}

export function reject(cloud: Cloud, lease: SimulatedLease, reason: string): void {
  cloud.emit({ kind: 'rejected', lease: lease.index, reason });
  leave(cloud, lease);
}

/** All its work is gone. What may start later waits again; the rest has failed. */
export function lose(cloud: Cloud, lease: SimulatedLease, reason: string): void {
  if (holdsRoom(lease)) hold(cloud, lease, -1);
  lease.discard();
  change(lease, 'waiting', null);
  lease.hosts = [];
  cloud.emit({ kind: 'lost', lease: lease.index, reason });
  cloud.asks = true;
  if (lease.terms.kind === 'best-effort' || lease.terms.kind === 'deadline') return;
  if (lease.terms.kind === 'advance-reservation') breakPromise(cloud, lease, 'start', reason);
  fail(cloud, lease, reason);
}

export function breakPromise(cloud: Cloud, lease: SimulatedLease, promise: 'start' | 'deadline', reason: string): void {
  if (lease.accepted) cloud.emit({ kind: 'broken', lease: lease.index, promise, reason });
}

/** Puts a lease into another state; what was to come of the last one does not. */
export function change(lease: SimulatedLease, status: SimulatedLease['status'], busyUntil: number | null): void {
  lease.turn++;
  lease.status = status;
  lease.busyUntil = busyUntil;
}

export const holdsRoom = ({ status }: SimulatedLease): boolean =>
  status !== 'waiting' && status !== 'paused' && status !== 'migrating';
