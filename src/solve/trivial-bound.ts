import { type Cost, costAt, LEVELS, SERVICE } from '../domain/levels.ts';
import { type Job, type Problem, slotCount } from '../domain/problem.ts';
import { startCost } from './job-cost.ts';
import { readySlots } from './precedences.ts';

/**
 * A bound that needs no solver: level by level, the sum over jobs of the least each can cost there by itself. Valid
 * because every cost is a sum over jobs plus terms that are never negative, and each job's own least is taken. What must
 * be over before a job puts off its earliest start.
 */
export function trivialBound(problem: Problem): Cost {
  const sums: [number, number, number, number, number] = [0, 0, 0, 0, 0];
  const ready = readySlots(problem);
  for (const [index, job] of problem.jobs.entries()) {
    const least = leastCost(job, problem, ready[index] as number);
    for (const level of LEVELS.keys()) sums[level] = (sums[level] as number) + (least[level] as number);
  }
  return sums;
}

/** @param ready the first slot in which it may start. */
function leastCost(job: Job, problem: Problem, ready: number): Cost {
  if (job.kind === 'running') return costAt(SERVICE, 0);
  if (job.latest < ready || ready >= slotCount(problem)) return job.leaveCost;
  const start = costAt(SERVICE, startCost(problem, job, ready));
  return job.leaveCost.map((amount, level) => Math.min(amount, start[level] as number)) as unknown as Cost;
}
