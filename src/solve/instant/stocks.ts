import type { InstantData } from './data.ts';

/** What all placed VMs together take of each pool: a licence, a quota, the space of a datastore. */
export class Stocks {
  readonly #data: InstantData;
  readonly #used: Float64Array;
  #broken = 0;
  #cost = 0;

  constructor(data: InstantData) {
    this.#data = data;
    this.#used = new Float64Array(data.stocks.pools);
  }

  /** Pools that bind and are used beyond their limit and the present; a state that keeps every rule has 0. */
  get broken(): number {
    return this.#broken;
  }

  /** Folded cost of the pools used beyond their limit. */
  get cost(): number {
    return this.#cost;
  }

  /** @param step 1 when the VM is placed, −1 when it is taken away. */
  count(vm: number, step: 1 | -1): void {
    const { memberStart, memberPools, amounts, limit, most, overCost } = this.#data.stocks;
    for (let k = memberStart[vm] as number; k < (memberStart[vm + 1] as number); k++) {
      const pool = memberPools[k] as number;
      const before = this.#used[pool] as number;
      const after = before + step * (amounts[k] as number);
      this.#used[pool] = after;
      this.#broken += Number(after > (most[pool] as number)) - Number(before > (most[pool] as number));
      const over = Number(after > (limit[pool] as number)) - Number(before > (limit[pool] as number));
      this.#cost += over * (overCost[pool] as number);
    }
  }
}
