import { type Job, type Problem, slotCount } from '../../domain/problem.ts';

/**
 * Whether a problem is one of a single instant, for which the instant engine searches: one slot, in which every VM is
 * placed, stays or moves at once (nothing in transit for the slot), and nothing is paused. What waits for another that takes
 * any time is not placed.
 */
export const isInstant = (problem: Problem): boolean =>
  slotCount(problem) === 1 &&
  !(problem.shape.kind === 'balance' && (problem.placement?.peakLoad ?? null) !== null) &&
  problem.jobs.every(isAtOnce);

function isAtOnce(job: Job): boolean {
  if (job.kind === 'waiting') return job.occupiedSeconds === null || job.occupiedSeconds > 0;
  const lasts = job.remainingSeconds === null || job.remainingSeconds > 0;
  return lasts && job.pause === null && job.moves.every((terms) => terms === null || terms.transitSeconds <= 0);
}
