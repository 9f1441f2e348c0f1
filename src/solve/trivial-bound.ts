import { type Cost, costAt, LEVELS, SERVICE } from '../domain/levels.ts';
import type { Job, Problem } from '../domain/problem.ts';
import { startCost } from './job-cost.ts';

/**
 * A bound that needs no solver: level by level, the sum over jobs of the least each can cost there by itself. Valid
 * because every cost is a sum over jobs plus terms that are never negative, and each job's own least is taken.
 */
export function trivialBound(problem: Problem): Cost {
  const sums: [number, number, number, number, number] = [0, 0, 0, 0, 0];
  for (const job of problem.jobs) {
    const least = leastCost(job, problem);
    for (const level of LEVELS.keys()) sums[level] = (sums[level] as number) + (least[level] as number);
  }
  return sums;
}

function leastCost(job: Job, problem: Problem): Cost {
  if (job.kind === 'running') return costAt(SERVICE, 0);
  if (job.latest < job.earliest) return job.leaveCost;
  const start = costAt(SERVICE, startCost(problem, job, job.earliest));
  return job.leaveCost.map((amount, level) => Math.min(amount, start[level] as number)) as unknown as Cost;
}
