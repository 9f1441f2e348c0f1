import { doubled, type Trail, Why } from './trail.ts';

/**
 * Nogoods: lists of literals that can not all be true. Two literals of each that are not true are watched (Moskewicz et
 * al., DAC 2001); when but one is left, its negation follows. The first two literals of a nogood are its watched ones.
 */
export class Nogoods {
  readonly #trail: Trail;
  /** Literals of nogood c: node and value at starts[c] … starts[c + 1]. */
  literals = new Int32Array(1 << 14);
  starts = new Int32Array(1 << 10);
  #count = 0;
  /** Levels that were in it when it was learned: the fewer, the more useful (Audemard and Simon, IJCAI 2009). */
  #levels = new Int32Array(1 << 10);
  /** By node: pairs of nogood and value watched. */
  readonly #watches: Int32Array<ArrayBuffer>[];
  readonly #watched: Int32Array;
  /** The nogood that is broken, after `visit` said so. */
  broken = -1;

  constructor(trail: Trail) {
    this.#trail = trail;
    this.#watches = Array.from(trail.bounds, () => new Int32Array(16));
    this.#watched = new Int32Array(trail.bounds.length);
  }

  get count(): number {
    return this.#count;
  }

  /** Adds a nogood whose first literal may be the only one that is not true. */
  add(literals: Int32Array, length: number, levels: number): number {
    const nogood = this.#store(literals, 0, length, levels);
    if (length > 1) this.#watchBoth(nogood);
    return nogood;
  }

  /** Looks at the nogoods that watch a literal which became true as its node rose; false when one is broken. */
  visit(node: number, from: number, to: number): boolean {
    const list = this.#watches[node] as Int32Array<ArrayBuffer>;
    const length = this.#watched[node] as number;
    let kept = 0;
    let sound = true;
    for (let k = 0; k < length; k += 2) {
      const nogood = list[k] as number;
      const value = list[k + 1] as number;
      if (sound && value > from && value <= to) {
        if (this.#moveWatch(nogood, node, value)) continue;
        sound = this.#follow(nogood);
      }
      list[kept++] = nogood;
      list[kept++] = value;
    }
    this.#watched[node] = kept;
    return sound;
  }

  /** Forgets the worse half of the longer nogoods, and those that can never be broken any more. At the root only. */
  reduce(): boolean {
    const { literals, starts } = this;
    const levels = this.#levels;
    const count = this.#count;
    const median = [...levels.subarray(0, count)].sort((a, b) => a - b)[count >> 1] ?? 0;
    this.#watched.fill(0);
    this.literals = new Int32Array(literals.length);
    this.starts = new Int32Array(starts.length);
    this.#levels = new Int32Array(levels.length);
    this.#count = 0;
    for (let c = 0; c < count; c++) {
      const few = levels[c] as number;
      if (few > 3 && (few > median || (few === median && c < count >> 1))) continue;
      if (!this.#keep(literals, starts[c] as number, starts[c + 1] as number, few)) return false;
    }
    return true;
  }

  /** Keeps a nogood without the literals that are true for good; false when nothing is left of it. */
  #keep(literals: Int32Array, from: number, until: number, levels: number): boolean {
    const { bounds } = this.#trail;
    const left: number[] = [];
    for (let k = from; k < until; k += 2) {
      const node = literals[k] as number;
      const value = literals[k + 1] as number;
      if ((bounds[node ^ 1] as number) >= 1 - value) return true;
      if ((bounds[node] as number) < value) left.push(node, value);
    }
    if (left.length === 0) return false;
    const nogood = this.#store(Int32Array.from(left), 0, left.length / 2, levels);
    if (left.length > 2) this.#watchBoth(nogood);
    else return this.#trail.raise((left[0] as number) ^ 1, 1 - (left[1] as number), Why.Nogood, nogood);
    return true;
  }

  #store(literals: Int32Array, from: number, length: number, levels: number): number {
    const nogood = this.#count++;
    if (nogood + 2 > this.starts.length) {
      this.starts = doubled(this.starts);
      this.#levels = doubled(this.#levels);
    }
    const at = this.starts[nogood] as number;
    if (at + 2 * length > this.literals.length) this.literals = doubled(this.literals, at + 2 * length);
    for (let k = 0; k < 2 * length; k++) this.literals[at + k] = literals[from + k] as number;
    this.starts[nogood + 1] = at + 2 * length;
    this.#levels[nogood] = levels;
    return nogood;
  }

  #watchBoth(nogood: number): void {
    const at = this.starts[nogood] as number;
    this.#watch(nogood, this.literals[at] as number, this.literals[at + 1] as number);
    this.#watch(nogood, this.literals[at + 2] as number, this.literals[at + 3] as number);
  }

  #watch(nogood: number, node: number, value: number): void {
    const length = this.#watched[node] as number;
    let list = this.#watches[node] as Int32Array<ArrayBuffer>;
    if (length + 2 > list.length) {
      list = doubled(list);
      this.#watches[node] = list;
    }
    list[length] = nogood;
    list[length + 1] = value;
    this.#watched[node] = length + 2;
  }

  /** Brings the literal that became true to the second place; true when another one is watched instead of it. */
  #moveWatch(nogood: number, node: number, value: number): boolean {
    const { literals } = this;
    const { bounds } = this.#trail;
    const at = this.starts[nogood] as number;
    if (literals[at] === node && literals[at + 1] === value) swap(literals, at, at + 2);
    if ((bounds[(literals[at] as number) ^ 1] as number) >= 1 - (literals[at + 1] as number)) return false;
    const until = this.starts[nogood + 1] as number;
    for (let k = at + 4; k < until; k += 2) {
      if ((bounds[literals[k] as number] as number) >= (literals[k + 1] as number)) continue;
      swap(literals, at + 2, k);
      this.#watch(nogood, literals[at + 2] as number, literals[at + 3] as number);
      return true;
    }
    return false;
  }

  /** All but the first literal are true: the first is not. False when it is as well. */
  #follow(nogood: number): boolean {
    const { bounds } = this.#trail;
    const at = this.starts[nogood] as number;
    const node = this.literals[at] as number;
    const value = this.literals[at + 1] as number;
    if ((bounds[node] as number) >= value) {
      this.broken = nogood;
      return false;
    }
    this.#trail.raise(node ^ 1, 1 - value, Why.Nogood, nogood);
    return true;
  }
}

function swap(literals: Int32Array, a: number, b: number): void {
  const node = literals[a] as number;
  const value = literals[a + 1] as number;
  literals[a] = literals[b] as number;
  literals[a + 1] = literals[b + 1] as number;
  literals[b] = node;
  literals[b + 1] = value;
}
