import { FORBIDDEN, type GapInstance } from './instance.ts';
import { Knapsack } from './knapsack.ts';
import { capacityPrices } from './prices.ts';

/** Multipliers are whole multiples of 1 / SCALE: every sum below is one of whole numbers and exact. */
const SCALE = 1024;
/** Share of the slope of now in the direction of a step, and steps without a new best before the target comes nearer. */
const FRESH = 0.4;
const PATIENCE = 20;
/** Where the targeted rise begins and ends, as a share of the bound. */
const FIRST_RISE = 2e-3;
const LEAST_RISE = 2e-6;

/**
 * Bound of a generalised assignment problem by Lagrangian relaxation of "each job on one host" (Fisher, Jaikumar and Van
 * Wassenhove, Manage. Sci. 1986): for any multipliers λ, free in sign,
 *
 *     Σ_j λ_j − Σ_i max { Σ_j (λ_j − c_ij) x_ij : Σ_j a_ij x_ij ≤ b_i, x_ij ∈ {0, 1} }
 *
 * is at most the cost of every assignment, one knapsack a host. λ starts from the dual of the linear relaxation and climbs
 * by subgradient steps.
 *
 * Valid under rounding: λ and costs are whole in units of 1 / {@link SCALE}, and with sums below 2^53 all arithmetic on
 * them is exact; where a knapsack takes too long its linear relaxation, rounded up, takes its place.
 */
export class GapLagrangian {
  readonly #gap: GapInstance;
  readonly #knapsack: Knapsack;
  readonly #now: Float64Array;
  readonly #bestAt: Float64Array;
  readonly #direction: Float64Array;
  /** Hosts that each job is on, at the multipliers of now. */
  readonly #times: Int32Array;
  readonly #items: Int32Array;
  readonly #profit: Float64Array;
  readonly #weight: Int32Array;
  #idle = 0;
  #rise: number;
  #best: number;

  constructor(gap: GapInstance) {
    this.#gap = gap;
    this.#knapsack = new Knapsack(gap.jobs);
    this.#now = capacityPrices(gap).job.map((price) => Math.round(price * SCALE));
    this.#bestAt = this.#now.slice();
    this.#direction = new Float64Array(gap.jobs);
    this.#times = new Int32Array(gap.jobs);
    this.#items = new Int32Array(gap.jobs);
    this.#profit = new Float64Array(gap.jobs);
    this.#weight = new Int32Array(gap.jobs);
    this.#best = this.#value();
    this.#rise = Math.max(SCALE, FIRST_RISE * this.#best);
  }

  /** No assignment costs less: costs are whole, so the next whole number counts. */
  get bound(): number {
    return Math.ceil(this.#best / SCALE);
  }

  /** Its steps lead nowhere any more. */
  get isExhausted(): boolean {
    return this.#rise < LEAST_RISE * Math.max(this.#best, 1);
  }

  iterate(): void {
    const value = this.#value();
    if (value > this.#best) {
      if (value > this.#best + this.#rise / 2) this.#rise *= 1.5;
      this.#best = value;
      this.#bestAt.set(this.#now);
      this.#idle = 0;
    } else if (++this.#idle >= PATIENCE) {
      this.#idle = 0;
      this.#rise /= 2;
      this.#now.set(this.#bestAt);
      this.#direction.fill(0);
      return;
    }
    this.#move(this.#best + this.#rise - value);
  }

  #move(distance: number): void {
    let norm = 0;
    for (let j = 0; j < this.#now.length; j++) {
      const slope = 1 - (this.#times[j] as number);
      this.#direction[j] = FRESH * slope + (1 - FRESH) * (this.#direction[j] as number);
      norm += (this.#direction[j] as number) ** 2;
    }
    if (norm === 0) this.#rise = 0;
    else {
      const length = distance / norm;
      for (let j = 0; j < this.#now.length; j++) {
        this.#now[j] = Math.round((this.#now[j] as number) + length * (this.#direction[j] as number));
      }
    }
  }

  /** The function at the multipliers of now, in units of 1 / SCALE. */
  #value(): number {
    this.#times.fill(0);
    let value = 0;
    for (let j = 0; j < this.#gap.jobs; j++) value += this.#now[j] as number;
    for (let i = 0; i < this.#gap.hosts; i++) value -= this.#fill(i);
    return value;
  }

  /** The knapsack of one host: jobs that bring something, those of no size for nothing. */
  #fill(host: number): number {
    const { jobs, hosts, cost, size, capacity } = this.#gap;
    let count = 0;
    let free = 0;
    for (let j = 0, at = host; j < jobs; j++, at += hosts) {
      const amount = size[at] as number;
      const profit = (this.#now[j] as number) - SCALE * (cost[at] as number);
      if (amount === FORBIDDEN || profit <= 0) continue;
      if (amount === 0) {
        free += profit;
        this.#times[j] = (this.#times[j] as number) + 1;
        continue;
      }
      this.#items[count] = j;
      this.#profit[count] = profit;
      this.#weight[count++] = amount;
    }
    const value = this.#knapsack.solve(this.#profit, this.#weight, count, capacity[host] as number);
    const { chosen, chosenCount } = this.#knapsack;
    for (let k = 0; k < chosenCount; k++) {
      const job = this.#items[chosen[k] as number] as number;
      this.#times[job] = (this.#times[job] as number) + 1;
    }
    return free + value;
  }
}
