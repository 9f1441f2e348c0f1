import type { Items } from './items.ts';

const ROUNDS = 30;
/** With fewer items a search is over before prices are found. */
const FEW_ITEMS = 4;

/**
 * Prices of the room of one host, slot by slot: Lagrangian relaxation of its capacity. Whatever the prices μ ≥ 0, a
 * pattern weighs at most Σ μ · room + Σ over items of count · max(0, weight − price of its stay).
 */
export class RoomPrices {
  readonly #items: Items;
  readonly #width: number;
  readonly #prices: Float64Array;
  readonly #slope: Float64Array;
  readonly #surplus: Float64Array;
  readonly #best: Float64Array;

  constructor(items: Items, slots: number, resources: number) {
    this.#items = items;
    this.#width = resources;
    this.#prices = new Float64Array(slots * resources);
    this.#slope = new Float64Array(slots * resources);
    this.#surplus = new Float64Array(items.size);
    this.#best = new Float64Array(items.size);
  }

  /** Weight less price of every active item, and what all room is worth. */
  find(
    active: Int32Array,
    room: Int32Array,
    weights: Float64Array,
  ): { readonly surplus: Float64Array; readonly worth: number } {
    this.#prices.fill(0);
    let least = Number.POSITIVE_INFINITY;
    let worth = 0;
    const rounds = active.length < FEW_ITEMS ? 1 : ROUNDS;
    for (let round = 0; round < rounds; round++) {
      const value = this.#evaluate(active, room, weights);
      if (value.sum < least) {
        least = value.sum;
        worth = value.worth;
        this.#best.set(this.#surplus);
      }
      this.#move(room, (value.sum * (round < 10 ? 0.3 : 0.1)) / (1 + round / 10));
    }
    return { surplus: this.#best, worth };
  }

  #evaluate(
    active: Int32Array,
    room: Int32Array,
    weights: Float64Array,
  ): { readonly sum: number; readonly worth: number } {
    const { from, until, demand, count } = this.#items;
    const width = this.#width;
    let worth = 0;
    for (let at = 0; at < room.length; at++) {
      worth += (this.#prices[at] as number) * (room[at] as number);
      this.#slope[at] = -(room[at] as number);
    }
    let sum = worth;
    for (const i of active) {
      let price = 0;
      for (let t = from[i] as number; t < (until[i] as number); t++) {
        for (let r = 0; r < width; r++) {
          price += (this.#prices[t * width + r] as number) * (demand[i * width + r] as number);
        }
      }
      const surplus = (weights[i] as number) - price;
      this.#surplus[i] = surplus;
      if (surplus <= 0) continue;
      sum += surplus * (count[i] as number);
      this.#book(i, count[i] as number);
    }
    return { sum, worth };
  }

  #book(i: number, count: number): void {
    const { from, until, demand } = this.#items;
    const width = this.#width;
    for (let t = from[i] as number; t < (until[i] as number); t++) {
      for (let r = 0; r < width; r++) {
        const at = t * width + r;
        this.#slope[at] = (this.#slope[at] as number) + count * (demand[i * width + r] as number);
      }
    }
  }

  /** A subgradient step, with each resource measured in shares of the host so that MiB do not drown cores. */
  #move(room: Int32Array, aim: number): void {
    let norm = 0;
    for (let at = 0; at < room.length; at++) {
      const free = (this.#prices[at] as number) === 0 && (this.#slope[at] as number) < 0;
      if (free) this.#slope[at] = 0;
      norm += ((this.#slope[at] as number) / Math.max(1, room[at] as number)) ** 2;
    }
    if (norm === 0) return;
    for (let at = 0; at < room.length; at++) {
      const scale = Math.max(1, room[at] as number) ** 2;
      this.#prices[at] = Math.max(0, (this.#prices[at] as number) + (aim * (this.#slope[at] as number)) / norm / scale);
    }
  }
}
