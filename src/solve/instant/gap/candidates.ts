import { FORBIDDEN, type GapInstance } from './instance.ts';
import type { Prices } from './prices.ts';

/** Hosts worth trying for each job, by what the prices say. */
export interface Candidates {
  /** Candidates of each job. */
  readonly width: number;
  /** Of job j from [j · width] on, cheapest first; −1 after the last. */
  readonly hosts: Int32Array;
  /** Reduced cost c_ij + π_i a_ij − λ_j of the pair at [j · hosts + i]: at least 0, infinite where forbidden. */
  readonly reduced: Float64Array;
}

/** The `width` hosts of least reduced cost for each job. */
export function candidatesOf(gap: GapInstance, prices: Prices, width: number): Candidates {
  const reduced = reducedCosts(gap, prices);
  const each = Math.min(width, gap.hosts);
  const hosts = new Int32Array(gap.jobs * each).fill(-1);
  const order = Array.from({ length: gap.hosts }, (_, i) => i);
  for (let j = 0; j < gap.jobs; j++) {
    const at = (i: number): number => reduced[j * gap.hosts + i] as number;
    const allowed = order.filter((i) => Number.isFinite(at(i))).sort((a, b) => at(a) - at(b) || a - b);
    hosts.set(allowed.slice(0, each), j * each);
  }
  return { width: each, hosts, reduced };
}

function reducedCosts({ jobs, hosts, cost, size }: GapInstance, prices: Prices): Float64Array {
  const reduced = new Float64Array(jobs * hosts).fill(Number.POSITIVE_INFINITY);
  for (let j = 0, at = 0; j < jobs; j++) {
    for (let i = 0; i < hosts; i++, at++) {
      const amount = size[at] as number;
      if (amount === FORBIDDEN) continue;
      reduced[at] = (cost[at] as number) + (prices.capacity[i] as number) * amount - (prices.job[j] as number);
    }
  }
  return reduced;
}
