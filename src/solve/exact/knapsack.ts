import type { Items } from './items.ts';
import { RoomPrices } from './room-prices.ts';

/** Nodes after which a knapsack is given up. */
const MAX_NODES = 60_000;

/**
 * The most that one host can hold by weight, exactly: a temporal knapsack in several resources, solved from the last
 * item to the first, each time with the optima of the later items as bounds (Russian doll search; Verfaillie, Lemaître
 * and Schiex, AAAI 1996), and with prices of room as a second bound.
 */
export class Knapsack {
  /** How often each item is in the best pattern found last. */
  readonly pattern: Int32Array;
  readonly items: Items;
  readonly #resources: number;
  readonly #rest: Float64Array;
  readonly #tail: Float64Array;
  readonly #prices: RoomPrices;
  readonly #counts: Int32Array;
  readonly #free: Int32Array;
  readonly #chosen: Int32Array;
  readonly #holds: Int32Array;
  #weights: Float64Array = new Float64Array(0);
  #active = new Int32Array(0);
  #surplus: Float64Array = new Float64Array(0);
  #worth = 0;
  #gain = 0;
  #best = 0;
  #nodes = 0;

  constructor(items: Items, slots: number, resources: number) {
    const leases = items.lease.reduce((most, lease) => Math.max(most, lease + 1), 0);
    this.items = items;
    this.#resources = resources;
    this.#rest = new Float64Array(items.size + 1);
    this.#tail = new Float64Array(items.size + 1);
    this.#prices = new RoomPrices(items, slots, resources);
    this.#counts = new Int32Array(items.size);
    this.pattern = new Int32Array(items.size);
    this.#free = new Int32Array(slots * resources);
    this.#chosen = new Int32Array(leases);
    this.#holds = new Int32Array(leases);
  }

  /**
   * Weight of the heaviest pattern; infinity when the search is given up.
   *
   * @param allowed by item, 1 where this host may hold it.
   * @param room of the host: [t·R + r].
   * @param gain the least by which two weights of patterns that matter differ: 1 for whole weights.
   */
  best(allowed: Uint8Array, room: Int32Array, weights: Float64Array, gain: number): number {
    this.#weights = weights;
    this.#gain = gain * (1 - 1e-6);
    this.#free.set(room);
    this.#active = Int32Array.from(
      Array.from(allowed.keys()).filter((i) => allowed[i] === 1 && (weights[i] as number) > 0 && this.#mostOf(i) > 0),
    );
    this.#nodes = 0;
    this.#best = 0;
    this.pattern.fill(0);
    this.#priceRoom(room);
    this.#rest[this.#active.length] = 0;
    for (let k = this.#active.length - 1; k >= 0; k--) {
      this.#descend(k, 0, this.#worth);
      if (this.#nodes > MAX_NODES) return Number.POSITIVE_INFINITY;
      this.#rest[k] = this.#best;
    }
    return this.#best;
  }

  /** Prices of room that bound what the rest can weigh, and from them the surplus of every item over its price. */
  #priceRoom(room: Int32Array): void {
    const { surplus, worth } = this.#prices.find(this.#active, room, this.#weights);
    this.#surplus = surplus;
    this.#worth = worth;
    this.#tail[this.#active.length] = 0;
    for (let k = this.#active.length - 1; k >= 0; k--) {
      const i = this.#active[k] as number;
      const most = Math.max(0, surplus[i] as number) * (this.items.count[i] as number);
      this.#tail[k] = (this.#tail[k + 1] as number) + most;
    }
  }

  /** @param left worth of the room at its prices, and surplus of what was taken: with the tail it bounds the whole. */
  #descend(k: number, value: number, left: number): void {
    if (++this.#nodes > MAX_NODES) return;
    if (value > this.#best + 1e-9) this.#keep(value, k);
    if (k === this.#active.length) return;
    const i = this.#active[k] as number;
    const weight = this.#weights[i] as number;
    const surplus = this.#surplus[i] as number;
    for (let count = this.#mostOf(i); count >= 0; count--) {
      const aim = this.#best + this.#gain;
      if (value + count * weight + (this.#rest[k + 1] as number) < aim) return;
      if (left + count * surplus + (this.#tail[k + 1] as number) < aim) {
        if (surplus >= 0) return;
        continue;
      }
      this.#take(i, count);
      this.#counts[i] = count;
      this.#descend(k + 1, value + count * weight, left + count * surplus);
      this.#take(i, -count);
      this.#counts[i] = 0;
    }
  }

  #mostOf(i: number): number {
    const { lease, choice, count, from, until, demand } = this.items;
    const l = lease[i] as number;
    if (l >= 0 && (this.#holds[l] as number) > 0 && this.#chosen[l] !== choice[i]) return 0;
    const width = this.#resources;
    let most = count[i] as number;
    for (let t = from[i] as number; t < (until[i] as number); t++) {
      for (let r = 0; r < width; r++) {
        const amount = demand[i * width + r] as number;
        if (amount > 0) most = Math.min(most, Math.floor((this.#free[t * width + r] as number) / amount));
      }
      if (most <= 0) return 0;
    }
    return most;
  }

  #take(i: number, count: number): void {
    if (count === 0) return;
    const { lease, choice, from, until, demand } = this.items;
    const l = lease[i] as number;
    if (l >= 0) {
      this.#holds[l] = (this.#holds[l] as number) + count;
      this.#chosen[l] = choice[i] as number;
    }
    const width = this.#resources;
    for (let t = from[i] as number; t < (until[i] as number); t++) {
      for (let r = 0; r < width; r++) {
        const at = t * width + r;
        this.#free[at] = (this.#free[at] as number) - count * (demand[i * width + r] as number);
      }
    }
  }

  #keep(value: number, k: number): void {
    this.#best = value;
    this.pattern.fill(0);
    for (let each = 0; each < k; each++) {
      const i = this.#active[each] as number;
      this.pattern[i] = this.#counts[i] as number;
    }
  }
}
