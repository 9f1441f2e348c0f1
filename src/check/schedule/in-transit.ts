import type { Problem } from '../../domain/problem.ts';
import type { Schedule } from '../../domain/schedule.ts';
import { slotSeconds } from '../../domain/time.ts';
import { breaking, type Finding } from '../finding.ts';
import { replay } from './replay.ts';
import { checkRules } from './rules.ts';

/** Where the terms ask for it, rules among VMs hold as well while every VM that is moved is on its way for the slot. */
export function checkInTransit(problem: Problem, schedule: Schedule): Finding {
  if (problem.placement?.rulesInTransit !== true) return breaking([]);
  const transitSeconds = slotSeconds(problem.edges, 0);
  const jobs = problem.jobs.map((job) =>
    job.kind === 'waiting' ? job : { ...job, moves: job.moves.map((terms) => terms && { ...terms, transitSeconds }) },
  );
  const slow = { ...problem, jobs };
  return breaking(checkRules(slow, replay(slow, schedule)).violations);
}
