import { type Arcs, givenValue } from './arcs.ts';
import type { Nogoods } from './nogoods.ts';
import { type Trail, Why } from './trail.ts';

/**
 * Learns from a conflict: literals that can not all be true are replaced, from the last on the trail back, by their
 * reasons until one of the last level is left (first unique implication point; Marques-Silva and Sakallah, 1999). Of a
 * node only the strongest literal is kept, and each is as weak as the conflict needs it, not as strong as it was derived.
 */
export class Analysis {
  /** The nogood learned: the literal of the last level first, then one of the level to go back to. */
  literals: Int32Array;
  length = 0;
  backTo = 0;
  levels = 0;
  readonly #trail: Trail;
  readonly #nogoods: Nogoods;
  readonly #arcs: Arcs;
  readonly #bump: (node: number, value: number) => void;
  readonly #active: Uint8Array;
  readonly #need: Int32Array;
  readonly #entry: Int32Array;
  readonly #touched: Int32Array;
  readonly #seenLevel: Int32Array;
  #touchedLength = 0;
  #open = 0;
  #depth = 0;
  #stamp = 0;

  constructor(trail: Trail, nogoods: Nogoods, arcs: Arcs, bump: (node: number, value: number) => void) {
    const nodes = trail.bounds.length;
    this.#trail = trail;
    this.#nogoods = nogoods;
    this.#arcs = arcs;
    this.#bump = bump;
    this.#active = new Uint8Array(nodes);
    this.#need = new Int32Array(nodes);
    this.#entry = new Int32Array(nodes);
    this.#touched = new Int32Array(nodes);
    this.#seenLevel = new Int32Array(nodes + 2);
    this.literals = new Int32Array(2 * nodes);
  }

