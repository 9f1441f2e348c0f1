/**
 * Bounds of whole variables and how they came about. A variable x has two nodes: 2x, whose bound is its lower bound, and
 * 2x + 1, whose bound is minus its upper bound; so bounds only ever rise, and one literal says all: (node, v), "the bound
 * of the node is at least v". Its negation is (node ^ 1, 1 − v).
 *
 * Lazy clause generation (Ohrimenko, Stuckey and Codish, Constraints 14, 2009) without a propositional half: literals
 * are not made, they are looked up where a bound passed their value.
 */
export class Trail {
  /** By node: its bound now, and the entry that last raised it (−1: it is as it was given). */
  readonly bounds: Int32Array;
  readonly last: Int32Array;
  size = 0;
  /** Entries: which node rose, to what, from what, the entry before of that node, and the level of decisions. */
  node = new Int32Array(1024);
  value = new Int32Array(1024);
  from = new Int32Array(1024);
  earlier = new Int32Array(1024);
  level = new Int32Array(1024);
  /** Why: a kind of {@link Why}, and a number that it gives a meaning. */
  why = new Uint8Array(1024);
  cause = new Int32Array(1024);
  /** Listed reasons: a count, then so many literals. */
  reasons = new Int32Array(4096);
  #reasonsSize = 0;
  #starts: number[] = [];
  #marks: number[] = [];

  constructor(lower: Int32Array, upper: Int32Array) {
    this.bounds = new Int32Array(2 * lower.length);
    for (let x = 0; x < lower.length; x++) {
      this.bounds[2 * x] = lower[x] as number;
      this.bounds[2 * x + 1] = -(upper[x] as number);
    }
    this.last = new Int32Array(2 * lower.length).fill(-1);
  }

  /** Decisions on the way to here. */
  get depth(): number {
    return this.#starts.length;
  }

  lower(x: number): number {
    return this.bounds[2 * x] as number;
  }

  upper(x: number): number {
    return -(this.bounds[2 * x + 1] as number);
  }

  holds(node: number, value: number): boolean {
    return (this.bounds[node] as number) >= value;
  }

  /** Begins a new level of decisions. */
  decide(node: number, value: number): void {
    this.#starts.push(this.size);
    this.#marks.push(this.#reasonsSize);
    this.raise(node, value, Why.Decision, 0);
  }

  /** Raises a bound; false, and nothing is changed, when that would leave the variable no value. */
  raise(node: number, value: number, why: Why, cause: number): boolean {
    if ((this.bounds[node] as number) >= value) return true;
    if (value + (this.bounds[node ^ 1] as number) > 0) return false;
    if (this.size === this.node.length) this.#grow();
    const entry = this.size++;
    this.node[entry] = node;
    this.value[entry] = value;
    this.from[entry] = this.bounds[node] as number;
    this.earlier[entry] = this.last[node] as number;
    this.level[entry] = this.#starts.length;
    this.why[entry] = why;
    this.cause[entry] = cause;
    this.bounds[node] = value;
    this.last[node] = entry;
    return true;
  }

  /** Begins a listed reason; returns where it lies. */
  beginReason(most: number): number {
    const at = this.#reasonsSize;
    if (at + 1 + 2 * most > this.reasons.length) this.reasons = doubled(this.reasons, at + 1 + 2 * most);
    this.reasons[at] = 0;
    this.#reasonsSize = at + 1;
    return at;
  }

  /** Adds a literal to the reason begun last. */
  addReason(at: number, node: number, value: number): void {
    this.reasons[this.#reasonsSize++] = node;
    this.reasons[this.#reasonsSize++] = value;
    this.reasons[at] = (this.reasons[at] as number) + 1;
  }

  /** The entry that made a literal true; −1 when it always was. */
  entryOf(node: number, value: number): number {
    let entry = this.last[node] as number;
    while (entry >= 0 && (this.from[entry] as number) >= value) entry = this.earlier[entry] as number;
    return entry;
  }

  /** Takes everything back that came after a level. */
  backTo(depth: number): void {
    if (depth >= this.#starts.length) return;
    const until = this.#starts[depth] as number;
    while (this.size > until) {
      const entry = --this.size;
      const node = this.node[entry] as number;
      this.bounds[node] = this.from[entry] as number;
      this.last[node] = this.earlier[entry] as number;
    }
    this.#reasonsSize = this.#marks[depth] as number;
    this.#starts.length = depth;
    this.#marks.length = depth;
  }

  #grow(): void {
    this.node = doubled(this.node);
    this.value = doubled(this.value);
    this.from = doubled(this.from);
    this.earlier = doubled(this.earlier);
    this.level = doubled(this.level);
    this.cause = doubled(this.cause);
    const why = new Uint8Array(this.node.length);
    why.set(this.why);
    this.why = why;
  }
}

/** Why a bound rose: by choice; by the reason listed at `cause`; by nogood `cause`; by arc `cause`. */
export type Why = (typeof Why)[keyof typeof Why];
export const Why = { Decision: 0, Listed: 1, Nogood: 2, Arc: 3 } as const;

/** The same numbers in an array at least twice as long. */
export function doubled(array: Int32Array<ArrayBuffer>, least = 0): Int32Array<ArrayBuffer> {
  const longer = new Int32Array(Math.max(2 * array.length, least));
  longer.set(array);
  return longer;
}
