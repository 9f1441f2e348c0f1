import { type Cost, LEVELS, SERVICE } from '../../domain/levels.ts';
import type { Job, Problem } from '../../domain/problem.ts';
import { CapacityGrid } from '../capacity-grid.ts';

/**
 * The problems that are a choice of starts first and of hosts second: waiting jobs, and running jobs that stay or have
 * VMs moved at once, without transit or loss; nothing is paused, no rule couples jobs but capacity, nothing is over
 * capacity now, and the service level is the only one that any decision changes.
 */
export function suits(problem: Problem): boolean {
  const { budgets, precedences, placement, rules, shape } = problem;
  const isPlain =
    rules.length === 0 &&
    precedences.length === 0 &&
    placement === null &&
    shape.kind === 'none' &&
    Object.values(budgets).every((limit) => limit === null);
  return isPlain && problem.jobs.every(isSimple) && new CapacityGrid(problem).strain.length === 0;
}

function isSimple(job: Job): boolean {
  if (job.kind === 'waiting') return isServiceOnly(job.leaveCost);
  if (job.pause !== null || job.unwelcomeFrom !== null) return false;
  return job.moves.every(
    (terms) =>
      terms === null ||
      (terms.slots.length === 1 &&
        terms.slots[0] === 0 &&
        terms.transitSeconds === 0 &&
        terms.lostSeconds === 0 &&
        isServiceOnly(terms.cost)),
  );
}

const isServiceOnly = (cost: Cost): boolean => LEVELS.every((_, level) => level === SERVICE || cost[level] === 0);