  /** Makes a nogood of a conflict at the present level; false when the conflict needs no decision at all. */
  learn(conflict: Int32Array, from: number, until: number): boolean {
    this.#touchedLength = 0;
    this.#open = 0;
    this.#depth = this.#deepest(conflict, from, until);
    if (this.#depth === 0) return false;
    for (let k = from; k < until; k += 2) this.#add(conflict[k] as number, conflict[k + 1] as number);
    const point = this.#resolve();
    this.#collect(point);
    for (let k = 0; k < this.#touchedLength; k++) this.#active[this.#touched[k] as number] = 0;
    return true;
  }

  /** Level of the last decision that the conflict needs. */
  #deepest(conflict: Int32Array, from: number, until: number): number {
    let deepest = 0;
    for (let k = from; k < until; k += 2) {
      const entry = this.#trail.entryOf(conflict[k] as number, conflict[k + 1] as number);
      if (entry >= 0) deepest = Math.max(deepest, this.#trail.level[entry] as number);
    }
    return deepest;
  }

  #add(node: number, value: number): void {
    const entry = this.#trail.entryOf(node, value);
    if (entry < 0 || this.#trail.level[entry] === 0) return;
    const isLast = this.#trail.level[entry] === this.#depth;
    if (this.#active[node] === 1) {
      if (value <= (this.#need[node] as number)) return;
      if (isLast && this.#trail.level[this.#entry[node] as number] !== this.#depth) this.#open++;
    } else {
      this.#active[node] = 1;
      this.#touched[this.#touchedLength++] = node;
      if (isLast) this.#open++;
    }
    if (this.#touchedLength === this.#touched.length) this.#compact();
    this.#need[node] = value;
    this.#entry[node] = entry;
    this.#bump(node, value);
  }

  /** A node that was resolved and came up again is listed twice. */
  #compact(): void {
    this.#touchedLength = 0;
    for (let node = 0; node < this.#active.length; node++) {
      if (this.#active[node] === 1) this.#touched[this.#touchedLength++] = node;
    }
  }

  /** Replaces literals of the last level until one is left; returns its node. */
  #resolve(): number {
    for (let entry = this.#trail.size - 1; ; entry--) {
      const node = this.#trail.node[entry] as number;
      if (this.#active[node] === 0 || this.#entry[node] !== entry) continue;
      if (this.#open === 1) return node;
      this.#active[node] = 0;
      this.#open--;
      this.#replace(entry, node);
    }
  }

  /** What an arc depends on, when it does. */
  #addGiven(node: number): void {
    if (node >= 0) this.#add(node, givenValue(node));
  }

  #replace(entry: number, node: number): void {
    const trail = this.#trail;
    const cause = trail.cause[entry] as number;
    switch (trail.why[entry] as Why) {
      case Why.Decision:
        return;
      case Why.Arc:
        this.#add(
          this.#arcs.from[cause] as number,
          (this.#need[node] as number) - (this.#arcs.weight[cause] as number),
        );
        this.#addGiven(this.#arcs.given[cause] as number);
        return;
      case Why.Listed: {
        const until = cause + 1 + 2 * (trail.reasons[cause] as number);
        for (let k = cause + 1; k < until; k += 2)
          this.#add(trail.reasons[k] as number, trail.reasons[k + 1] as number);
        return;
      }
      case Why.Nogood: {
        const { literals, starts } = this.#nogoods;
        const until = starts[cause + 1] as number;
        for (let k = starts[cause] as number; k < until; k += 2) {
          if (literals[k] !== (node ^ 1)) this.#add(literals[k] as number, literals[k + 1] as number);
        }
      }
    }
  }

  /**
   * True when all that a literal follows from is in the nogood already, or true for good. What is in the nogood must have
   * come before it on the trail: so nothing is left out because of itself.
   */
  #isImplied(node: number): boolean {
    const trail = this.#trail;
    const entry = this.#entry[node] as number;
    const cause = trail.cause[entry] as number;
    switch (trail.why[entry] as Why) {
      case Why.Decision:
        return false;
      case Why.Arc:
        return this.#isArcKnown(cause, this.#need[node] as number, entry);
      case Why.Listed:
        return this.#areKnown(trail.reasons, cause + 1, cause + 1 + 2 * (trail.reasons[cause] as number), entry);
      case Why.Nogood: {
        const { literals, starts } = this.#nogoods;
        return this.#areKnown(literals, starts[cause] as number, starts[cause + 1] as number, entry);
      }
    }
  }

  #isArcKnown(arc: number, need: number, entry: number): boolean {
    const { from, weight, given } = this.#arcs;
    const node = given[arc] as number;
    if (node >= 0 && !this.#isKnown(node, givenValue(node), entry)) return false;
    return this.#isKnown(from[arc] as number, need - (weight[arc] as number), entry);
  }

  /** The literal itself, negated, is one of those of a nogood that it follows from. */
  #areKnown(literals: Int32Array, from: number, until: number, entry: number): boolean {
    const negated = (this.#trail.node[entry] as number) ^ 1;
    const isNogood = this.#trail.why[entry] === Why.Nogood;
    for (let k = from; k < until; k += 2) {
      const node = literals[k] as number;
      if (isNogood && node === negated) continue;
      if (!this.#isKnown(node, literals[k + 1] as number, entry)) return false;
    }
    return true;
  }

  #isKnown(node: number, value: number, before: number): boolean {
    const entry = this.#trail.entryOf(node, value);
    if (entry < 0 || this.#trail.level[entry] === 0) return true;
    if (this.#active[node] === 0 || (this.#need[node] as number) < value) return false;
    return (this.#entry[node] as number) < before;
  }

  /** Writes the nogood down: first the literal of the last level, second one of the deepest level among the rest. */
  #collect(point: number): void {
    this.#stamp++;
    this.levels = 1;
    this.backTo = 0;
    this.literals[0] = point;
    this.literals[1] = this.#need[point] as number;
    this.length = 1;
    this.#compact();
    for (let k = 0; k < this.#touchedLength; k++) {
      const node = this.#touched[k] as number;
      if (node === point || this.#isImplied(node)) continue;
      this.#append(node, this.#trail.level[this.#entry[node] as number] as number);
    }
  }

  #append(node: number, level: number): void {
    const at = 2 * this.length++;
    this.literals[at] = node;
    this.literals[at + 1] = this.#need[node] as number;
    if (this.#seenLevel.length <= level || this.#seenLevel[level] !== this.#stamp) this.levels++;
    if (level < this.#seenLevel.length) this.#seenLevel[level] = this.#stamp;
    if (level <= this.backTo) return;
    this.backTo = level;
    const [node2, value2] = [this.literals[2] as number, this.literals[3] as number];
    this.literals[2] = this.literals[at] as number;
    this.literals[3] = this.literals[at + 1] as number;
    this.literals[at] = node2;
    this.literals[at + 1] = value2;
  }
}
