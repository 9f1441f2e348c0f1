import type { Problem } from '../../domain/problem.ts';
import type { Decision, Schedule } from '../../domain/schedule.ts';

/** Host of each VM where a schedule of one instant leads to; −1 for one that is nowhere. */
export function assignmentOf(problem: Problem, schedule: Schedule): Int32Array {
  const assignment = new Int32Array(problem.vms.length).fill(-1);
  const put = (vms: readonly number[], hosts: readonly number[]): void => {
    for (const [position, vm] of vms.entries()) assignment[vm] = hosts[position] as number;
  };
  for (const [index, job] of problem.jobs.entries()) {
    const decision = schedule[index];
    if (job.kind === 'running') put(job.vms, job.on);
    if (decision?.kind === 'start') put(job.vms, decision.hosts);
    if (decision?.kind !== 'run') continue;
    for (const { position, host } of decision.moves) assignment[job.vms[position] as number] = host;
  }
  return assignment;
}

/** The schedule that leads to an assignment; a job with a VM that is nowhere is left. */
export function scheduleOf(problem: Problem, assignment: Int32Array): Schedule {
  return problem.jobs.map((job): Decision => {
    const hosts = job.vms.map((vm) => assignment[vm] as number);
    if (job.kind === 'waiting') return hosts.includes(-1) ? { kind: 'leave' } : { kind: 'start', slot: 0, hosts };
    const moves = hosts.flatMap((host, position) => (host === job.on[position] ? [] : [{ position, slot: 0, host }]));
    return { kind: 'run', moves };
  });
}
