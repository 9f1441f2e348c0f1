import { type Job, type Problem, slotCount } from '../../domain/problem.ts';
import type { Decision, Schedule } from '../../domain/schedule.ts';
import { breaking, type Finding, when } from '../finding.ts';
import { hostName, slotName } from './names.ts';

/** budget: VMs moved ≤ migrations, VMs of paused jobs ≤ pauses. */
export function checkBudgets(problem: Problem, schedule: Schedule): Finding {
  const { migrations, pauses } = problem.budgets;
  const moved = schedule.reduce((sum, decision) => sum + (decision.kind === 'run' ? decision.moves.length : 0), 0);
  const paused = problem.jobs
    .filter((_, index) => schedule[index]?.kind === 'pause')
    .reduce((sum, job) => sum + job.vms.length, 0);
  return breaking([
    ...when(migrations !== null && moved > migrations, 'budget', `${moved} VMs are moved, ${migrations} may be`),
    ...when(pauses !== null && paused > pauses, 'budget', `${paused} VMs are paused, ${pauses} may be`),
  ]);
}

/** budget: starts, resumes, pauses, and moves in or out that begin on one host in one slot ≤ actionsPerHostSlot. */
export function checkActionsPerHostSlot(problem: Problem, schedule: Schedule): Finding {
  const limit = problem.budgets.actionsPerHostSlot;
  if (limit === null) return breaking([]);
  const slots = slotCount(problem);
  const counts = new Int32Array(problem.hosts.length * slots);
  problem.jobs.forEach((job, index) => {
    for (const { host, slot } of begun(job, schedule[index] as Decision)) {
      counts[host * slots + slot] = (counts[host * slots + slot] as number) + 1;
    }
  });
  return breaking(
    Array.from(counts.entries()).flatMap(([at, count]) => {
      if (count <= limit) return [];
      const where = `${hostName(problem, Math.floor(at / slots))} in ${slotName(problem, at % slots)}`;
      return when(true, 'budget', `${count} actions begin on ${where}, ${limit} may`);
    }),
  );
}

/** What a decision begins, VM by VM. */
function begun(job: Job, decision: Decision): readonly { readonly host: number; readonly slot: number }[] {
  const on = job.kind === 'running' ? job.on : [];
  switch (decision.kind) {
    case 'leave':
      return [];
    case 'start':
      return decision.hosts.map((host) => ({ host, slot: decision.slot }));
    case 'run':
      return decision.moves.flatMap(({ position, slot, host }) => [
        { host: on[position] as number, slot },
        { host, slot },
      ]);
    case 'pause':
      return [
        ...on.map((host) => ({ host, slot: decision.slot })),
        ...(decision.resume?.hosts ?? []).map((host) => ({ host, slot: decision.resume?.slot as number })),
      ];
  }
}
