import type { Relaxation } from './relaxation.ts';
import type { Shape } from './shapes.ts';

/** Width of the soft minimum over classes, as a share of a stay's price: direction only, never the value. */
const SOFTNESS = 0.05;

/**
 * What room costs at the prices of the moment, and what the cheapest decisions hold at them. Comings and goings are
 * booked by type and class and added up once, so that an iteration costs no more for ten thousand leases of fifteen
 * types than for fifteen.
 */
export class Market {
  /** λ by row; whoever looks for good prices writes them here. */
  readonly prices: Float64Array;
  /** What is held by row, after `addUp`. */
  readonly use: Float64Array;
  readonly #relaxation: Relaxation;
  /** Price of one VM of a type in a class up to slot t: [(type·classes + class)·(T+1) + t]. */
  readonly #prefix: Float64Array;
  /** VMs of a type that come to a class in slot t, less those that go: same layout. */
  readonly #held: Float64Array;

  constructor(relaxation: Relaxation) {
    this.#relaxation = relaxation;
    this.prices = new Float64Array(relaxation.room.length);
    this.use = new Float64Array(relaxation.room.length);
    const pairs = relaxation.classesOfType.length * relaxation.classes;
    this.#prefix = new Float64Array(pairs * (relaxation.slots + 1));
    this.#held = new Float64Array(this.#prefix.length);
  }

  /** Forgets what was held and takes the prices as they are now. */
  open(): void {
    this.#held.fill(0);
    this.#fillPrefix();
  }

  /** Price of a VM's stay in a class. */
  price(vm: number, hostClass: number, from: number, until: number): number {
    return this.#typePrice(this.#relaxation.typeOfVm[vm] as number, hostClass, from, until);
  }

  #typePrice(type: number, hostClass: number, from: number, until: number): number {
    if (until <= from) return 0;
    const { classes, slots } = this.#relaxation;
    const at = (type * classes + hostClass) * (slots + 1);
    return (this.#prefix[at + until] as number) - (this.#prefix[at + from] as number);
  }

  /** Price of a stay in the cheapest class; endless where no class takes the VM. */
  cheapestStay(vm: number, from: number, until: number): number {
    let least = Number.POSITIVE_INFINITY;
    for (const c of this.#classesOf(vm)) least = Math.min(least, this.price(vm, c, from, until));
    return least;
  }

  #classesOf(vm: number): readonly number[] {
    return this.#relaxation.classesOfType[this.#relaxation.typeOfVm[vm] as number] as readonly number[];
  }

  /** Books a VM's stay over the classes that are nearly the cheapest. */
  spread(vm: number, from: number, until: number): void {
    this.#spreadType(this.#relaxation.typeOfVm[vm] as number, from, until, 1);
  }

  /** Books stays over the classes that are nearly the cheapest, so that VMs do not all jump to one of them. */
  #spreadType(type: number, from: number, until: number, count: number): void {
    const classes = this.#relaxation.classesOfType[type] as readonly number[];
    const prices = classes.map((c) => this.#typePrice(type, c, from, until));
    const least = Math.min(...prices);
    const width = SOFTNESS * Math.max(least, 1e-9);
    const weights = prices.map((price) => Math.exp((least - price) / width));
    const sum = weights.reduce((total, weight) => total + weight, 0);
    for (const [k, c] of classes.entries()) {
      this.#holdType(type, c, from, until, (count * (weights[k] as number)) / sum);
    }
  }

  /** Books so many VMs like this one in a class. */
  hold(vm: number, hostClass: number, from: number, until: number, count: number): void {
    this.#holdType(this.#relaxation.typeOfVm[vm] as number, hostClass, from, until, count);
  }

  /** Notes that so many VMs of a type come to a class in slot `from` and go in `until`. */
  #holdType(type: number, hostClass: number, from: number, until: number, count: number): void {
    if (until <= from) return;
    const { classes, slots } = this.#relaxation;
    const at = (type * classes + hostClass) * (slots + 1);
    this.#held[at + from] = (this.#held[at + from] as number) + count;
    this.#held[at + until] = (this.#held[at + until] as number) - count;
  }

  /** Adds up comings and goings into what each row holds. */
  addUp(): void {
    const { classes, slots, measures, sizes, classesOfType } = this.#relaxation;
    this.use.fill(0);
    for (let pair = 0; pair < classesOfType.length * classes; pair++) {
      const hostClass = pair % classes;
      let there = 0;
      for (let t = 0; t < slots; t++) {
        there += this.#held[pair * (slots + 1) + t] as number;
        if (there === 0) continue;
        const row = (hostClass * slots + t) * measures;
        for (let m = 0; m < measures; m++) {
          this.use[row + m] = (this.use[row + m] as number) + there * (sizes[pair * measures + m] as number);
        }
      }
    }
  }

  #fillPrefix(): void {
    const { classes, slots, measures, sizes, classesOfType } = this.#relaxation;
    for (let type = 0; type < classesOfType.length; type++) {
      for (let c = 0; c < classes; c++) {
        const at = (type * classes + c) * (slots + 1);
        const size = (type * classes + c) * measures;
        for (let t = 0; t < slots; t++) {
          const row = (c * slots + t) * measures;
          let price = 0;
          for (let m = 0; m < measures; m++) price += (this.prices[row + m] as number) * (sizes[size + m] as number);
          this.#prefix[at + t + 1] = (this.#prefix[at + t] as number) + price;
        }
      }
    }
  }

  /** Price of a stay of this shape in its cheapest class, for every start. */
  fillStays({ type, untils, price }: Shape): void {
    const { classes, slots, classesOfType } = this.#relaxation;
    price.fill(Number.POSITIVE_INFINITY);
    for (const c of classesOfType[type] as readonly number[]) {
      const at = (type * classes + c) * (slots + 1);
      for (let s = 0; s < slots; s++) {
        const here = (this.#prefix[at + (untils[s] as number)] as number) - (this.#prefix[at + s] as number);
        if (here < (price[s] as number)) price[s] = here;
      }
    }
  }

  /** Books the VMs of a shape that start in each slot. */
  bookStarts({ type, untils, starts }: Shape): void {
    for (const [slot, count] of starts.entries()) {
      if (count > 0) this.#spreadType(type, slot, untils[slot] as number, count);
    }
    starts.fill(0);
  }
}
