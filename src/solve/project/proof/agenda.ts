import type { Trail } from './trail.ts';

const DECAY = 0.95;
const LARGEST = 1e100;

/**
 * What to decide next: literals that were in conflicts of late come first (variable state independent decaying sum;
 * Moskewicz et al., DAC 2001). A literal "x is at least v" and its negation share a place: starts have `width` of them
 * each, orders one. Places are in a heap by activity once they have any, and leave it while they are decided.
 */
export class Agenda {
  /** The literal found last. */
  x = 0;
  v = 0;
  readonly #trail: Trail;
  readonly #starts: number;
  readonly #width: number;
  readonly #activity: Float64Array;
  readonly #heap: Int32Array;
  /** Position of a place in the heap; −1 when it is not there. */
  readonly #position: Int32Array;
  /** Places taken out, in order; they return when the level that took them out is taken back. */
  readonly #out: Int32Array;
  readonly #marks: number[] = [];
  #size = 0;
  #outSize = 0;
  #increment = 1;

  constructor(trail: Trail, starts: number, orders: number, width: number) {
    const places = starts * width + orders;
    this.#trail = trail;
    this.#starts = starts;
    this.#width = width;
    this.#activity = new Float64Array(places);
    this.#heap = new Int32Array(places);
    this.#position = new Int32Array(places).fill(-1);
    this.#out = new Int32Array(places);
  }

  /** A literal was in a conflict. */
  bump(node: number, value: number): void {
    const x = node >> 1;
    const place =
      x < this.#starts
        ? x * this.#width + ((node & 1) === 0 ? value : 1 - value)
        : this.#starts * this.#width + x - this.#starts;
    this.#activity[place] = (this.#activity[place] as number) + this.#increment;
    const at = this.#position[place] as number;
    if (at >= 0) this.#up(at);
    else if (at === -1) this.#insert(place);
    if ((this.#activity[place] as number) > LARGEST) this.#rescale();
  }

  decay(): void {
    this.#increment /= DECAY;
  }

  /** Finds the most active literal "x is at least v" that is undecided; false when none is. */
  find(): boolean {
    while (this.#size > 0) {
      const place = this.#heap[0] as number;
      this.#name(place);
      if (this.#trail.lower(this.x) < this.v && this.v <= this.#trail.upper(this.x)) return true;
      this.#removeFirst();
      this.#position[place] = -2;
      this.#out[this.#outSize++] = place;
    }
    return false;
  }

  #name(place: number): void {
    const beyond = place - this.#starts * this.#width;
    this.x = beyond < 0 ? Math.trunc(place / this.#width) : this.#starts + beyond;
    this.v = beyond < 0 ? place - this.x * this.#width : 1;
  }

  /** A new level of decisions begins. */
  mark(): void {
    this.#marks.push(this.#outSize);
  }

  /** Levels from `depth` on are taken back: what they took out comes in again. */
  backTo(depth: number): void {
    if (depth >= this.#marks.length) return;
    const until = depth === 0 ? 0 : (this.#marks[depth - 1] as number);
    while (this.#outSize > until) this.#insert(this.#out[--this.#outSize] as number);
    this.#marks.length = depth;
  }

  #insert(place: number): void {
    this.#heap[this.#size] = place;
    this.#position[place] = this.#size;
    this.#up(this.#size++);
  }

  #removeFirst(): void {
    const last = this.#heap[--this.#size] as number;
    if (this.#size === 0) return;
    this.#heap[0] = last;
    this.#position[last] = 0;
    this.#down();
  }

  #up(from: number): void {
    const place = this.#heap[from] as number;
    const own = this.#activity[place] as number;
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = this.#heap[parent] as number;
      if ((this.#activity[above] as number) >= own) break;
      this.#heap[at] = above;
      this.#position[above] = at;
      at = parent;
    }
    this.#heap[at] = place;
    this.#position[place] = at;
  }

  #down(): void {
    const place = this.#heap[0] as number;
    const own = this.#activity[place] as number;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= this.#size) break;
      const other = child + 1;
      const isOther = other < this.#size && this.#activityAt(other) > this.#activityAt(child);
      if (isOther) child = other;
      if (this.#activityAt(child) <= own) break;
      const below = this.#heap[child] as number;
      this.#heap[at] = below;
      this.#position[below] = at;
      at = child;
    }
    this.#heap[at] = place;
    this.#position[place] = at;
  }

  #activityAt(position: number): number {
    return this.#activity[this.#heap[position] as number] as number;
  }

  #rescale(): void {
    for (let k = 0; k < this.#activity.length; k++) this.#activity[k] = (this.#activity[k] as number) / LARGEST;
    this.#increment /= LARGEST;
  }
}
