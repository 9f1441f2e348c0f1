import { type Cost, DISRUPTION, LEVELS, MEND, SHAPE } from '../../domain/levels.ts';
import type { Job, Problem } from '../../domain/problem.ts';
import { slotSeconds } from '../../domain/time.ts';

/** Sums stay exact in floating point up to here. */
const LARGEST = 2 ** 52;

/**
 * Weights that fold the levels into one number that is smaller exactly when the levels are, in their order: each level
 * weighs one more than all that the later ones can add up to. Where that would leave the exact numbers, the weight is
 * as large as they allow, and only the search is less strict: what it finds is compared level by level.
 *
 * @param mendNow cost of the present at level mend; no valid schedule costs more there.
 */
export function foldWeights(problem: Problem, mendNow: number): Cost {
  const range = rangeOf(problem, mendNow);
  const weights: [number, number, number, number, number] = [0, 0, 0, 0, 1];
  let later = range[SHAPE] as number;
  for (let level = DISRUPTION; level >= MEND; level--) {
    const most = range[level] as number;
    if (most === 0) continue;
    weights[level] = Math.max(1, Math.min(later + 1, Math.floor(LARGEST / (most + 1))));
    later += most * (weights[level] as number);
  }
  return weights;
}

/** Levels as one number. */
export const fold = (weights: Cost, cost: Cost): number =>
  weights[0] * cost[0] + weights[1] * cost[1] + weights[2] * cost[2] + weights[3] * cost[3] + weights[4] * cost[4];

/** By level: no schedule costs more there. */
function rangeOf(problem: Problem, mendNow: number): readonly number[] {
  const range: number[] = LEVELS.map(() => 0);
  for (const job of problem.jobs) {
    for (const level of LEVELS.keys()) range[level] = (range[level] as number) + mostOf(problem, job, level);
  }
  range[MEND] = mendNow;
  range[SHAPE] = (range[SHAPE] as number) + shapeRange(problem);
  return range;
}

function mostOf(problem: Problem, job: Job, level: number): number {
  if (job.kind === 'running') return job.moves.reduce((sum, terms) => sum + (terms?.cost[level] ?? 0), 0);
  const start = level === 2 ? job.delayWeight * ((problem.edges[0] as number) - job.idealSecond) + job.startCost : 0;
  return Math.max(0, start, job.leaveCost[level] as number);
}

function shapeRange(problem: Problem): number {
  const seconds = slotSeconds(problem.edges, 0);
  const preferred = problem.rules.filter(({ strength }) => strength === 'prefer').length;
  const shape = problem.shape.kind === 'none' ? 0 : Math.max(problem.hosts.length, 2000);
  return shape + preferred * seconds * problem.vms.length ** 2 + placementRange(problem);
}

function placementRange(problem: Problem): number {
  const terms = problem.placement;
  if (terms === null) return 0;
  const total = problem.resources.map((_, r) => problem.vms.reduce((sum, vm) => sum + (vm.demand[r] as number), 0));
  const room = problem.resources.map((_, r) => problem.hosts.reduce((sum, h) => sum + (h.capacity[r] as number), 0));
  const largest = new Map<readonly number[], number>();
  for (const row of terms.hostCosts)
    if (row !== null && !largest.has(row))
      largest.set(
        row,
        row.reduce((a, b) => Math.max(a, b), 0),
      );
  return (
    terms.hostCosts.reduce((sum, row) => sum + (row === null ? 0 : (largest.get(row) as number)), 0) +
    (terms.useCosts ?? []).reduce((sum, cost) => sum + cost, 0) +
    terms.softLoads.reduce((sum, { resource, weight }) => sum + weight * (total[resource] as number), 0) +
    terms.balances.reduce((sum, { of, target, weight }) => sum + weight * target * (room[of] as number), 0) +
    (terms.groupMoves?.weight ?? 0) * problem.vms.length
  );
}
