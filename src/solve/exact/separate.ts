import type { Items } from './items.ts';
import type { Knapsack } from './knapsack.ts';
import { PatternLp } from './pattern-lp.ts';

/** Hosts that are alike for what is to be put on them. */
export interface HostGroup {
  readonly hosts: readonly number[];
  /** By item, 1 where these hosts may hold it. */
  readonly allowed: Uint8Array;
  /** Room of one of them: [t·R + r] over the slots looked at. */
  readonly room: Int32Array;
}

/** Items, what of each is wanted, and the hosts that could hold them. */
export interface Packing {
  readonly items: Items;
  readonly wanted: Float64Array;
  readonly groups: readonly HostGroup[];
  readonly slots: number;
  readonly resources: number;
}

/** Σ weight × held ≤ limit for whatever hosts can hold; `wanted` breaks it. Whole numbers. */
export interface Cut {
  readonly weights: Float64Array;
  readonly limit: number;
}

/** Prices of items are at most 1; patterns that differ by less are as good as each other. */
const PRICE_GAIN = 1e-4;
/** Whole weights are sought as shares of numbers up to this, and so many of the best are tried. */
const LARGEST_SCALE = 240;
const SCALES_TRIED = 4;

/** How a separation ends: a cut, or nothing broken even in the relaxation, or given up. */
export type Separation = { readonly kind: 'cut'; readonly cut: Cut } | { readonly kind: 'fits' | 'unknown' };

/**
 * Looks for a row that every placement keeps and `wanted` breaks: prices of items whose worth on the hosts is less than
 * that of all that is wanted (Farkas' lemma on the pattern program). The row is made of whole weights, with the exact
 * most that every host can hold of them, so it holds whatever rounding led to it.
 */
export function separate(packing: Packing, knapsack: Knapsack): Separation {
  const lp = new PatternLp(
    packing.wanted,
    packing.groups.map(({ hosts }) => hosts.length),
  );
  for (;;) {
    const prices = lp.optimise();
    if (lp.missing < 1e-6) return { kind: 'fits' };
    const priced = addPatterns(packing, knapsack, lp, prices);
    if (priced === 'failed') return { kind: 'unknown' };
    if (priced > 0 && !lp.isWornOut) continue;
    const cut = wholeCut(packing, knapsack, prices);
    return cut === null ? { kind: 'unknown' } : { kind: 'cut', cut };
  }
}

/** Adds the best pattern of every group that is worth more than its price; how many were. */
function addPatterns(
  { items, groups }: Packing,
  knapsack: Knapsack,
  lp: PatternLp,
  prices: Float64Array,
): number | 'failed' {
  const weights = prices.slice(0, items.size).map((price) => (price > 1e-9 ? price : 0));
  let added = 0;
  for (const [g, { allowed, room }] of groups.entries()) {
    const worth = knapsack.best(allowed, room, weights, PRICE_GAIN);
    if (!Number.isFinite(worth)) return 'failed';
    if (worth + (prices[items.size + g] as number) <= 1e-6) continue;
    lp.add(g, knapsack.pattern.slice());
    added += 1;
  }
  return added;
}

/** The most that all hosts together hold by weight, exactly; infinity when that is too hard to say. */
export function limitOf({ groups }: Packing, knapsack: Knapsack, weights: Float64Array): number {
  let limit = 0;
  for (const { hosts, allowed, room } of groups) {
    limit += hosts.length * knapsack.best(allowed, room, weights, 1);
    if (!Number.isFinite(limit)) return limit;
  }
  return limit;
}

/** The row in whole numbers that `wanted` breaks most, of those near the prices; null when none is broken. */
function wholeCut(packing: Packing, knapsack: Knapsack, prices: Float64Array): Cut | null {
  const shares = prices.slice(0, packing.items.size).map((price) => Math.max(0, price));
  const highest = shares.reduce((most, share) => Math.max(most, share), 0);
  if (highest <= 0) return null;
  let best: Cut | null = null;
  let most = 1e-9;
  for (const scale of scalesFor(shares, highest)) {
    const weights = shares.map((share) => Math.round((share / highest) * scale));
    const limit = limitOf(packing, knapsack, weights);
    const load = weights.reduce((sum, weight, i) => sum + weight * (packing.wanted[i] as number), 0);
    if ((load - limit) / load <= most) continue;
    most = (load - limit) / load;
    best = { weights, limit };
  }
  return best;
}

/** The smallest scale at which all shares are nearly whole, and those at which they are nearest to it. */
function scalesFor(shares: Float64Array, highest: number): readonly number[] {
  const errors = Array.from({ length: LARGEST_SCALE }, (_, k) => {
    const off = shares.reduce((sum, share) => {
      const exact = (share / highest) * (k + 1);
      return Math.max(sum, Math.abs(exact - Math.round(exact)));
    }, 0);
    return { scale: k + 1, off };
  });
  const exact = errors.find(({ off }) => off < 1e-3);
  if (exact !== undefined) return [exact.scale];
  return errors
    .sort((a, b) => a.off - b.off || a.scale - b.scale)
    .slice(0, SCALES_TRIED)
    .map(({ scale }) => scale);
}
