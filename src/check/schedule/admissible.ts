import type { Job, Problem } from '../../domain/problem.ts';
import type { Violation } from '../../domain/violation.ts';
import { when } from '../finding.ts';
import { hostName, vmName } from './names.ts';

/** admissible: a VM is put only on hosts of its host set [H_v]; a running one may also be where it is. */
export function checkAdmissible(
  problem: Problem,
  job: Job,
  verb: string,
  hosts: readonly number[],
): readonly Violation[] {
  const isRefused = (vm: number, position: number): boolean => {
    const host = hosts[position] as number;
    const home = job.kind === 'running' && job.on[position] === host;
    return !home && !mayHold(problem, vm, host);
  };
  if (!job.vms.some(isRefused)) return [];
  return job.vms.flatMap((vm, position) => {
    const where = hostName(problem, hosts[position] as number);
    return when(isRefused(vm, position), 'admissible', `${vmName(problem, vm)} of ${job.lease} ${verb} on ${where}`);
  });
}

/** Whether the host is in the VM's host set. */
export function mayHold({ hostSets, vms }: Problem, vm: number, host: number): boolean {
  const hosts = hostSets[vms[vm]?.hostSet ?? -1];
  if (hosts === undefined) return false;
  let known = members.get(hosts);
  if (known === undefined) {
    known = new Set(hosts);
    members.set(hosts, known);
  }
  return known.has(host);
}

/** Host sets as sets, for as long as their problem lives: the largest have ten thousand hosts and are asked as often. */
const members = new WeakMap<readonly number[], ReadonlySet<number>>();
