/** Weight of the newest subgradient in the direction; the rest is the direction before. */
const NEWEST = 0.5;
/** A better bound counts as progress when it closes this share of the way to the level aimed at. */
const PROGRESS = 0.05;
/** Iterations without any gain at all, at the very start, after which the aim is lowered. */
const FIRST_PATIENCE = 8;
const SHRINK = 0.7;
/** When a step gains this share of what was hoped for, more is hoped for. */
const MET = 0.5;
const GROWTH = 1.5;
/** Nor is less than this hoped for: costs are whole. */
const LEAST_HOPE = 0.1;

/** How a climb goes about it. */
export interface AscentTerms {
  /** Rows whose prices move: the first so many. */
  readonly rows: number;
  /** What the climb hopes to gain at first. */
  readonly hope: number;
  /** Iterations without progress after which hope shrinks and the best prices are taken up again. */
  readonly patience: number;
  /** The climb ends when hope falls below this share of what was gained above `base`. */
  readonly leastShare: number;
  readonly base: number;
}

/**
 * Climbs a concave function of prices ≥ 0 along deflected subgradients. Steps are Polyak's, towards a level a little
 * above the best value; when it is not come nearer, the level is lowered (Goffin and Kiwiel 1999, Camerini, Fratta and
 * Maffioli 1975). Each row's step is scaled by its stride.
 */
export class Ascent {
  readonly #terms: AscentTerms;
  readonly #prices: Float64Array;
  readonly #stride: Float64Array;
  readonly #bestPrices: Float64Array;
  readonly #direction: Float64Array;
  readonly #first: number;
  #best: number;
  #hope: number;
  #idle = 0;

  /** @param prices climbed in place; @param value of the function there. */
  constructor(terms: AscentTerms, prices: Float64Array, stride: Float64Array, value: number) {
    this.#terms = terms;
    this.#prices = prices;
    this.#stride = stride;
    this.#bestPrices = prices.slice();
    this.#direction = new Float64Array(prices.length);
    this.#first = value;
    this.#best = value;
    this.#hope = terms.hope;
  }

  /** The value it began with. */
  get first(): number {
    return this.#first;
  }

  get best(): number {
    return this.#best;
  }

  get bestPrices(): Float64Array {
    return this.#bestPrices;
  }

  get isOver(): boolean {
    const { base, leastShare } = this.#terms;
    return this.#hope < Math.max(LEAST_HOPE, leastShare * (this.#best - base));
  }

  /** Takes the value and the subgradient, use − room, at the present prices, and moves them on. */
  step(value: number, use: Float64Array, room: Float64Array): void {
    this.#judge(value);
    const { rows } = this.#terms;
    let norm = 0;
    for (let row = 0; row < rows; row++) {
      const gradient = (use[row] as number) - (room[row] as number);
      const useless = gradient < 0 && (this.#prices[row] as number) <= 0;
      const mixed = (useless ? 0 : NEWEST * gradient) + (1 - NEWEST) * (this.#direction[row] as number);
      this.#direction[row] = mixed;
      norm += mixed * mixed * (this.#stride[row] as number);
    }
    const length = (this.#best + this.#hope - value) / Math.max(norm, 1e-9);
    for (let row = 0; row < rows; row++) {
      const moved =
        (this.#prices[row] as number) + length * (this.#direction[row] as number) * (this.#stride[row] as number);
      this.#prices[row] = moved > 0 ? moved : 0;
    }
  }

  #judge(value: number): void {
    this.#idle = value > this.#best + PROGRESS * this.#hope ? 0 : this.#idle + 1;
    if (value > this.#best + MET * this.#hope) this.#hope *= GROWTH;
    if (value > this.#best) {
      this.#best = value;
      this.#bestPrices.set(this.#prices);
    }
    const patience = this.#best > this.#first ? this.#terms.patience : FIRST_PATIENCE;
    if (this.#idle <= patience) return;
    this.#hope *= SHRINK;
    this.#prices.set(this.#bestPrices);
    this.#direction.fill(0);
    this.#idle = 0;
  }
}
