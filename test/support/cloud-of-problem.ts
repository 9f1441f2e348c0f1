import { hostId } from '../../src/domain/ids.ts';
import type { Lease } from '../../src/domain/lease.ts';
import type { Job, Problem } from '../../src/domain/problem.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import type { Vm } from '../../src/domain/vm.ts';
import { cloud, host, lease, running, vm } from './cloud.ts';

/** What a test says of the cloud behind a problem: leases by index of the job, VMs by index of the problem. */
export interface CloudDetails extends Partial<Snapshot> {
  readonly leaseOf?: (job: number) => Partial<Lease>;
  readonly vmOf?: (vm: Vm, index: number) => Vm;
}

/**
 * A cloud that could have led to a problem: its hosts and VMs with the same ids, each running VM on its host for an
 * hour, each job a lease. The first resource is hundredths of a core, the second MiB.
 */
export function cloudOf(problem: Problem, { leaseOf, vmOf, ...fields }: CloudDetails = {}): Snapshot {
  const now = problem.edges[0] as number;
  const vms = problem.vms.map(({ id, job, demand }, index) => {
    const guest = vm(id, {
      name: `vm-${id}`,
      submittedAt: now - 7200,
      demand: { cpuCentis: demand[0] ?? 0, memoryMib: demand[1] ?? 0 },
    });
    const placed = problem.jobs[job]?.kind === 'running' ? running(guest, hostOf(problem, index), now - 3600) : guest;
    return vmOf?.(placed, index) ?? placed;
  });
  return cloud({
    takenAt: now,
    hosts: problem.hosts.map(({ name, capacity }, index) =>
      host(index, { id: hostId(index), name, capacity: { cpuCentis: capacity[0] ?? 0, memoryMib: capacity[1] ?? 0 } }),
    ),
    vms,
    leases: problem.jobs.map((job, index) => leaseOfJob(job, vms, leaseOf?.(index) ?? {})),
    ...fields,
  });
}

function hostOf({ jobs, vms }: Problem, index: number): number {
  const job = jobs[vms[index]?.job ?? -1];
  return job?.kind === 'running' ? (job.on[job.vms.indexOf(index)] ?? 0) : 0;
}

function leaseOfJob(job: Job, vms: readonly Vm[], overrides: Partial<Lease>): Lease {
  const members = job.vms.map((index) => vms[index] as Vm);
  const declared = {
    name: members[0]?.name ?? '',
    preemptible: job.kind === 'running' && job.pause !== null,
    durationSeconds: job.kind === 'running' ? job.remainingSeconds : job.occupiedSeconds,
  };
  return lease(members, { ...declared, ...overrides, id: job.lease });
}
