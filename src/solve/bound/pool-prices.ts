import { slotUpTo } from '../../domain/time.ts';
import type { Dual } from './dual.ts';
import { isPlain } from './roundings.ts';

/** What a unit of each resource costs for a second, over all hosts together: good prices to start the next epoch from. */
export interface PoolPrices {
  readonly resources: readonly string[];
  /** Slot edges in Unix seconds. */
  readonly edges: readonly number[];
  /** By resource and slot: [r·T + t]. */
  readonly perUnitSecond: readonly number[];
}

/** The prices of the capacity rows of all hosts together. */
export function poolPricesOf(dual: Dual): PoolPrices {
  const { problem, slots } = dual.relaxation;
  const perUnitSecond = new Array<number>(problem.resources.length * slots).fill(0);
  for (const { row, resource, unit } of poolRows(dual)) {
    for (let t = 0; t < slots; t++) {
      const seconds = (problem.edges[t + 1] as number) - (problem.edges[t] as number);
      perUnitSecond[resource * slots + t] = ((dual.market.prices[row + t] as number) * unit) / seconds;
    }
  }
  return { resources: problem.resources, edges: problem.edges, perUnitSecond };
}

/** Sets the capacity rows of all hosts to prices of another grid, each slot to what its first moment cost there. */
export function takePoolPrices(dual: Dual, { resources, edges, perUnitSecond }: PoolPrices): void {
  const { problem, slots } = dual.relaxation;
  for (const { row, resource, unit } of poolRows(dual)) {
    const known = resources.indexOf(problem.resources[resource] as string);
    if (known === -1) continue;
    for (let t = 0; t < slots; t++) {
      const seconds = (problem.edges[t + 1] as number) - (problem.edges[t] as number);
      const before = slotUpTo(edges, problem.edges[t] as number);
      const price = before >= 0 && before < edges.length - 1 ? perUnitSecond[known * (edges.length - 1) + before] : 0;
      dual.market.prices[row + t] = ((price ?? 0) * seconds) / unit;
    }
  }
}

/** First row, resource and scale of each family that is the capacity of all hosts. */
function poolRows({ relaxation }: Dual): readonly { row: number; resource: number; unit: number }[] {
  const { families, problem, slots, units } = relaxation;
  return families.flatMap(({ hostClass, hosts, rounding, resource }, family) =>
    hostClass === null && isPlain(rounding) && hosts === problem.hosts.length
      ? [{ row: family * slots, resource, unit: units[family] as number }]
      : [],
  );
}
