import { addCosts, type Cost, costAt, MEND, SERVICE, ZERO_COST } from '../domain/levels.ts';
import type { Job, Problem, RunningJob, WaitingJob } from '../domain/problem.ts';
import type { Decision, Move } from '../domain/schedule.ts';
import type { Ends } from './ends.ts';
import { segmentsOf } from './segments.ts';

/** What one job's decision costs by itself; what jobs cost together (strain, preferences, shape) is in `cost.ts`. */
export function jobCost(problem: Problem, ends: Ends, job: Job, decision: Decision): Cost {
  switch (decision.kind) {
    case 'leave':
      return (job as WaitingJob).leaveCost;
    case 'start':
      return costAt(SERVICE, startCost(problem, job as WaitingJob, decision.slot));
    case 'run':
      return runCost(problem, ends, job as RunningJob, decision.moves);
    case 'pause':
      return addCosts(
        pauseCost(problem, job as RunningJob, decision.slot, decision.resume?.slot ?? null),
        unwelcomeCost(problem, ends, job as RunningJob, decision),
      );
  }
}

/** Service cost of starting in a slot: delayWeight × (edges[s] − idealSecond) + startCost. */
export const startCost = (problem: Problem, job: WaitingJob, slot: number): number =>
  job.delayWeight * ((problem.edges[slot] as number) - job.idealSecond) + job.startCost;

/** Cost of a pause by its slots alone; a job that is never resumed is late by the rest of the horizon at least. */
export function pauseCost(problem: Problem, job: RunningJob, paused: number, resumed: number | null): Cost {
  if (job.pause === null) return ZERO_COST;
  const edges = problem.edges;
  const again = resumed === null ? edges[edges.length - 1] : edges[resumed];
  const delaySeconds = (again as number) - (edges[paused] as number) + job.pause.resumeSeconds;
  return addCosts(job.pause.cost, costAt(SERVICE, job.delayWeight * delaySeconds));
}

function runCost(problem: Problem, ends: Ends, job: RunningJob, moves: readonly Move[]): Cost {
  const moved = moves.reduce((sum, move) => addCosts(sum, job.moves[move.position]?.cost ?? ZERO_COST), ZERO_COST);
  return addCosts(moved, unwelcomeCost(problem, ends, job, { kind: 'run', moves }));
}

function unwelcomeCost(problem: Problem, ends: Ends, job: RunningJob, decision: Decision): Cost {
  if (job.unwelcomeFrom === null) return ZERO_COST;
  const since = job.unwelcomeFrom;
  const seconds = segmentsOf(problem, ends, job, decision).map((segments, position) =>
    segments
      .filter((segment) => segment.host === job.on[position])
      .reduce((sum, segment) => sum + secondsBetween(problem, Math.max(since, segment.from), segment.until), 0),
  );
  return costAt(
    MEND,
    seconds.reduce((sum, each) => sum + each, 0),
  );
}

/** Seconds from the edge of one slot to that of another; 0 when they are the wrong way round. */
export const secondsBetween = (problem: Problem, from: number, until: number): number =>
  until > from ? (problem.edges[until] as number) - (problem.edges[from] as number) : 0;
