import type { InstantData } from './data.ts';

/** Loads that differ by less are alike: sums of shares are rounded. */
const SLACK = 1e-9;

/**
 * The load of each host, permille of what it has, and the highest of them. Hosts without any of the resources count
 * nothing. One instance looks at the uses it is given.
 */
export class Peak {
  readonly #data: InstantData;
  readonly #use: Float64Array;
  readonly #loads: Float64Array;
  /** By host and resource: permille of load for a unit of use. */
  readonly #unit: Float64Array;
  /** By host: what an uneven load weighs; larger hosts more, or their loads would rise with their size. */
  readonly #even: Float64Array;

  constructor(data: InstantData, use: Float64Array) {
    this.#data = data;
    this.#use = use;
    this.#loads = new Float64Array(data.hosts);
    const { peakShares } = data.loads;
    this.#unit = Float64Array.from(data.capacity, (room, at) =>
      room > 0 ? (1000 * (peakShares[at % data.resources] as number)) / room : 0,
    );
    this.#even = evenWeights(data, this.#unit);
  }

  /** True when the highest load costs something. */
  get matters(): boolean {
    return this.#data.loads.peakWeight > 0;
  }

  get cost(): number {
    let highest = 0;
    for (const load of this.#loads) if (load > highest) highest = load;
    return this.#costOf(highest);
  }

  recount(host: number): void {
    const { resources } = this.#data;
    let load = 0;
    for (let r = 0, at = host * resources; r < resources; r++, at++)
      load += (this.#unit[at] as number) * (this.#use[at] as number);
    this.#loads[host] = load;
  }

  /** What the highest load would cost more if a VM (−1: nobody) went from one host to the other and another came back. */
  costOf(vm: number, other: number, from: number, to: number): number {
    const here = this.#with(from, other, vm);
    const there = this.#with(to, vm, other);
    let highest = Math.max(here, there);
    for (let host = 0; host < this.#loads.length; host++) {
      if (host !== from && host !== to && (this.#loads[host] as number) > highest)
        highest = this.#loads[host] as number;
    }
    return this.#costOf(highest) - this.cost;
  }

  /** How much less even the two loads would be: what the search goes by while the highest stays the same. */
  unevenness(vm: number, other: number, from: number, to: number): number {
    const here = this.#with(from, other, vm);
    const there = this.#with(to, vm, other);
    const fromChange = here ** 2 - (this.#loads[from] as number) ** 2;
    const toChange = there ** 2 - (this.#loads[to] as number) ** 2;
    return (this.#even[from] as number) * fromChange + (this.#even[to] as number) * toChange;
  }

  #with(host: number, more: number, less: number): number {
    const { resources, demand } = this.#data;
    let load = this.#loads[host] as number;
    for (let r = 0, at = host * resources; r < resources; r++, at++) {
      const change =
        (more < 0 ? 0 : (demand[more * resources + r] as number)) -
        (less < 0 ? 0 : (demand[less * resources + r] as number));
      load += (this.#unit[at] as number) * change;
    }
    return load;
  }

  #costOf(load: number): number {
    return this.#data.loads.peakWeight * Math.ceil(load - SLACK);
  }
}

/** A thousandth of the weight of the highest load, for a host of mean size. */
function evenWeights({ hosts, resources, loads }: InstantData, unit: Float64Array): Float64Array {
  const size = Float64Array.from({ length: hosts }, (_, host) => {
    const sum = unit.subarray(host * resources, (host + 1) * resources).reduce((total, each) => total + each, 0);
    return sum > 0 ? 1 / sum : 0;
  });
  const mean = size.reduce((sum, each) => sum + each, 0) / Math.max(1, hosts);
  return size.map((each) => (mean > 0 ? (loads.peakWeight * each) / mean / 1000 : 0));
}
