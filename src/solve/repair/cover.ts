/** What has to leave a host: Σ amounts of what leaves ≥ need. Amounts by item, none negative. */
export interface CoverRow {
  readonly amounts: readonly number[];
  readonly need: number;
}

export interface Cover {
  /** Items that cover every row, ascending; the cheapest unless the search was cut short. */
  readonly chosen: readonly number[];
  /** No cover costs less. */
  readonly bound: number;
}

/** Branches tried before the search is cut short. */
const MOST_BRANCHES = 4_000;
/** Sums of costs are told apart beyond this. */
const TOLERANCE = 1e-9;

/**
 * The cheapest items that cover every row, by branch and bound: some row lacks something, and one of its items has to
 * be taken; what was tried before is not tried again. The bound is the largest fractional knapsack cover of a row.
 * Null when all items together do not cover.
 */
export function cheapestCover(costs: readonly number[], rows: readonly CoverRow[]): Cover | null {
  if (rows.some((row) => sum(row.amounts) < row.need)) return null;
  const search = new CoverSearch(costs, rows);
  search.run();
  return { chosen: [...search.best].sort((a, b) => a - b), bound: search.bound };
}

const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);

const FREE = 0;
const TAKEN = 1;
const BARRED = 2;

class CoverSearch {
  best: readonly number[] = [];
  bound: number;
  readonly #costs: readonly number[];
  readonly #rows: readonly CoverRow[];
  /** Items by row, cheapest per amount first. */
  readonly #orders: readonly (readonly number[])[];
  readonly #lacking: number[];
  readonly #state: Uint8Array;
  readonly #taken: number[] = [];
  #bestCost = Number.POSITIVE_INFINITY;
  #branches = 0;

  constructor(costs: readonly number[], rows: readonly CoverRow[]) {
    this.#costs = costs;
    this.#rows = rows;
    this.#orders = rows.map(({ amounts }) => byPrice(costs, amounts));
    this.#lacking = rows.map(({ need }) => need);
    this.#state = new Uint8Array(costs.length);
    this.bound = this.#fractional();
  }

  run(): void {
    this.#branch(0);
    if (this.#branches <= MOST_BRANCHES) this.bound = this.#bestCost;
  }

  #branch(cost: number): void {
    const row = this.#mostLacking();
    if (row === null) {
      if (cost >= this.#bestCost) return;
      this.#bestCost = cost;
      this.best = [...this.#taken];
      return;
    }
    if (this.best.length > 0 && ++this.#branches > MOST_BRANCHES) return;
    if (cost + this.#fractional() >= this.#bestCost - TOLERANCE) return;
    const barred: number[] = [];
    for (const item of this.#orders[row] as readonly number[]) {
      if (this.#state[item] !== FREE) continue;
      this.#take(item, 1);
      this.#branch(cost + (this.#costs[item] as number));
      this.#take(item, -1);
      this.#state[item] = BARRED;
      barred.push(item);
      if (this.#branches > MOST_BRANCHES) break;
    }
    for (const item of barred) this.#state[item] = FREE;
  }

  #take(item: number, sign: 1 | -1): void {
    this.#state[item] = sign === 1 ? TAKEN : FREE;
    if (sign === 1) this.#taken.push(item);
    else this.#taken.pop();
    for (let row = 0; row < this.#rows.length; row++) {
      const amount = this.#rows[row]?.amounts[item] as number;
      this.#lacking[row] = (this.#lacking[row] as number) - sign * amount;
    }
  }

  /** The row that lacks the largest share of its need; null when all are covered. */
  #mostLacking(): number | null {
    let found: number | null = null;
    let most = 0;
    for (let row = 0; row < this.#rows.length; row++) {
      const share = (this.#lacking[row] as number) / (this.#rows[row]?.need ?? 1);
      if (share <= most) continue;
      most = share;
      found = row;
    }
    return found;
  }

  /** The least that covering what is lacking costs, by the row for which that is most; infinite when it can not be. */
  #fractional(): number {
    let most = 0;
    for (let row = 0; row < this.#rows.length; row++) {
      if ((this.#lacking[row] as number) > 0) most = Math.max(most, this.#fractionalOf(row));
    }
    return most;
  }

  #fractionalOf(row: number): number {
    const amounts = this.#rows[row]?.amounts as readonly number[];
    let lacking = this.#lacking[row] as number;
    let cost = 0;
    for (const item of this.#orders[row] as readonly number[]) {
      if (this.#state[item] !== FREE) continue;
      const amount = amounts[item] as number;
      const price = this.#costs[item] as number;
      if (amount >= lacking) return cost + (price * lacking) / amount;
      lacking -= amount;
      cost += price;
    }
    return Number.POSITIVE_INFINITY;
  }
}

/** Items that count in a row, cheapest per amount first, then the larger. */
const byPrice = (costs: readonly number[], amounts: readonly number[]): readonly number[] =>
  [...amounts.keys()]
    .filter((item) => (amounts[item] as number) > 0)
    .sort((a, b) => {
      const [of, against] = [amounts[a] as number, amounts[b] as number];
      return (costs[a] as number) / of - (costs[b] as number) / against || against - of || a - b;
    });
