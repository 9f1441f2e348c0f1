import { type Cost, costAt, SERVICE, SHAPE } from '../../../domain/levels.ts';
import type { Problem, WaitingJob } from '../../../domain/problem.ts';
import { trivialBound } from '../../trivial-bound.ts';
import { balanceBound } from './balance.ts';
import { coverBound } from './cover.ts';
import { loadBound } from './loads.ts';

/**
 * A bound on level shape by arithmetic, over all schedules that are optimal on the levels before.
 *
 * Proof. Its parts (hosts of VMs, soft loads, balances, hosts in use, highest load) are bounded one by one, each over
 * the VMs that are surely placed; costs are not negative, so the sum bounds the sum.
 *
 * @param known cost of a valid schedule; null when none is known.
 */
export function instantBound(problem: Problem, known: Cost | null): Cost {
  const placed = surelyPlaced(problem, known);
  const shape = loadBound(problem, placed) + coverBound(problem, placed) + balanceBound(problem, placed);
  return costAt(SHAPE, shape);
}

/**
 * VMs that are placed in every schedule that is optimal on the levels before shape: those that run; and those of a
 * waiting job that costs more to leave than to start on one of these levels, when a schedule is known that costs there
 * no more than the sum of what each job costs at least. (Then each job costs its least on each of these levels.)
 */
function surelyPlaced(problem: Problem, known: Cost | null): readonly number[] {
  const least = trivialBound(problem);
  const isLeast = known?.slice(0, SHAPE).every((cost, level) => cost === least[level]);
  const later = new Set(problem.precedences.map(({ after }) => after));
  return problem.jobs.flatMap((job, index) => {
    if (job.kind === 'running') return job.vms;
    return isLeast === true && !later.has(index) && isDearToLeave(problem, job) ? job.vms : [];
  });
}

function isDearToLeave(problem: Problem, job: WaitingJob): boolean {
  if (job.earliest > 0 || job.latest < 0) return false;
  const start = job.delayWeight * ((problem.edges[0] as number) - job.idealSecond) + job.startCost;
  return job.leaveCost.some((cost, level) => level < SHAPE && cost > (level === SERVICE ? start : 0));
}
