import type { Problem } from '../../../domain/problem.ts';

const ITERATIONS = 60;
/** Hosts × kinds of VMs beyond which prices are not improved. */
const MOST_PAIRS = 400_000;

/**
 * A bound on the highest load, permille, when the shape is to balance or terms of a placement price it.
 *
 * Proof. Let a_vh be what VM v adds to the load of host h. For weights y ≥ 0 of hosts that sum to 1, the highest load is at
 * least Σ_h y_h · load_h ≥ Σ_h y_h · blocked_h + Σ_v min_h y_h a_vh, wherever the VMs are. And when more than k · n VMs are on n
 * hosts, one holds k + 1 of the k · n + 1 largest, at the least the smallest k + 1 of them, each by its least a_vh.
 */
export function balanceBound(problem: Problem, placed: readonly number[]): number {
  const shares = sharesOf(problem);
  if (shares === null || problem.hosts.length === 0) return 0;
  // A host without a resource counts nothing of it, so nothing is sure of what is there.
  if (problem.hosts.some(({ capacity }) => capacity.some((room, r) => room <= 0 && (shares[r] as number) > 0)))
    return 0;
  const unit = problem.hosts.map(({ capacity }) =>
    shares.map((share, r) => (share === 0 ? 0 : share / (capacity[r] as number))),
  );
  const blocked = problem.hosts.map((host, h) =>
    shares.reduce((sum, _, r) => sum + blockedNow(host, r) * (unit[h]?.[r] as number), 0),
  );
  const kinds = kindsOf(problem, placed, unit);
  return Math.ceil(1000 * Math.max(weighted(kinds, blocked), crowded(kinds, problem.hosts.length)) - 1e-6);
}

/** VMs of one demand: how many, and what each adds to the load of every host. */
interface Kind {
  readonly count: number;
  readonly loads: Float64Array;
  readonly least: number;
}

function sharesOf(problem: Problem): readonly number[] | null {
  const asked = problem.placement?.peakLoad ?? null;
  const weights = asked ?? (problem.shape.kind === 'balance' ? problem.resources.map((_, r) => (r === 0 ? 1 : 0)) : []);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return total > 0 ? weights.map((weight) => weight / total) : null;
}

function kindsOf(problem: Problem, placed: readonly number[], unit: readonly (readonly number[])[]): readonly Kind[] {
  const counts = new Map<string, { count: number; readonly demand: readonly number[] }>();
  for (const vm of placed) {
    const demand = problem.vms[vm]?.demand ?? [];
    const known = counts.get(demand.join());
    if (known === undefined) counts.set(demand.join(), { count: 1, demand });
    else known.count += 1;
  }
  return [...counts.values()].map(({ count, demand }) => {
    const loads = Float64Array.from(unit, (each) =>
      each.reduce((sum, part, r) => sum + part * (demand[r] as number), 0),
    );
    return { count, loads, least: loads.reduce((least, load) => Math.min(least, load), Number.POSITIVE_INFINITY) };
  });
}

/** The best weighted sum found: hosts that are chosen more than others are weighed more (multiplicative weights). */
function weighted(kinds: readonly Kind[], blocked: readonly number[]): number {
  const hosts = blocked.length;
  const weights = firstWeights(kinds, hosts);
  const chosen = new Float64Array(hosts);
  const iterations = kinds.length * hosts > MOST_PAIRS ? 1 : ITERATIONS;
  let best = 0;
  for (let k = 0; k < iterations; k++) {
    best = Math.max(best, valueAt(kinds, blocked, weights, chosen));
    const highest = chosen.reduce((most, load) => Math.max(most, load), 1e-12);
    let total = 0;
    for (let h = 0; h < hosts; h++) {
      weights[h] = (weights[h] as number) * Math.exp((0.5 * (chosen[h] as number)) / highest / Math.sqrt(k + 1));
      total += weights[h] as number;
    }
    for (let h = 0; h < hosts; h++) weights[h] = (weights[h] as number) / total;
  }
  return best;
}

/** A host weighs as much as it is large: with one resource no other weights are better. */
function firstWeights(kinds: readonly Kind[], hosts: number): Float64Array {
  const size = Float64Array.from({ length: hosts }, (_, h) => {
    const all = kinds.reduce((sum, { count, loads }) => sum + count * (loads[h] as number), 0);
    return all > 0 ? 1 / all : 1;
  });
  const total = size.reduce((sum, each) => sum + each, 0);
  return size.map((each) => each / total);
}

/** Σ_h y_h · blocked_h + Σ_v min_h y_h a_vh; `chosen` becomes the load that the cheapest choices put on each host. */
function valueAt(
  kinds: readonly Kind[],
  blocked: readonly number[],
  weights: Float64Array,
  chosen: Float64Array,
): number {
  let value = 0;
  for (const [h, load] of blocked.entries()) {
    chosen[h] = load;
    value += (weights[h] as number) * load;
  }
  for (const { count, loads } of kinds) {
    let least = Number.POSITIVE_INFINITY;
    let ties = 0;
    for (let h = 0; h < weights.length; h++) {
      const price = (weights[h] as number) * (loads[h] as number);
      if (price < least * (1 - 1e-12)) ties = 0;
      if (price <= least * (1 + 1e-12)) ties += 1;
      least = Math.min(least, price);
    }
    value += count * least;
    for (let h = 0; h < weights.length; h++) {
      const isChosen = (weights[h] as number) * (loads[h] as number) <= least * (1 + 1e-12);
      if (isChosen) chosen[h] = (chosen[h] as number) + (count * (loads[h] as number)) / ties;
    }
  }
  return value;
}

function crowded(kinds: readonly Kind[], hosts: number): number {
  const sizes = kinds.flatMap(({ count, least }) => new Array<number>(count).fill(least)).sort((a, b) => b - a);
  let share = 0;
  for (let k = 0; k * hosts < sizes.length; k++) {
    const last = k * hosts + 1;
    share = Math.max(
      share,
      sizes.slice(last - k - 1, last).reduce((sum, size) => sum + size, 0),
    );
  }
  return share;
}

const blockedNow = ({ blocks }: Problem['hosts'][number], resource: number): number =>
  blocks.reduce(
    (sum, { from, until, amounts }) => sum + (from <= 0 && until > 0 ? (amounts[resource] as number) : 0),
    0,
  );
