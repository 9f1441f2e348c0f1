import { type Cost, costAt, MEND, ZERO_COST } from '../src/domain/levels.ts';
import type { RunningJob } from '../src/domain/problem.ts';
import type { Change, Formulation } from './formulation.ts';
import { endSlot, type Segment, secondsBetween } from './segments.ts';

/** What a job costs at level mend when it runs on: each VM's seconds on its host from `unwelcomeFrom` on. */
export function presentCost({ problem }: Formulation, job: RunningJob): number {
  if (job.unwelcomeFrom === null) return 0;
  return job.vms.length * secondsBetween(problem, job.unwelcomeFrom, endSlot(problem, 0, job.remainingSeconds));
}

/** By how much changes alter that. */
export function changedCost({ problem }: Formulation, job: RunningJob, changes: readonly Change[]): Cost {
  const since = job.unwelcomeFrom;
  if (since === null) return ZERO_COST;
  const secondsOf = (segments: readonly Segment[]): number =>
    segments
      .filter(({ own }) => own)
      .reduce((sum, { from, until }) => sum + secondsBetween(problem, Math.max(since, from), until), 0);
  const seconds = changes.reduce((sum, { adds, removes }) => sum + secondsOf(adds) - secondsOf(removes), 0);
  return costAt(MEND, seconds);
}
