import { costAt, MEND } from '../../domain/levels.ts';
import type { Problem, RunningJob } from '../../domain/problem.ts';
import { costing, type Finding } from '../finding.ts';
import type { Replay } from './replay.ts';

/** Each second in which a VM still holds its own host in a slot from `unwelcomeFrom` on costs 1 at level mend. */
export function unwelcomeCost(problem: Problem, { stays, home }: Replay): Finding {
  let seconds = 0;
  for (const job of problem.jobs) {
    if (job.kind === 'running' && job.unwelcomeFrom !== null) seconds += secondsAtHome(problem, job, { stays, home });
  }
  return costing(costAt(MEND, seconds));
}

function secondsAtHome(problem: Problem, job: RunningJob, { stays, home }: Omit<Replay, 'present'>): number {
  const since = problem.edges[Math.max(job.unwelcomeFrom ?? 0, 0)] ?? Number.POSITIVE_INFINITY;
  return job.vms
    .flatMap((vm) => (stays[vm] ?? []).filter((stay) => stay.host === home[vm]))
    .map(({ from, until }) => (problem.edges[until] as number) - Math.max(problem.edges[from] as number, since))
    .reduce((sum, seconds) => sum + Math.max(seconds, 0), 0);
}
