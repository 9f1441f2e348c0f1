import type { Relaxation } from './relaxation.ts';

/** Width of the soft minimum over places, as a share of a stay's price: direction only, never the value. */
const SOFTNESS = 0.1;
/** So many widths above the cheapest nothing is booked any more. */
const REACH = 3;

/**
 * What room costs at the prices of the moment, and what the cheapest decisions hold at them. Comings and goings are
 * booked by type and place and added up once, so that an iteration costs no more for ten thousand leases of fifteen
 * types than for fifteen.
 */
export class Market {
  /** λ by row; whoever looks for good prices writes them here. */
  readonly prices: Float64Array;
  /** What is held by row, after `addUp`. */
  readonly use: Float64Array;
  readonly #relaxation: Relaxation;
  /** Price of one VM of a type in a place up to slot t: [(type·places + place)·(T+1) + t]. */
  readonly #prefix: Float64Array;
  /** VMs of a type that come to a place in slot t, less those that go: same layout. */
  readonly #held: Float64Array;
  /** How many VMs of a type a place has room for: [type·places + place]. */
  readonly #breadth: Float64Array;
  readonly #weights: Float64Array;

  constructor(relaxation: Relaxation) {
    this.#relaxation = relaxation;
    this.prices = new Float64Array(relaxation.room.length);
    this.use = new Float64Array(relaxation.room.length);
    const pairs = relaxation.kinds.types.length * relaxation.places;
    this.#prefix = new Float64Array(pairs * (relaxation.slots + 1));
    this.#held = new Float64Array(this.#prefix.length);
    this.#breadth = breadthOf(relaxation);
    this.#weights = new Float64Array(relaxation.places);
  }

  /** Forgets what was held and takes the prices as they are now. */
  open(): void {
    const { pairStart, pairFamily, pairSize, slots } = this.#relaxation;
    const prefix = this.#prefix;
    const prices = this.prices;
    this.#held.fill(0);
    prefix.fill(0);
    for (let pair = 0; pair < pairStart.length - 1; pair++) {
      const at = pair * (slots + 1) + 1;
      const end = pairStart[pair + 1] as number;
      for (let k = pairStart[pair] as number; k < end; k++) {
        const row = (pairFamily[k] as number) * slots;
        const size = pairSize[k] as number;
        for (let t = 0; t < slots; t++)
          prefix[at + t] = (prefix[at + t] as number) + size * (prices[row + t] as number);
      }
      for (let t = 0; t < slots; t++) prefix[at + t] = (prefix[at + t] as number) + (prefix[at + t - 1] as number);
    }
  }

  /** Price of one VM's stay in a place. */
  price(type: number, place: number, from: number, until: number): number {
    if (until <= from) return 0;
    const at = (type * this.#relaxation.places + place) * (this.#relaxation.slots + 1);
    return (this.#prefix[at + until] as number) - (this.#prefix[at + from] as number);
  }

  /** Price of a stay in the cheapest place; endless where no place takes the VM. */
  cheapest(type: number, from: number, until: number): number {
    const places = this.#relaxation.placesOfType[type] as Int32Array;
    let least = Number.POSITIVE_INFINITY;
    for (let k = 0; k < places.length; k++) {
      const price = this.price(type, places[k] as number, from, until);
      if (price < least) least = price;
    }
    return least;
  }

  /** Notes that so many VMs of a type come to a place in slot `from` and go in `until`. */
  hold(type: number, place: number, from: number, until: number, count: number): void {
    if (until <= from) return;
    const at = (type * this.#relaxation.places + place) * (this.#relaxation.slots + 1);
    this.#held[at + from] = (this.#held[at + from] as number) + count;
    this.#held[at + until] = (this.#held[at + until] as number) - count;
  }

  /** Books stays over the places that are nearly the cheapest, so that VMs do not all jump to one of them. */
  spread(type: number, from: number, until: number, count: number): void {
    const places = this.#relaxation.placesOfType[type] as Int32Array;
    if (places.length === 1) {
      this.hold(type, places[0] as number, from, until, count);
      return;
    }
    const least = this.cheapest(type, from, until);
    const width = SOFTNESS * REACH * Math.max(least, 1e-9);
    let sum = 0;
    for (let k = 0; k < places.length; k++) {
      const place = places[k] as number;
      const near = Math.max(0, 1 - (this.price(type, place, from, until) - least) / width);
      const weight = near * near * near * (this.#breadth[type * this.#relaxation.places + place] as number);
      this.#weights[k] = weight;
      sum += weight;
    }
    for (let k = 0; k < places.length; k++) {
      this.hold(type, places[k] as number, from, until, (count * (this.#weights[k] as number)) / sum);
    }
  }

  /** Adds up comings and goings into what each row holds. */
  addUp(): void {
    const { pairStart, pairFamily, pairSize, slots } = this.#relaxation;
    const use = this.use;
    const held = this.#held;
    use.fill(0);
    for (let pair = 0; pair < pairStart.length - 1; pair++) {
      const at = pair * (slots + 1);
      for (let t = 1; t < slots; t++) held[at + t] = (held[at + t] as number) + (held[at + t - 1] as number);
      const end = pairStart[pair + 1] as number;
      for (let k = pairStart[pair] as number; k < end; k++) {
        const row = (pairFamily[k] as number) * slots;
        const size = pairSize[k] as number;
        for (let t = 0; t < slots; t++) use[row + t] = (use[row + t] as number) + size * (held[at + t] as number);
      }
    }
  }
}

/** Least room over what a VM takes of it, over the families that count it there: what a place is worth to a type. */
function breadthOf({ kinds, places, pairStart, pairFamily, pairSize, families }: Relaxation): Float64Array {
  return new Float64Array(kinds.types.length * places).map((_, pair) => {
    let breadth = kinds.classes[pair % places]?.hosts.length ?? 1;
    for (let k = pairStart[pair] as number; k < (pairStart[pair + 1] as number); k++) {
      const family = families[pairFamily[k] as number];
      if (family?.hostClass !== null) breadth = Math.min(breadth, (family?.hosts ?? 1) / (pairSize[k] as number));
    }
    return breadth;
  });
}
