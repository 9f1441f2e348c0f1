/** Partial fillings, and the choices that lead to them, that one knapsack may need; beyond them it is only bounded. */
const MOST_STATES = 1 << 13;
const MOST_CHOICES = 1 << 17;
/** Far above the rounding error of a product of two numbers, relative to it. */
const ROUNDING = 1e-12;

/**
 * 0/1 knapsack, max Σ profit with Σ weight ≤ capacity, by dynamic programming over a growing core (Pisinger, Oper. Res.
 * 1997): items by profit per weight, filled up to the break item; then, outwards from it, items are added or taken out,
 * keeping the fillings that no other dominates and that may still lead to more than the best.
 *
 * Profits and weights are whole and positive and their sums below 2^53, so fillings are exact; where products are compared,
 * more is kept than rounding can be wrong about.
 */
export class Knapsack {
  /** Items chosen, as indices into what was given: `chosen[0 … chosenCount)`. */
  readonly chosen: Int32Array;
  chosenCount = 0;
  readonly #order: Int32Array;
  readonly #ratio: Float64Array;
  #states = new States();
  #next = new States();
  readonly #item = new Int32Array(MOST_CHOICES);
  readonly #parent = new Int32Array(MOST_CHOICES);
  #choices = 0;
  #best = 0;
  #bestChoice = 0;
  #profit: Float64Array = new Float64Array(0);
  #weight: Int32Array = new Int32Array(0);
  #count = 0;
  #capacity = 0;

  constructor(mostItems: number) {
    this.chosen = new Int32Array(mostItems);
    this.#order = new Int32Array(mostItems);
    this.#ratio = new Float64Array(mostItems);
  }

  /** The most that the first `count` items can bring, or, when that takes too much, an upper bound of it. */
  solve(profit: Float64Array, weight: Int32Array, count: number, capacity: number): number {
    this.#profit = profit;
    this.#weight = weight;
    this.#count = count;
    this.#capacity = capacity;
    for (let k = 0; k < count; k++) {
      this.#order[k] = k;
      this.#ratio[k] = (profit[k] as number) / (weight[k] as number);
    }
    const ratio = this.#ratio;
    this.#order.subarray(0, count).sort((a, b) => (ratio[b] as number) - (ratio[a] as number));
    const end = this.#fill();
    const bound = this.#expandCore(end);
    this.#collect(end);
    return bound;
  }

