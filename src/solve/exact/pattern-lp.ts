const EPSILON = 1e-7;
/** Pivots after which the program is taken as it stands: its prices are tried whatever they are. */
const MAX_PIVOTS = 600;

/** What one host of a group holds: how often each item. */
interface Pattern {
  readonly group: number;
  readonly counts: Int32Array;
}

/**
 * minimise what is missing: Σ_i s_i subject to Σ_p a_ip z_p + s_i − e_i = N_i for every item and Σ_p∈g z_p + t_g = m_g
 * for every group of hosts; a column p is a pattern that one host of its group can hold (Gilmore and Gomory 1961). A
 * revised simplex with an explicit inverse: some tens of rows, and columns that arrive one by one.
 *
 * Nothing depends on its rounding: what comes of its prices is computed again in whole numbers.
 */
export class PatternLp {
  readonly #rows: number;
  readonly #items: number;
  readonly #inverse: Float64Array;
  readonly #level: Float64Array;
  /** Column in each row of the basis; see `#entry`. */
  readonly #basis: Int32Array;
  readonly #patterns: Pattern[] = [];
  readonly #prices: Float64Array;
  readonly #column: Float64Array;
  #pivots = 0;

  constructor(wanted: Float64Array, hosts: readonly number[]) {
    this.#items = wanted.length;
    this.#rows = wanted.length + hosts.length;
    this.#inverse = new Float64Array(this.#rows * this.#rows);
    this.#level = Float64Array.from([...wanted, ...hosts]);
    this.#basis = Int32Array.from({ length: this.#rows }, (_, row) => row);
    this.#prices = new Float64Array(this.#rows);
    this.#column = new Float64Array(this.#rows);
    for (let row = 0; row < this.#rows; row++) this.#inverse[row * this.#rows + row] = 1;
  }

  /** What can not be placed, fractionally: 0 when all can. */
  get missing(): number {
    let sum = 0;
    for (let row = 0; row < this.#rows; row++) sum += this.#costOf(row) * (this.#level[row] as number);
    return sum;
  }

  get isWornOut(): boolean {
    return this.#pivots > MAX_PIVOTS;
  }

  add(group: number, counts: Int32Array): void {
    this.#patterns.push({ group, counts });
  }

  /** Optimises over the patterns known; the price of each item, and then what each group is worth per host. */
  optimise(): Float64Array {
    for (;;) {
      this.#price();
      const entering = this.#entering();
      if (entering === -1 || ++this.#pivots > MAX_PIVOTS) return this.#prices;
      if (!this.#pivot(entering)) return this.#prices;
    }
  }

  /** Cost of the column in a row of the basis: missing items cost 1, everything else nothing. */
  #costOf(row: number): number {
    return (this.#basis[row] as number) < this.#items ? 1 : 0;
  }

  #price(): void {
    this.#prices.fill(0);
    for (let row = 0; row < this.#rows; row++) {
      if (this.#costOf(row) === 0) continue;
      for (let k = 0; k < this.#rows; k++) {
        this.#prices[k] = (this.#prices[k] as number) + (this.#inverse[row * this.#rows + k] as number);
      }
    }
  }

  /**
   * Columns by number: below `rows` what is missing and idle hosts, then `items` of what is too many, then patterns.
   * The one with the least reduced cost enters.
   */
  #entering(): number {
    let best = -EPSILON;
    let entering = -1;
    const consider = (column: number, reduced: number): void => {
      if (reduced >= best) return;
      best = reduced;
      entering = column;
    };
    for (let k = 0; k < this.#rows; k++) {
      const price = this.#prices[k] as number;
      consider(k, (k < this.#items ? 1 : 0) - price);
      if (k < this.#items) consider(this.#rows + k, price);
    }
    for (const [p, { group, counts }] of this.#patterns.entries()) {
      let worth = this.#prices[this.#items + group] as number;
      for (let i = 0; i < this.#items; i++) worth += (counts[i] as number) * (this.#prices[i] as number);
      consider(this.#rows + this.#items + p, -worth);
    }
    return entering;
  }

  /** Brings a column into the basis; false when nothing stops it, which only rounding can cause. */
  #pivot(entering: number): boolean {
    this.#fillColumn(entering);
    let leaving = -1;
    let step = Number.POSITIVE_INFINITY;
    for (let row = 0; row < this.#rows; row++) {
      const slope = this.#column[row] as number;
      if (slope <= EPSILON) continue;
      const ratio = Math.max(0, this.#level[row] as number) / slope;
      if (ratio < step - 1e-12 || (ratio < step + 1e-12 && slope > (this.#column[leaving] as number))) {
        step = ratio;
        leaving = row;
      }
    }
    if (leaving === -1) return false;
    this.#eliminate(leaving, step);
    this.#basis[leaving] = entering;
    return true;
  }

  #fillColumn(entering: number): void {
    const rows = this.#rows;
    this.#column.fill(0);
    const addRow = (k: number, value: number): void => {
      for (let row = 0; row < rows; row++) {
        this.#column[row] = (this.#column[row] as number) + value * (this.#inverse[row * rows + k] as number);
      }
    };
    if (entering < rows) addRow(entering, 1);
    else if (entering < rows + this.#items) addRow(entering - rows, -1);
    else {
      const { group, counts } = this.#patterns[entering - rows - this.#items] as Pattern;
      for (let i = 0; i < this.#items; i++) if ((counts[i] as number) > 0) addRow(i, counts[i] as number);
      addRow(this.#items + group, 1);
    }
  }

  #eliminate(leaving: number, step: number): void {
    const rows = this.#rows;
    const pivot = this.#column[leaving] as number;
    for (let k = 0; k < rows; k++) {
      this.#inverse[leaving * rows + k] = (this.#inverse[leaving * rows + k] as number) / pivot;
    }
    for (let row = 0; row < rows; row++) {
      const slope = this.#column[row] as number;
      if (row === leaving || slope === 0) continue;
      this.#level[row] = (this.#level[row] as number) - step * slope;
      for (let k = 0; k < rows; k++) {
        const at = row * rows + k;
        this.#inverse[at] = (this.#inverse[at] as number) - slope * (this.#inverse[leaving * rows + k] as number);
      }
    }
    this.#level[leaving] = step;
  }
}
