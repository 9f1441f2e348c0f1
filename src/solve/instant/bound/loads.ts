import { SHAPE } from '../../../domain/levels.ts';
import type { Problem } from '../../../domain/problem.ts';

/**
 * A bound on what hosts of VMs, soft loads and balances cost.
 *
 * Proof. Σ_h max(0, a_h) ≥ max(0, Σ_h a_h), and summed over hosts, use is the demand of all that is placed and free is
 * capacity less that: neither depends on who is where. A VM costs at least its cheapest host.
 *
 * @param placed VMs that are placed for certain.
 */
export function loadBound(problem: Problem, placed: readonly number[]): number {
  const terms = problem.placement;
  if (terms === null) return 0;
  const use = problem.resources.map((_, resource) => totalUse(problem, placed, resource));
  const room = problem.resources.map((_, r) => sum(problem.hosts.map(({ capacity }) => capacity[r] as number)));
  const soft = terms.softLoads.map(
    ({ resource, weight, safe }) => weight * Math.max(0, (use[resource] as number) - sum(safe)),
  );
  // Balances fall with what more is placed: they say something only when that is known.
  const isAll = placed.length === problem.vms.length;
  const free = (resource: number): number => (room[resource] as number) - (use[resource] as number);
  const balances = terms.balances.map(({ of, against, target, weight }) =>
    isAll ? weight * Math.max(0, target * free(of) - free(against)) : 0,
  );
  return sum(soft) + sum(balances) + placeBound(problem, placed);
}

/** Σ of the least each VM costs by its host and its move. */
function placeBound(problem: Problem, placed: readonly number[]): number {
  const costs = problem.placement?.hostCosts ?? [];
  let total = 0;
  for (const vm of placed) {
    const row = costs[vm] ?? null;
    if (row === null) continue;
    const { hostSet, job: index } = problem.vms[vm] as Problem['vms'][number];
    const job = problem.jobs[index];
    let least = Number.POSITIVE_INFINITY;
    let moving = 0;
    if (job?.kind === 'running') {
      const position = job.vms.indexOf(vm);
      least = row[job.on[position] as number] as number;
      moving = job.moves[position]?.cost[SHAPE] ?? Number.POSITIVE_INFINITY;
    }
    if (least > 0)
      for (const host of problem.hostSets[hostSet] ?? []) least = Math.min(least, (row[host] as number) + moving);
    if (Number.isFinite(least)) total += least;
  }
  return total;
}

/** Demand of the VMs, and what blocks take in the first slot. */
function totalUse(problem: Problem, placed: readonly number[], resource: number): number {
  let total = 0;
  for (const { blocks } of problem.hosts) {
    for (const { from, until, amounts } of blocks) if (from <= 0 && until > 0) total += amounts[resource] as number;
  }
  for (const vm of placed) total += problem.vms[vm]?.demand[resource] ?? 0;
  return total;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
