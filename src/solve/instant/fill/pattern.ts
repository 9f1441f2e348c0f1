/** What is chosen from: kinds of VMs, the most worth for their size first. */
export interface Choice {
  readonly kinds: Int32Array;
  /** How many there are of each kind, by kind. */
  readonly left: Int32Array;
  /** By kind and resource. */
  readonly demand: Float64Array;
  /** Worth of a VM, and its size in one number, by kind. */
  readonly worth: Float64Array;
  readonly size: Float64Array;
  readonly resources: number;
}

/**
 * What to put on one host: numbers of each kind that fit and are worth most together, by branch and bound with the bound
 * of Dantzig (Oper. Res. 1957) on one size, stopped after so many nodes with the best it has.
 */
export class Pattern {
  readonly #choice: Choice;
  readonly #taken: Int32Array;
  readonly #room: Float64Array;
  /** Numbers of each kind, by place in the order of kinds. */
  readonly best: Int32Array;
  #count = 0;
  #bestWorth = 0;
  #nodes = 0;
  #most = 0;

  constructor(choice: Choice) {
    this.#choice = choice;
    this.#taken = new Int32Array(choice.kinds.length);
    this.best = new Int32Array(choice.kinds.length);
    this.#room = new Float64Array(choice.resources);
  }

  /** Nodes that the last search took. */
  get nodes(): number {
    return this.#nodes;
  }

  /**
   * @param count kinds that are looked at, from the first on.
   * @param room by resource.
   * @param span all room in the size that kinds are measured by.
   * @returns what the best is worth.
   */
  search(count: number, room: Float64Array, span: number, most: number): number {
    this.#count = count;
    this.#room.set(room);
    this.#taken.fill(0);
    this.best.fill(0);
    this.#bestWorth = 0;
    this.#nodes = 0;
    this.#most = most;
    this.#branch(0, 0, span);
    return this.#bestWorth;
  }

  /** All numbers of the kind at a place, the largest first. */
  #branch(at: number, worth: number, span: number): void {
    if (worth > this.#bestWorth + 1e-9) {
      this.#bestWorth = worth;
      this.best.set(this.#taken);
    }
    if (at >= this.#count || this.#nodes++ >= this.#most) return;
    if (worth + this.#bound(at, span) <= this.#bestWorth + 1e-9) return;
    const kind = this.#choice.kinds[at] as number;
    const number = this.#fits(kind);
    for (let n = number; n >= 0; n--) {
      this.#take(kind, n);
      this.#taken[at] = n;
      this.#branch(
        at + 1,
        worth + n * (this.#choice.worth[kind] as number),
        span - n * (this.#choice.size[kind] as number),
      );
      this.#take(kind, -n);
    }
    this.#taken[at] = 0;
  }

  #fits(kind: number): number {
    const { demand, left, resources } = this.#choice;
    let number = left[kind] as number;
    for (let r = 0; r < resources; r++) {
      const each = demand[kind * resources + r] as number;
      if (each > 0) number = Math.min(number, Math.floor((this.#room[r] as number) / each));
    }
    return Math.max(0, number);
  }

  #take(kind: number, number: number): void {
    const { demand, resources } = this.#choice;
    for (let r = 0; r < resources; r++) {
      this.#room[r] = (this.#room[r] as number) - number * (demand[kind * resources + r] as number);
    }
  }

  /** What the rest of the kinds can be worth in what is left, in parts. */
  #bound(from: number, span: number): number {
    const { kinds, left, worth, size } = this.#choice;
    let rest = span;
    let sum = 0;
    for (let at = from; at < this.#count; at++) {
      const kind = kinds[at] as number;
      const all = (left[kind] as number) * (size[kind] as number);
      if (all > rest)
        return sum + ((worth[kind] as number) * Math.max(0, rest)) / Math.max(1e-12, size[kind] as number);
      rest -= all;
      sum += (left[kind] as number) * (worth[kind] as number);
    }
    return sum;
  }
}