  /** Takes items in order while they fit; returns the break item's place. */
  #fill(): number {
    let weight = 0;
    let profit = 0;
    let k = 0;
    for (; k < this.#count && weight + this.#weightAt(k) <= this.#capacity; k++) {
      weight += this.#weightAt(k);
      profit += this.#profitAt(k);
    }
    this.#states.clear();
    this.#states.push(weight, profit, 0);
    this.#choices = 1;
    this.#best = profit;
    this.#bestChoice = 0;
    return k;
  }

  #expandCore(end: number): number {
    let [out, into] = [end - 1, end];
    this.#prune(out, into);
    while (this.#states.count > 0 && (out >= 0 || into < this.#count)) {
      if (into < this.#count && !this.#merge(into++, 1)) return this.#relaxed(end);
      this.#prune(out, into);
      if (out >= 0 && !this.#merge(out--, -1)) return this.#relaxed(end);
      this.#prune(out, into);
    }
    return this.#best;
  }

  /** Every filling as it is and with the item at `place` added (+1) or taken out (−1); false when there are too many. */
  #merge(place: number, sign: number): boolean {
    const { count, weight, profit } = this.#states;
    const [dw, dp] = [sign * this.#weightAt(place), sign * this.#profitAt(place)];
    this.#next.clear();
    let [a, b] = [0, 0];
    let most = Number.NEGATIVE_INFINITY;
    while (b < count || a < count) {
      const difference =
        a < count && b < count ? (weight[b] as number) + dw - (weight[a] as number) : a < count ? 1 : -1;
      const isChanged = difference < 0 || (difference === 0 && (profit[b] as number) + dp > (profit[a] as number));
      const from = isChanged ? b++ : a++;
      const value = (profit[from] as number) + (isChanged ? dp : 0);
      if (value <= most) continue;
      most = value;
      if (!this.#pass(from, isChanged ? place : null, value, (weight[from] as number) + (isChanged ? dw : 0)))
        return false;
    }
    [this.#states, this.#next] = [this.#next, this.#states];
    return true;
  }

  /** A filling goes on, changed by the item at `place` unless that is null; false when there are too many. */
  #pass(from: number, place: number | null, profit: number, weight: number): boolean {
    if (this.#next.count === MOST_STATES || this.#choices === MOST_CHOICES) return false;
    const before = this.#states.choice[from] as number;
    this.#next.push(weight, profit, place === null ? before : this.#choose(place, before));
    return true;
  }

  #choose(place: number, parent: number): number {
    this.#item[this.#choices] = place;
    this.#parent[this.#choices] = parent;
    return this.#choices++;
  }

  /** Notes the best filling within capacity, and drops those that with the items left can not bring more. */
  #prune(out: number, into: number): void {
    const { count, weight, profit, choice } = this.#states;
    for (let k = 0; k < count; k++) {
      if ((weight[k] as number) > this.#capacity || (profit[k] as number) <= this.#best) continue;
      this.#best = profit[k] as number;
      this.#bestChoice = choice[k] as number;
    }
    let kept = 0;
    for (let k = 0; k < count; k++) {
      const room = this.#capacity - (weight[k] as number);
      const place = room >= 0 ? into : out;
      const isLast = place < 0 || place >= this.#count;
      if (isLast) continue;
      const needed = this.#best + 1 - (profit[k] as number);
      const threshold = needed * this.#weightAt(place);
      if (room * this.#profitAt(place) - threshold < -ROUNDING * Math.abs(threshold)) continue;
      this.#states.copy(k, kept++);
    }
    this.#states.count = kept;
  }

  /** The linear relaxation, rounded up: all up to the break item and a share of that. */
  #relaxed(end: number): number {
    let [weight, profit] = [0, 0];
    for (let k = 0; k < end; k++) {
      weight += this.#weightAt(k);
      profit += this.#profitAt(k);
    }
    if (end >= this.#count) return profit;
    const share = ((this.#capacity - weight) * this.#profitAt(end)) / this.#weightAt(end);
    return profit + Math.ceil(share * (1 + ROUNDING)) + 1;
  }

  /** The best filling: what was filled in, changed by its choices. */
  #collect(end: number): void {
    const taken = new Uint8Array(this.#count).fill(1, 0, end);
    for (let at = this.#bestChoice; at !== 0; at = this.#parent[at] as number) {
      const place = this.#item[at] as number;
      taken[place] = 1 - (taken[place] as number);
    }
    this.chosenCount = 0;
    for (let k = 0; k < this.#count; k++)
      if (taken[k] === 1) this.chosen[this.chosenCount++] = this.#order[k] as number;
  }

  #profitAt(place: number): number {
    return this.#profit[this.#order[place] as number] as number;
  }

  #weightAt(place: number): number {
    return this.#weight[this.#order[place] as number] as number;
  }
}

/** Fillings by rising weight and profit, each with the choice that led to it. */
class States {
  readonly weight = new Float64Array(MOST_STATES);
  readonly profit = new Float64Array(MOST_STATES);
  readonly choice = new Int32Array(MOST_STATES);
  count = 0;

  clear(): void {
    this.count = 0;
  }

  push(weight: number, profit: number, choice: number): void {
    this.weight[this.count] = weight;
    this.profit[this.count] = profit;
    this.choice[this.count++] = choice;
  }

  copy(from: number, to: number): void {
    this.weight[to] = this.weight[from] as number;
    this.profit[to] = this.profit[from] as number;
    this.choice[to] = this.choice[from] as number;
  }
}
