import assert from 'node:assert/strict';
import type { LeaseId, VmId } from '../domain/ids.ts';
import type { Lease } from '../domain/lease.ts';
import type { Policy } from '../domain/policy.ts';
import type { Job, Problem } from '../domain/problem.ts';
import type { Schedule } from '../domain/schedule.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { Vm } from '../domain/vm.ts';

/** A schedule among the nouns that it is about. */
export interface Scene {
  readonly snapshot: Snapshot;
  readonly problem: Problem;
  readonly schedule: Schedule;
  /** τ₀ and τ_T, Unix seconds. */
  readonly now: number;
  readonly horizonEnds: number;
  /** The VM of the snapshot that has this index in the problem. */
  readonly vm: (index: number) => Vm;
  /** The lease of a job of the problem. */
  readonly lease: (id: LeaseId) => Lease;
  /** The job of a lease, with its index; null when it is not planned. */
  readonly job: (id: LeaseId) => { readonly index: number; readonly job: Job } | null;
  /** Name of a host by its index in the problem. */
  readonly hostName: (index: number | null) => string;
}

/** A scene and how the operator wants things done. */
export interface Setting extends Scene {
  readonly policy: Policy;
}

/** Indexes a snapshot, and a problem made from it, once. */
export function sceneOf(snapshot: Snapshot, problem: Problem, schedule: Schedule): Scene {
  const vms = new Map<VmId, Vm>(snapshot.vms.map((vm) => [vm.id, vm]));
  const leases = new Map<LeaseId, Lease>(snapshot.leases.map((lease) => [lease.id, lease]));
  const jobs = new Map(problem.jobs.map((job, index) => [job.lease, { index, job }]));
  return {
    snapshot,
    problem,
    schedule,
    now: problem.edges[0] as number,
    horizonEnds: problem.edges[problem.edges.length - 1] as number,
    vm: (index) => found(vms.get(problem.vms[index]?.id as VmId), `vm ${problem.vms[index]?.id} of the problem`),
    lease: (id) => found(leases.get(id), `lease ${id} of the problem`),
    job: (id) => jobs.get(id) ?? null,
    hostName: (index) => problem.hosts[index ?? -1]?.name ?? 'its host',
  };
}

function found<T>(value: T | undefined, what: string): T {
  assert(value !== undefined, `${what} is in the snapshot it was made from`);
  return value;
}
