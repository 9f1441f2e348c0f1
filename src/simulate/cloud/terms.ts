import type { WorkloadRequest } from '../../domain/workload.ts';
import { RANK } from './agenda.ts';
import { askAt, type Cloud } from './cloud.ts';
import { SimulatedLease } from './lease.ts';
import { breakPromise, fail, reject } from './life.ts';

/** A request arrives; what its terms set in time is noted. */
export function arrive(cloud: Cloud, index: number): void {
  const truth = cloud.workload.requests[index] as WorkloadRequest;
  const lease = new SimulatedLease(index, truth, cloud, cloud.options);
  cloud.present.set(index, lease);
  cloud.arrived.push(index);
  cloud.asks = true;
  cloud.emit({ kind: 'arrived', lease: index });
  watchTerms(cloud, lease);
}

function watchTerms(cloud: Cloud, lease: SimulatedLease): void {
  const { terms } = lease;
  switch (terms.kind) {
    case 'best-effort':
      askFrom(cloud, terms.notBefore);
      return;
    case 'immediate':
      return;
    case 'advance-reservation':
      cloud.agenda.add(Math.max(cloud.now, terms.startAt), RANK.late, () => startDue(cloud, lease));
      return;
    case 'deadline':
      askFrom(cloud, terms.notBefore);
      cloud.agenda.add(Math.max(cloud.now, terms.finishBy), RANK.late, () => finishDue(cloud, lease));
  }
}

function askFrom(cloud: Cloud, notBefore: number | null): void {
  if (notBefore !== null && notBefore > cloud.now) askAt(cloud, notBefore);
}

/** The policy has had its chance in this very second. */
function startDue(cloud: Cloud, lease: SimulatedLease): void {
  if (!isPresent(cloud, lease) || lease.status !== 'waiting') return;
  if (lease.accepted) {
    breakPromise(cloud, lease, 'start', 'it was not started');
    fail(cloud, lease, 'was accepted, but not started in time');
  } else reject(cloud, lease, 'was not accepted before its start');
}

/** A lease that was started without a promise runs on, late. */
function finishDue(cloud: Cloud, lease: SimulatedLease): void {
  if (!isPresent(cloud, lease) || lease.status === 'ending') return;
  if (lease.accepted) breakPromise(cloud, lease, 'deadline', 'it was not over by then');
  else if (lease.status === 'waiting') reject(cloud, lease, 'was not accepted before its deadline');
}

const isPresent = (cloud: Cloud, lease: SimulatedLease): boolean => cloud.present.get(lease.index) === lease;

/** An immediate lease runs at once or not at all: those that the policy has seen and not started are rejected. */
export function rejectLate(cloud: Cloud, seen: readonly number[]): void {
  for (const index of seen) {
    const lease = cloud.present.get(index);
    if (lease?.terms.kind === 'immediate' && lease.status === 'waiting')
      reject(cloud, lease, 'could not start at once');
  }
}

/** Gives a promise; null, since nothing can stand against it. */
export function accept(cloud: Cloud, lease: SimulatedLease): null {
  lease.accepted = true;
  cloud.emit({ kind: 'accepted', lease: lease.index });
  if (lease.terms.kind === 'advance-reservation' && lease.terms.startAt > cloud.now) askAt(cloud, lease.terms.startAt);
  return null;
}

/** Why a lease must not start at this moment; null when it may. */
export function whyNotYet(cloud: Cloud, { terms }: SimulatedLease): string | null {
  switch (terms.kind) {
    case 'immediate':
      return null;
    case 'advance-reservation':
      return terms.startAt === cloud.now ? null : 'starts at its exact time only';
    case 'best-effort':
    case 'deadline':
      return terms.notBefore === null || terms.notBefore <= cloud.now ? null : 'must not start yet';
  }
}
