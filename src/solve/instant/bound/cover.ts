import type { Problem } from '../../../domain/problem.ts';
import { worstFillBins } from './bins.ts';
import { type CoverRow, coverRows } from './cover-rows.ts';

const ITERATIONS = 300;
/** What sums in floating point may be wrong by, relative to what is summed. */
const SLACK = 1e-9;

/**
 * A bound on what hosts in use cost: use costs, and one a host when the shape is to pack.
 *
 * Proof. Let y_h be 1 for a host in use. For each row (see `coverRows`) Σ_h room_h · y_h ≥ demand. For prices λ ≥ 0,
 * Σ cost_h y_h ≥ Σ_r λ_r demand_r − Σ_h max(0, Σ_r λ_r room_rh − cost_h), whatever y is. Prices are raised by subgradient
 * steps, and the best sum is rounded up to the next number that costs can add up to.
 */
export function coverBound(problem: Problem, placed: readonly number[]): number {
  const isBlocked = problem.hosts.map(({ blocks }) => blocks.some(({ from, until }) => from <= 0 && until > 0));
  const pack = problem.shape.kind === 'pack' ? 1 : 0;
  const useCosts = problem.placement?.useCosts ?? null;
  if (pack === 0 && useCosts === null) return 0;
  // A blocked host counts for a pack whatever is planned; using it costs no more then.
  const certain = pack * isBlocked.filter(Boolean).length;
  const costs = problem.hosts.map((_, h) => (useCosts?.[h] ?? 0) + (isBlocked[h] === true ? 0 : pack));
  if (placed.length === 0) return certain;
  const rows = coverRows(problem, placed);
  const unit = costs.reduce(commonDivisor, 0);
  if (unit === 0) return certain;
  const real = bestPrices(rows, costs);
  const rounded = unit * Math.ceil(real / unit - 1e-6 - SLACK * Math.abs(real / unit));
  const cheapest = costs.reduce((least, cost) => Math.min(least, cost), Number.POSITIVE_INFINITY);
  return certain + Math.max(rounded, cheapest * worstFillBins(problem, placed));
}

/** The best Lagrangian sum found; rows are scaled to a demand of 1. */
function bestPrices(rows: readonly CoverRow[], costs: readonly number[]): number {
  const scaled = rows.map(({ demand, room }) => room.map((each) => each / demand));
  const prices = new Float64Array(rows.length);
  const taken = new Float64Array(rows.length);
  const total = costs.reduce((sum, cost) => sum + cost, 0);
  let best = 0;
  scaled.forEach((_, row) => {
    best = Math.max(best, singleRow(scaled[row] as Float64Array, costs));
  });
  let step = Math.max(best, total / 10) / Math.max(1, rows.length);
  prices.fill(best / Math.max(1, rows.length));
  let stale = 0;
  for (let k = 0; k < ITERATIONS; k++) {
    const value = lagrangian(scaled, costs, prices, taken);
    if (value > best) {
      best = value;
      stale = 0;
    } else if (++stale % 8 === 0) step *= 0.7;
    let norm = 0;
    for (const each of taken) norm += (1 - each) ** 2;
    if (norm < 1e-12) break;
    for (let r = 0; r < prices.length; r++) {
      prices[r] = Math.max(0, (prices[r] as number) + (step * (1 - (taken[r] as number))) / Math.sqrt(norm));
    }
  }
  return best;
}

/** Σ λ − Σ_h max(0, λ · room_h − cost_h); `taken` becomes the rows' use by the hosts that pay. */
function lagrangian(
  rows: readonly Float64Array[],
  costs: readonly number[],
  prices: Float64Array,
  taken: Float64Array,
): number {
  taken.fill(0);
  let value = prices.reduce((sum, price) => sum + price, 0);
  costs.forEach((cost, h) => {
    let worth = -cost;
    rows.forEach((room, r) => {
      worth += (prices[r] as number) * (room[h] as number);
    });
    if (worth <= 0) return;
    value -= worth;
    rows.forEach((room, r) => {
      taken[r] = (taken[r] as number) + (room[h] as number);
    });
  });
  return value;
}

/** The fractional cover of one row: hosts by cost for their room, the cheapest first. */
function singleRow(room: Float64Array, costs: readonly number[]): number {
  const useful = [...costs.keys()].filter((h) => (room[h] as number) > 0);
  useful.sort((a, b) => (costs[a] as number) / (room[a] as number) - (costs[b] as number) / (room[b] as number));
  let left = 1;
  let cost = 0;
  for (const h of useful) {
    if (left <= 0) break;
    const share = Math.min(1, left / (room[h] as number));
    cost += share * (costs[h] as number);
    left -= share * (room[h] as number);
  }
  return cost;
}

function commonDivisor(one: number, other: number): number {
  let [a, b] = [one, other];
  while (b > 0) [a, b] = [b, a % b];
  return a;
}
