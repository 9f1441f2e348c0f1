import type { InstantData } from './data.ts';

/**
 * What every host holds, whether a VM fits, and what the loads of a host cost. All hosts, changed one VM at a time.
 */
export class Loads {
  readonly #data: InstantData;
  /** Use by what is on the host, blocks included, [h · R + r]. */
  readonly use: Float64Array;
  /** Room that VMs moved away keep, [h · R + r]. */
  readonly away: Float64Array;
  /** What each host costs. */
  readonly cost: Float64Array;
  /** VMs on each host, and those that came to it. */
  readonly count: Int32Array;
  readonly newcomers: Int32Array;
  /** Use by the present. */
  readonly #before: Float64Array;
  readonly #draft: Float64Array;
  readonly #keeps: boolean;

  /** Empty but for blocks: VMs that run now are away from home. */
  constructor(data: InstantData) {
    this.#data = data;
    const { hosts, resources } = data;
    this.use = Float64Array.from(data.blocked);
    this.away = new Float64Array(hosts * resources);
    this.cost = new Float64Array(hosts);
    this.count = new Int32Array(hosts);
    this.newcomers = new Int32Array(hosts);
    this.#before = Float64Array.from(data.blocked);
    this.#draft = new Float64Array(resources);
    this.#keeps = data.kept.includes(1);
    for (let vm = 0; vm < data.vms; vm++) {
      const host = data.home[vm] as number;
      if (host < 0) continue;
      for (let r = 0; r < resources; r++) {
        const at = host * resources + r;
        const demand = data.demand[vm * resources + r] as number;
        this.#before[at] = (this.#before[at] as number) + demand;
        if (data.kept[r] === 1) this.away[at] = (this.away[at] as number) + demand;
      }
    }
  }

  /** Puts a VM on a host; `cost` of the host is brought up to date by `recount`. */
  enter(vm: number, host: number): void {
    const { resources, demand, home, kept } = this.#data;
    const use = this.use;
    for (let r = 0, at = host * resources, d = vm * resources; r < resources; r++, at++, d++) {
      use[at] = (use[at] as number) + (demand[d] as number);
    }
    this.count[host] = (this.count[host] as number) + 1;
    if (home[vm] !== host) this.newcomers[host] = (this.newcomers[host] as number) + 1;
    else if (this.#keeps) {
      for (let r = 0, at = host * resources, d = vm * resources; r < resources; r++, at++, d++) {
        if (kept[r] === 1) this.away[at] = (this.away[at] as number) - (demand[d] as number);
      }
    }
  }

  leave(vm: number, host: number): void {
    const { resources, demand, home, kept } = this.#data;
    const use = this.use;
    for (let r = 0, at = host * resources, d = vm * resources; r < resources; r++, at++, d++) {
      use[at] = (use[at] as number) - (demand[d] as number);
    }
    this.count[host] = (this.count[host] as number) - 1;
    if (home[vm] !== host) this.newcomers[host] = (this.newcomers[host] as number) - 1;
    else if (this.#keeps) {
      for (let r = 0, at = host * resources, d = vm * resources; r < resources; r++, at++, d++) {
        if (kept[r] === 1) this.away[at] = (this.away[at] as number) + (demand[d] as number);
      }
    }
  }

  /** Brings the cost of a host up to date. */
  recount(host: number): number {
    const cost = this.costWith(host, -1, -1);
    this.cost[host] = cost;
    return cost;
  }

  /**
   * True when the VM may come to the host once `gone` (−1: nobody) has left it. One that comes home may find the host
   * as full as the present has it, when nobody else has come.
   */
  fits(vm: number, host: number, gone: number): boolean {
    const { resources, demand, capacity, home, kept } = this.#data;
    const isHome = home[vm] === host;
    const goneStays = gone >= 0 && home[gone] === host;
    let above = false;
    for (
      let r = 0, at = host * resources, d = vm * resources, g = gone * resources;
      r < resources;
      r++, at++, d++, g++
    ) {
      let used = (this.use[at] as number) + (this.away[at] as number);
      if (!isHome || kept[r] === 0) used += demand[d] as number;
      if (gone >= 0 && !(goneStays && kept[r] === 1)) used -= demand[g] as number;
      if (used <= (capacity[at] as number)) continue;
      if (!isHome || used > (this.#before[at] as number)) return false;
      above = true;
    }
    if (!above) return true;
    const others = (this.newcomers[host] as number) - (gone >= 0 && !goneStays ? 1 : 0);
    return others === 0;
  }

  /** What the host would cost with a VM more and one less (−1: none). */
  costWith(host: number, more: number, less: number): number {
    const { resources, demand } = this.#data;
    const draft = this.#draft;
    for (let r = 0, at = host * resources; r < resources; r++, at++) draft[r] = this.use[at] as number;
    let count = this.count[host] as number;
    if (more >= 0) {
      count += 1;
      for (let r = 0, d = more * resources; r < resources; r++, d++)
        draft[r] = (draft[r] as number) + (demand[d] as number);
    }
    if (less >= 0) {
      count -= 1;
      for (let r = 0, d = less * resources; r < resources; r++, d++)
        draft[r] = (draft[r] as number) - (demand[d] as number);
    }
    const cost =
      this.#softCost(host) + this.#balanceCost(host) + (count > 0 ? (this.#data.loads.useCost[host] as number) : 0);
    return this.#data.loads.overCost === 0 ? cost : cost + this.#overCost(host, more, less);
  }

  #softCost(host: number): number {
    const { softResource, softWeight, softSafe } = this.#data.loads;
    const soft = softResource.length;
    let cost = 0;
    for (let s = 0, at = host * soft; s < soft; s++, at++) {
      const beyond = (this.#draft[softResource[s] as number] as number) - (softSafe[at] as number);
      if (beyond > 0) cost += (softWeight[s] as number) * beyond;
    }
    return cost;
  }

  #balanceCost(host: number): number {
    const { balanceOf, balanceAgainst, balanceTarget, balanceWeight } = this.#data.loads;
    const { resources, capacity } = this.#data;
    const at = host * resources;
    let cost = 0;
    for (let b = 0; b < balanceOf.length; b++) {
      const of = balanceOf[b] as number;
      const against = balanceAgainst[b] as number;
      const free = (capacity[at + of] as number) - (this.#draft[of] as number);
      const other = (capacity[at + against] as number) - (this.#draft[against] as number);
      const lacking = (balanceTarget[b] as number) * free - other;
      if (lacking > 0) cost += (balanceWeight[b] as number) * lacking;
    }
    return cost;
  }

  #overCost(host: number, more: number, less: number): number {
    const { resources, capacity, home, kept, demand } = this.#data;
    for (let r = 0, at = host * resources; r < resources; r++, at++) {
      let away = this.away[at] as number;
      if (kept[r] === 1 && more >= 0 && home[more] === host) away -= demand[more * resources + r] as number;
      if (kept[r] === 1 && less >= 0 && home[less] === host) away += demand[less * resources + r] as number;
      if ((this.#draft[r] as number) + away > (capacity[at] as number)) return this.#data.loads.overCost;
    }
    return 0;
  }
}
