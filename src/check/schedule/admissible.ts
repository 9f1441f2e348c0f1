import type { Job, Problem } from '../../domain/problem.ts';
import type { Violation } from '../../domain/violation.ts';
import { when } from '../finding.ts';
import { hostName, vmAt, vmName } from './names.ts';

/** admissible: a VM is put only on hosts of its host set [H_v]; a running one may also be where it is. */
export function checkAdmissible(
  problem: Problem,
  job: Job,
  verb: string,
  hosts: readonly number[],
): readonly Violation[] {
  return job.vms.flatMap((vm, position) => {
    const host = hosts[position] as number;
    const home = job.kind === 'running' && job.on[position] === host;
    const refused = !home && !mayHold(problem, vm, host);
    return when(refused, 'admissible', `${vmName(problem, vm)} of ${job.lease} ${verb} on ${hostName(problem, host)}`);
  });
}

/** Whether the host is in the VM's host set. */
export const mayHold = (problem: Problem, vm: number, host: number): boolean =>
  problem.hostSets[vmAt(problem, vm).hostSet]?.includes(host) ?? false;
