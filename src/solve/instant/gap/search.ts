import { type Dice, diceOf } from '../../dice.ts';
import { type Candidates, candidatesOf } from './candidates.ts';
import { Chains } from './chains.ts';
import type { Assignment, GapInstance } from './instance.ts';
import { capacityPrices } from './prices.ts';
import { Standing } from './standing.ts';

/** Hosts tried for each job. */
const WIDTH = 6;
/** Steps of the first cycle for each job; each cycle is longer than the one before. */
const FIRST_STEPS = 20;
const GROWTH = 1.25;
/** Temperature at the start and the end of a cycle, and what a chain may run up, in units of {@link unitOf}. */
const HOT = 0.16;
const COLD = 0.08;
const CREDIT = 0.3;
/** Price of room that is not there, in units of the price of room, at the start and the end of a cycle. */
const SOFT = 0.05;
const HARD = 3;
/** Share of a cycle in which it hardens. */
const HARDENING = 0.8;
/** Steps between two looks at the temperature. */
const STRIDE = 64;

/**
 * Ejection chains under simulated annealing: in each cycle room that is not there costs little at first and more and
 * more later, while it cools; the next, longer cycle starts where this one ended. A cycle that ends over capacity is
 * followed by harder ones of its length.
 */
export class GapSearch {
  readonly #standing: Standing;
  readonly #chains: Chains;
  readonly #dice: Dice;
  readonly #prices: Float64Array;
  readonly #unit: number;
  #cycle: number;
  #step = 0;
  #temperature = 0;
  #hardness = 1;
  best: { readonly assignment: Assignment; readonly cost: number } | null = null;

  constructor(gap: GapInstance, seed: number) {
    const prices = capacityPrices(gap);
    const candidates = candidatesOf(gap, prices, WIDTH);
    this.#prices = prices.capacity;
    this.#standing = new Standing(gap, candidates);
    this.#chains = new Chains(gap, { prices, candidates, standing: this.#standing });
    this.#dice = diceOf(seed);
    this.#unit = unitOf(gap, candidates);
    this.#cycle = gap.jobs * FIRST_STEPS;
    for (let job = 0; job < gap.jobs; job++)
      this.#standing.put(job, candidates.hosts[job * candidates.width] as number);
  }

  /** One step; true when it found a new best. */
  step(): boolean {
    if (this.#step >= this.#cycle) this.#beginCycle();
    if (this.#step % STRIDE === 0) this.#cool(this.#step / this.#cycle);
    this.#step += 1;
    const job = this.#dice.below(this.#standing.host.length);
    const allowed = -this.#temperature * Math.log(1 - this.#dice.unit());
    if (!this.#chains.move(job, allowed, CREDIT * this.#unit)) return false;
    const { isFeasible, cost, host } = this.#standing;
    if (!isFeasible || cost >= (this.best?.cost ?? Number.POSITIVE_INFINITY)) return false;
    this.best = { assignment: Int32Array.from(host), cost };
    return true;
  }

  #beginCycle(): void {
    this.#step = 0;
    this.#hardness = this.#standing.isFeasible ? 1 : this.#hardness * 2;
    if (this.#standing.isFeasible) this.#cycle *= GROWTH;
  }

  #cool(progress: number): void {
    const hardened = Math.min(1, progress / HARDENING);
    const factor = this.#hardness * SOFT * (HARD / SOFT) ** hardened;
    for (let i = 0; i < this.#prices.length; i++) {
      this.#chains.penalty[i] = factor * ((this.#prices[i] as number) + LEAST_PRICE * this.#unit);
    }
    this.#temperature = this.#unit * HOT * (COLD / HOT) ** progress;
  }
}

/** Room that is worth nothing still is not free to overfill. */
const LEAST_PRICE = 0.01;

/** What the second-best host costs more than the best, on average over the jobs: the scale on which chains gain. */
function unitOf({ jobs, hosts }: GapInstance, { width, hosts: listed, reduced }: Candidates): number {
  if (width < 2) return 1;
  let sum = 0;
  let count = 0;
  for (let j = 0; j < jobs; j++) {
    const second = listed[j * width + 1] as number;
    if (second === -1) continue;
    sum += reduced[j * hosts + second] as number;
    count += 1;
  }
  return Math.max(sum / Math.max(count, 1), 1e-3);
}
