import { costAt, SHAPE } from '../../domain/levels.ts';
import type { PlacementTerms, Problem } from '../../domain/problem.ts';
import { costing, type Finding } from '../finding.ts';
import { vmAt } from './names.ts';

/**
 * What places cost at level shape: hosts of VMs, hosts in use, loads beyond what is safe, balances, and the largest
 * number of VMs moved in a group.
 *
 * @param after host of each VM after the plan; −1 for one that is nowhere.
 * @param home host of each VM now; −1 for one that waits.
 */
export function placementCost(problem: Problem, terms: PlacementTerms, after: Int32Array, home: Int32Array): Finding {
  const use = useAfter(problem, after);
  const cost =
    hostCosts(terms, after) +
    useCosts(terms, after) +
    softLoads(terms, use) +
    balances(problem, terms, use) +
    groupMoves(terms, after, home) +
    peakLoad(problem, terms, use);
  return costing(costAt(SHAPE, cost));
}

/** By host and resource, blocks of the first slot included. */
function useAfter(problem: Problem, after: Int32Array): readonly (readonly number[])[] {
  const use = problem.hosts.map(({ blocks }) =>
    problem.resources.map((_, resource) =>
      blocks.reduce((sum, block) => sum + (block.from <= 0 && block.until > 0 ? (block.amounts[resource] ?? 0) : 0), 0),
    ),
  );
  after.forEach((host, vm) => {
    const here = use[host];
    if (here === undefined) return;
    vmAt(problem, vm).demand.forEach((amount, resource) => {
      here[resource] = (here[resource] ?? 0) + amount;
    });
  });
  return use;
}

/** Σ over placed VMs of the cost of their host. */
function hostCosts(terms: PlacementTerms, after: Int32Array): number {
  let sum = 0;
  after.forEach((host, vm) => {
    if (host !== -1) sum += terms.hostCosts[vm]?.[host] ?? 0;
  });
  return sum;
}

/** Σ over hosts that hold a VM of the cost of using them. */
function useCosts(terms: PlacementTerms, after: Int32Array): number {
  const used = new Set(after);
  return (terms.useCosts ?? []).reduce((sum, cost, host) => sum + (used.has(host) ? cost : 0), 0);
}

/** Σ weight × max(0, use − safe). */
function softLoads(terms: PlacementTerms, use: readonly (readonly number[])[]): number {
  let sum = 0;
  for (const { resource, weight, safe } of terms.softLoads) {
    use.forEach((here, host) => {
      sum += weight * Math.max(0, (here[resource] as number) - (safe[host] as number));
    });
  }
  return sum;
}

/** Σ weight × max(0, target × free of one − free of the other). */
function balances(problem: Problem, terms: PlacementTerms, use: readonly (readonly number[])[]): number {
  const free = (host: number, resource: number): number =>
    (problem.hosts[host]?.capacity[resource] as number) - (use[host]?.[resource] as number);
  let sum = 0;
  for (const { of, against, target, weight } of terms.balances) {
    for (const host of problem.hosts.keys()) {
      sum += weight * Math.max(0, target * free(host, of) - free(host, against));
    }
  }
  return sum;
}

/** Highest weighted load of a host, permille, rounded up; sums of shares are a little off, so is what is rounded. */
function peakLoad(
  problem: Problem,
  { peakLoad: weights }: PlacementTerms,
  use: readonly (readonly number[])[],
): number {
  const total = (weights ?? []).reduce((sum, weight) => sum + weight, 0);
  if (total === 0) return 0;
  const loads = problem.hosts.map(({ capacity }, host) =>
    (weights ?? []).reduce((sum, weight, r) => {
      const room = capacity[r] as number;
      return room > 0 ? sum + (weight * (use[host]?.[r] as number)) / room / total : sum;
    }, 0),
  );
  return Math.ceil(1000 * Math.max(0, ...loads) - 1e-9);
}

/** weight × the largest number of VMs moved in any group. */
function groupMoves({ groupMoves: terms }: PlacementTerms, after: Int32Array, home: Int32Array): number {
  if (terms === null) return 0;
  const isMoved = (vm: number): boolean => home[vm] !== -1 && after[vm] !== home[vm];
  return terms.weight * terms.groups.reduce((most, vms) => Math.max(most, vms.filter(isMoved).length), 0);
}
