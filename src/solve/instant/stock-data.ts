import { type Cost, costAt, MEND, SHAPE } from '../../domain/levels.ts';
import type { Problem, Rule } from '../../domain/problem.ts';
import type { StockData } from './data.ts';
import { fold } from './fold.ts';
import { sharedFloats, sharedInts, sharedLists } from './shared.ts';

type PoolRule = Rule & { readonly kind: 'pool' };

/** Rules of kind `pool`: who takes how much, and how much there is; what binds binds beyond the present alone. */
export function stockData(problem: Problem, weights: Cost, seconds: number): StockData {
  const rules = problem.rules.filter((rule): rule is PoolRule => rule.kind === 'pool');
  const uses: { readonly pool: number; readonly amount: number }[][] = problem.vms.map(() => []);
  rules.forEach((rule, pool) => {
    for (const { vm, amount } of rule.uses) uses[vm]?.push({ pool, amount });
  });
  const members = sharedLists(uses.map((each) => each.map(({ pool }) => pool)));
  return {
    pools: rules.length,
    memberStart: members.start,
    memberPools: sharedInts(members.values),
    amounts: sharedFloats(uses.flatMap((each) => each.map(({ amount }) => amount))),
    limit: sharedFloats(rules.map(({ limit }) => limit)),
    most: sharedFloats(rules.map((rule) => mostOf(problem, rule))),
    overCost: sharedFloats(
      rules.map(({ strength }) => fold(weights, costAt(strength === 'must' ? MEND : SHAPE, seconds))),
    ),
  };
}

function mostOf(problem: Problem, { strength, uses, limit }: PoolRule): number {
  if (strength === 'prefer') return Number.POSITIVE_INFINITY;
  const isRunning = (vm: number): boolean => problem.jobs[problem.vms[vm]?.job as number]?.kind === 'running';
  return Math.max(
    limit,
    uses.reduce((sum, { vm, amount }) => sum + (isRunning(vm) ? amount : 0), 0),
  );
}
