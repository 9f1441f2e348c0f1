import type { Problem } from '../../domain/problem.ts';
import { Ascent } from './ascent.ts';
import { Dual } from './dual.ts';
import { type Duals, dualsOf } from './duals.ts';
import { type Kinds, kindsOf } from './kinds.ts';
import { type PoolPrices, poolPricesOf, takePoolPrices } from './pool-prices.ts';
import { Relaxation } from './relaxation.ts';
import { isAlike, isPlain } from './roundings.ts';
import { type RowFamily, RowMaker } from './rows.ts';

/** Rows by class are left out where one iteration with them would take about a tenth of a second. */
const MOST_WORK = 2e7;

/** A stage that gained more than this share of all that was gained so far is gone through again. */
const AGAIN_SHARE = 2e-3;

/**
 * How far a stage goes: which rows, what it hopes to gain (a share of the way to the target at first, of what is gained
 * already later), how patient it is, and the hope, as a share of the gain, at which it ends.
 */
const STAGES = [
  { rows: 'capacity', towardsTarget: 0.3, hope: 0, patience: 8, leastShare: 3e-4 },
  { rows: 'everywhere', towardsTarget: 0, hope: 0.1, patience: 25, leastShare: 2e-4 },
  { rows: 'by-class', towardsTarget: 0, hope: 0.05, patience: 15, leastShare: 5e-4 },
] as const;

/**
 * A lower bound on the service level. It climbs the Lagrangian dual in stages, each from the best prices of the one
 * before: capacity rows of all hosts together first (few prices, which already say most where hosts are many), then
 * with divided rows, then also with rows of each class by itself.
 */
export class LagrangianBound {
  readonly #problem: Problem;
  readonly #target: number;
  readonly #mustAccept: boolean;
  readonly #kinds: Kinds;
  readonly #maker: RowMaker;
  readonly #everywhere: readonly RowFamily[];
  #dual: Dual;
  #ascent: Ascent | null = null;
  #stage = 0;
  /** Value at no prices: what no planner can do anything about. */
  readonly #first: number;
  #best: number;
  #duals: Duals | null = null;
  #poolPrices: PoolPrices | null = null;

  /**
   * @param target service cost of a known schedule, for the step length only.
   * @param mustAccept true when it is proven that nothing need be refused: then refusing is no way out.
   * @param prices of a problem before, to start from; they change how fast the bound rises, not what it may become.
   */
  constructor(problem: Problem, target: number, mustAccept: boolean, prices: PoolPrices | null = null) {
    this.#problem = problem;
    this.#target = target;
    this.#mustAccept = mustAccept;
    this.#kinds = kindsOf(problem);
    this.#maker = new RowMaker(problem, this.#kinds);
    this.#everywhere = this.#maker.everywhere();
    this.#dual = new Dual(new Relaxation(problem, this.#kinds, this.#everywhere, false), mustAccept);
    this.#first = this.#dual.evaluate();
    this.#best = this.#first;
    if (prices !== null) takePoolPrices(this.#dual, prices);
  }

  /** The best bound so far, as a whole number: costs are whole, so what lies between counts as the next one up. */
  get best(): number {
    return Math.ceil(this.#best - 1e-6 - 1e-9 * Math.abs(this.#best));
  }

  /** True when the target is reached, or no stage is left. */
  get isExhausted(): boolean {
    return this.#stage >= STAGES.length || this.best >= this.#target;
  }

  /** What the prices said when the last stage ended; null before one did. */
  get duals(): Duals | null {
    return this.#duals;
  }

  /** Prices for the next problem to start from; null before the first stage ended. */
  get poolPrices(): PoolPrices | null {
    return this.#poolPrices;
  }

  /** One iteration; true when the bound got better. */
  iterate(): boolean {
    const { market, relaxation } = this.#dual;
    const value = this.#dual.evaluate();
    const gained = value > this.#best;
    if (gained) this.#best = value;
    this.#ascent ??= this.#begin(value);
    this.#ascent.step(value, market.use, relaxation.room);
    if (this.#ascent.isOver) this.#nextStage(this.#ascent);
    return gained;
  }

  #begin(value: number): Ascent {
    const { market, relaxation } = this.#dual;
    const { rows, towardsTarget, hope, patience, leastShare } = STAGES[this.#stage] ?? STAGES[0];
    const base = this.#first;
    const families =
      rows === 'capacity' ? this.#everywhere.filter(({ rounding }) => isPlain(rounding)) : relaxation.families;
    const terms = {
      rows: families.length * relaxation.slots,
      hope: Math.max(1, towardsTarget * (this.#target - value), hope * (this.#best - base)),
      patience,
      leastShare,
      base,
    };
    return new Ascent(terms, market.prices, relaxation.stride, value);
  }

  #nextStage(ascent: Ascent): void {
    const { market } = this.#dual;
    market.prices.set(ascent.bestPrices);
    this.#duals = dualsOf(this.#dual);
    this.#poolPrices ??= poolPricesOf(this.#dual);
    this.#ascent = null;
    const gained = ascent.best - ascent.first;
    if (this.#stage > 0 && gained > AGAIN_SHARE * (ascent.best - this.#first)) return;
    this.#stage += 1;
    if (STAGES[this.#stage]?.rows !== 'by-class') return;
    if (!this.#maySplit()) {
      this.#stage = STAGES.length;
      return;
    }
    const families = this.#maker.byClass(this.#everywhere);
    const split = new Dual(new Relaxation(this.#problem, this.#kinds, families, true), this.#mustAccept);
    splitPrices(this.#dual, split);
    this.#dual = split;
  }

  /** True when telling classes apart may help and is not too much work. */
  #maySplit(): boolean {
    const { classes, types } = this.#kinds;
    const pairs = types.reduce((sum, { reach }) => sum + reach.length, 0);
    const work = pairs * this.#everywhere.length * (this.#problem.edges.length - 1);
    return classes.length > 1 && work <= MOST_WORK;
  }
}

/** Gives each row of a class the prices of the rows it is part of: what the VMs pay stays the same, or becomes more. */
function splitPrices(from: Dual, to: Dual): void {
  const { slots } = to.relaxation;
  for (const [family, { hostClass, resource, rounding }] of to.relaxation.families.entries()) {
    for (const [whole, { classes, ...form }] of from.relaxation.families.entries()) {
      const isSame = form.resource === resource && isAlike(form.rounding, rounding);
      if (!isSame || !classes.includes(hostClass ?? -1)) continue;
      const scale = (from.relaxation.units[whole] as number) / (to.relaxation.units[family] as number);
      for (let t = 0; t < slots; t++) {
        const price = (from.market.prices[whole * slots + t] as number) * scale;
        to.market.prices[family * slots + t] = (to.market.prices[family * slots + t] as number) + price;
      }
    }
  }
}
