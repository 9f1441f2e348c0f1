import type { InstantData } from './data.ts';

/** Price of kept room, in soft load weights, while it is charged in full. */
const FULL_PRICE = 0.4;
/** Share of a search after which nothing is charged any more. */
const FREE_AFTER = 0.9;

/**
 * A charge for being away from home, beside the cost: a VM that is moved keeps room on the host it left, and where that
 * is scarce, moves that bring little block those that would bring much. The charge is its kept demand at a price that
 * falls to nothing as the search goes on.
 */
export class Guide {
  readonly #home: Int32Array;
  /** Kept demand of each VM, each resource by what its soft loads weigh. */
  readonly #kept: Float64Array;
  #price = 0;

  constructor({ home, vms, kept, loads, demand, resources }: InstantData) {
    this.#home = home;
    this.#kept = new Float64Array(vms);
    loads.softResource.forEach((resource, soft) => {
      if (kept[resource] === 0) return;
      const weight = loads.softWeight[soft] as number;
      for (let vm = 0; vm < vms; vm++) {
        this.#kept[vm] = (this.#kept[vm] as number) + weight * (demand[vm * resources + resource] as number);
      }
    });
  }

  /** @param progress share of the search that is over, 0 … 1. */
  setProgress(progress: number): void {
    this.#price = FULL_PRICE * Math.max(0, 1 - progress / FREE_AFTER);
  }

  /** What a step of a VM from one host to another is charged more. */
  charge(vm: number, from: number, to: number): number {
    const home = this.#home[vm] as number;
    if (from !== home && to !== home) return 0;
    return this.#price * (this.#kept[vm] as number) * (to === home ? -1 : 1);
  }
}
