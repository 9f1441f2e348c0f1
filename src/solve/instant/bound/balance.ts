import type { Problem } from '../../../domain/problem.ts';

/**
 * A bound on the highest load, permille, when the shape is to balance.
 *
 * Proof. The highest share is at least the mean over hosts with some of the resource, which what is placed adds up to
 * wherever it is; at least what a VM takes of the largest host by itself; and, when more than k · n VMs are on n hosts, one
 * holds k + 1 of the k · n + 1 largest, at the least the smallest k + 1 of them.
 */
export function balanceBound(problem: Problem, placed: readonly number[]): number {
  if (problem.shape.kind !== 'balance') return 0;
  const hosts = problem.hosts.filter(({ capacity }) => (capacity[0] as number) > 0);
  const room = hosts.reduce((sum, { capacity }) => sum + (capacity[0] as number), 0);
  const largest = hosts.reduce((most, { capacity }) => Math.max(most, capacity[0] as number), 0);
  if (room === 0) return 0;
  const blocked = hosts.reduce((sum, host) => sum + blockedNow(host), 0);
  const sizes = placed
    .filter((vm) => !isOnEmptyHost(problem, vm))
    .map((vm) => problem.vms[vm]?.demand[0] ?? 0)
    .sort((a, b) => b - a);
  const total = blocked + sizes.reduce((sum, size) => sum + size, 0);
  let share = total / room;
  for (let k = 0; k * hosts.length < sizes.length; k++) {
    const last = k * hosts.length + 1;
    const least = sizes.slice(last - k - 1, last).reduce((sum, size) => sum + size, 0);
    share = Math.max(share, least / largest);
  }
  return Math.ceil(1000 * share - 1e-9);
}

const blockedNow = ({ blocks }: Problem['hosts'][number]): number =>
  blocks.reduce((sum, { from, until, amounts }) => sum + (from <= 0 && until > 0 ? (amounts[0] as number) : 0), 0);

/** A VM that is on a host without the resource counts nowhere while it stays. */
function isOnEmptyHost(problem: Problem, vm: number): boolean {
  const job = problem.jobs[problem.vms[vm]?.job as number];
  if (job?.kind !== 'running') return false;
  return (problem.hosts[job.on[job.vms.indexOf(vm)] as number]?.capacity[0] ?? 0) <= 0;
}
