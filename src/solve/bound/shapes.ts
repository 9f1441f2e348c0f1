import type { WaitingJob } from '../../domain/problem.ts';
import type { Market } from './market.ts';
import type { Relaxation } from './relaxation.ts';

/**
 * The shapes that occur: VMs of one type that stay for one length. Leases share few of them, so each is priced and booked
 * once an iteration.
 */
export class ShapeList {
  readonly #relaxation: Relaxation;
  readonly #types: number[] = [];
  readonly #untils: Int32Array[] = [];
  readonly #known = new Map<string, number>();
  /** Price of a stay from s in the cheapest place, [shape·T + s]; filled anew each iteration. */
  prices = new Float64Array(0);
  /** VMs that start in s under the minimising decisions, same layout; empty between iterations. */
  starts = new Float64Array(0);

  constructor(relaxation: Relaxation) {
    this.#relaxation = relaxation;
  }

  partsOf(job: WaitingJob): readonly { readonly shape: number; readonly count: number }[] {
    const counts = new Map<number, number>();
    for (const vm of job.vms) {
      const shape = this.#shapeOf(this.#relaxation.kinds.typeOfVm[vm] as number, job.occupiedSeconds);
      counts.set(shape, (counts.get(shape) ?? 0) + 1);
    }
    return [...counts].map(([shape, count]) => ({ shape, count }));
  }

  #shapeOf(type: number, seconds: number | null): number {
    const key = `${type}/${seconds}`;
    const known = this.#known.get(key) ?? this.#types.push(type) - 1;
    if (known === this.#untils.length) this.#untils.push(this.#relaxation.ends.of(seconds));
    this.#known.set(key, known);
    return known;
  }

  price(market: Market): void {
    const { slots } = this.#relaxation;
    if (this.prices.length === 0) this.prices = new Float64Array(this.#types.length * slots);
    if (this.starts.length === 0) this.starts = new Float64Array(this.#types.length * slots);
    for (let shape = 0; shape < this.#types.length; shape++) {
      const type = this.#types[shape] as number;
      const untils = this.#untils[shape] as Int32Array;
      const at = shape * slots;
      for (let s = 0; s < slots; s++) this.prices[at + s] = market.cheapest(type, s, untils[s] as number);
    }
  }

  book(market: Market): void {
    const { slots } = this.#relaxation;
    for (let shape = 0; shape < this.#types.length; shape++) {
      const untils = this.#untils[shape] as Int32Array;
      for (let s = 0; s < slots; s++) {
        const count = this.starts[shape * slots + s] as number;
        if (count > 0) market.spread(this.#types[shape] as number, s, untils[s] as number, count);
      }
    }
    this.starts.fill(0);
  }
}
