import { FORBIDDEN, type GapInstance } from './instance.ts';

/** What one unit of each host's capacity is worth, and what that makes of the costs. */
export interface Prices {
  /** [π_i] by host. */
  readonly capacity: Float64Array;
  /** [λ_j = min_i c_ij + π_i a_ij] by job. */
  readonly job: Float64Array;
}

const STEPS = 600;
/** Steps without a new best after which the target comes nearer. */
const PATIENCE = 12;
/** Where the targeted rise begins, as a share of the value, and where it ends. */
const FIRST_RISE = 0.05;
const LEAST_RISE = 1e-6;

/**
 * Prices of capacity that nearly solve the dual of the linear relaxation,
 *
 *     max over π ≥ 0 of  Σ_j min_i (c_ij + π_i a_ij) − Σ_i π_i b_i,
 *
 * by subgradient steps towards a target that moves with what is reached (Goffin and Kiwiel 1999), each host in units of
 * its own mean size. They guide; nothing rests on their being exact.
 */
export function capacityPrices(gap: GapInstance): Prices {
  const ascent = new Ascent(gap);
  for (let step = 0; step < STEPS && ascent.rise > LEAST_RISE * ascent.best; step++) ascent.step();
  return ascent.prices();
}

class Ascent {
  readonly #gap: GapInstance;
  readonly #unit: Float64Array;
  readonly #now: Float64Array;
  readonly #bestPrices: Float64Array;
  readonly #direction: Float64Array;
  readonly #load: Float64Array;
  #idle = 0;
  best: number;
  rise: number;

  constructor(gap: GapInstance) {
    this.#gap = gap;
    this.#unit = meanSizes(gap);
    this.#now = new Float64Array(gap.hosts);
    this.#bestPrices = new Float64Array(gap.hosts);
    this.#direction = new Float64Array(gap.hosts);
    this.#load = new Float64Array(gap.hosts);
    this.best = this.#value();
    this.rise = Math.max(1, FIRST_RISE * this.best);
  }

  prices(): Prices {
    const job = new Float64Array(this.#gap.jobs);
    for (let j = 0; j < job.length; j++) {
      const host = this.#cheapest(j, this.#bestPrices);
      job[j] = host === -1 ? 0 : this.#reduced(j, host, this.#bestPrices);
    }
    return { capacity: this.#bestPrices, job };
  }

  step(): void {
    const value = this.#value();
    if (value > this.best) {
      if (value > this.best + this.rise / 2) this.rise *= 2;
      this.best = value;
      this.#bestPrices.set(this.#now);
      this.#idle = 0;
    } else if (++this.#idle >= PATIENCE) {
      this.#idle = 0;
      this.rise /= 2;
      this.#now.set(this.#bestPrices);
      this.#direction.fill(0);
      return;
    }
    this.#move(this.best + this.rise - value);
  }

  #move(distance: number): void {
    let norm = 0;
    for (let i = 0; i < this.#now.length; i++) {
      const excess = (this.#load[i] as number) - (this.#gap.capacity[i] as number);
      const held = excess < 0 && (this.#now[i] as number) === 0;
      const slope = held ? 0 : excess / (this.#unit[i] as number);
      this.#direction[i] = 0.6 * slope + 0.4 * (this.#direction[i] as number);
      norm += (this.#direction[i] as number) ** 2;
    }
    if (norm === 0) return;
    for (let i = 0; i < this.#now.length; i++) {
      const moved =
        (this.#now[i] as number) + ((distance / norm) * (this.#direction[i] as number)) / (this.#unit[i] as number);
      this.#now[i] = Math.max(0, moved);
    }
  }

  /** The dual function at the prices of now; leaves the loads of its hosts in `#load`. */
  #value(): number {
    const { jobs, hosts, size, capacity } = this.#gap;
    this.#load.fill(0);
    let value = 0;
    for (let i = 0; i < hosts; i++) value -= (this.#now[i] as number) * (capacity[i] as number);
    for (let j = 0; j < jobs; j++) {
      const host = this.#cheapest(j, this.#now);
      if (host === -1) continue;
      value += this.#reduced(j, host, this.#now);
      this.#load[host] = (this.#load[host] as number) + (size[j * hosts + host] as number);
    }
    return value;
  }

  #cheapest(job: number, prices: Float64Array): number {
    const { hosts, cost, size } = this.#gap;
    let host = -1;
    let least = Number.POSITIVE_INFINITY;
    for (let i = 0, at = job * hosts; i < hosts; i++, at++) {
      const amount = size[at] as number;
      if (amount === FORBIDDEN) continue;
      const reduced = (cost[at] as number) + (prices[i] as number) * amount;
      if (reduced >= least) continue;
      least = reduced;
      host = i;
    }
    return host;
  }

  #reduced(job: number, host: number, prices: Float64Array): number {
    const at = job * this.#gap.hosts + host;
    return (this.#gap.cost[at] as number) + (prices[host] as number) * (this.#gap.size[at] as number);
  }
}

/** Mean size of the jobs that may be on each host, at least a little. */
function meanSizes({ jobs, hosts, size }: GapInstance): Float64Array {
  return Float64Array.from({ length: hosts }, (_, i) => {
    let sum = 0;
    let count = 0;
    for (let at = i; at < jobs * hosts; at += hosts) {
      if ((size[at] as number) === FORBIDDEN) continue;
      sum += size[at] as number;
      count += 1;
    }
    return Math.max(sum / Math.max(count, 1), 1e-3);
  });
}
