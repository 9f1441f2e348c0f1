import type { InstantData } from './data.ts';

/** Who is on a host with whom: lists of VMs counted by host, and what the counts forbid or cost. */
export class Company {
  readonly #data: InstantData;
  /** VMs of group g on host h, [g · H + h]. */
  readonly #counts: Uint16Array;
  /** VMs of a group that were moved from a host and are in company there until all have moved; null when none is. */
  readonly #leaving: Uint16Array | null;
  /** Most that the present excuses on a host, where that is more than the limit. */
  readonly #excused: ReadonlyMap<number, number>;
  /** True when nothing is counted. */
  readonly idle: boolean;
  /** True when some count costs something. */
  readonly costs: boolean;

  constructor(data: InstantData) {
    this.#data = data;
    this.#counts = new Uint16Array(data.company.groups * data.hosts);
    this.#leaving = data.company.inTransit ? this.#allLeaving() : null;
    this.idle = data.company.groups === 0;
    this.costs = data.company.overCost.some((cost) => cost > 0) || data.company.partnerCost.some((cost) => cost > 0);
    this.#excused = this.#excusedByPresent();
  }

  /** Counts a VM in or out; returns what that adds to the cost. Partners are counted before it enters, after it left. */
  enter(vm: number, host: number): number {
    const { memberStart, memberGroups, atMost, overCost } = this.#data.company;
    let cost = this.#partnerCost(vm, host);
    for (let k = memberStart[vm] as number; k < (memberStart[vm + 1] as number); k++) {
      const group = memberGroups[k] as number;
      const at = group * this.#data.hosts + host;
      const count = (this.#counts[at] as number) + 1;
      this.#counts[at] = count;
      if (this.#leaving !== null && this.#data.home[vm] === host) this.#leaving[at] = (this.#leaving[at] as number) - 1;
      if (count === (atMost[group] as number) + 1) cost += overCost[group] as number;
    }
    return cost;
  }

  leave(vm: number, host: number): number {
    const { memberStart, memberGroups, atMost, overCost } = this.#data.company;
    let cost = 0;
    for (let k = memberStart[vm] as number; k < (memberStart[vm + 1] as number); k++) {
      const group = memberGroups[k] as number;
      const at = group * this.#data.hosts + host;
      const count = (this.#counts[at] as number) - 1;
      this.#counts[at] = count;
      if (this.#leaving !== null && this.#data.home[vm] === host) this.#leaving[at] = (this.#leaving[at] as number) + 1;
      if (count === atMost[group]) cost -= overCost[group] as number;
    }
    return cost - this.#partnerCost(vm, host);
  }

  /** True when no rule that must be kept refuses the VM on the host, once `gone` (−1: nobody) has left it. */
  admits(vm: number, host: number, gone: number): boolean {
    const { memberStart, memberGroups, atMost, must } = this.#data.company;
    const hosts = this.#data.hosts;
    for (let k = memberStart[vm] as number; k < (memberStart[vm + 1] as number); k++) {
      const group = memberGroups[k] as number;
      if (must[group] === 0) continue;
      const at = group * hosts + host;
      const count = this.#company(vm, group, host, gone);
      if (count < (atMost[group] as number)) continue;
      if (count >= (this.#excused.get(at) ?? 0)) return false;
    }
    return this.#hasNoEnemy(vm, host, gone);
  }

  /** What entering would add to the cost beyond what leaving another host gives back: only preferences cost. */
  costOfEntering(vm: number, host: number, gone: number): number {
    const { memberStart, memberGroups, atMost, overCost } = this.#data.company;
    let cost = this.#partnerCost(vm, host);
    for (let k = memberStart[vm] as number; k < (memberStart[vm + 1] as number); k++) {
      const group = memberGroups[k] as number;
      const count =
        (this.#counts[group * this.#data.hosts + host] as number) - (gone >= 0 && this.#isIn(gone, group) ? 1 : 0);
      if (count === atMost[group]) cost += overCost[group] as number;
    }
    return gone >= 0 ? cost - this.#costBetween(vm, gone) : cost;
  }

  costOfLeaving(vm: number, host: number): number {
    const { memberStart, memberGroups, atMost, overCost } = this.#data.company;
    let cost = 0;
    for (let k = memberStart[vm] as number; k < (memberStart[vm + 1] as number); k++) {
      const group = memberGroups[k] as number;
      const count = this.#counts[group * this.#data.hosts + host] as number;
      if (count === (atMost[group] as number) + 1) cost -= overCost[group] as number;
    }
    return cost - this.#partnerCost(vm, host) + this.#ownCost(vm);
  }

  #hasNoEnemy(vm: number, host: number, gone: number): boolean {
    const { partnerStart, partnerGroups, partnerMust } = this.#data.company;
    for (let k = partnerStart[vm] as number; k < (partnerStart[vm + 1] as number); k++) {
      if (partnerMust[k] === 0) continue;
      if (this.#company(vm, partnerGroups[k] as number, host, gone) > 0) return false;
    }
    return true;
  }

  /** VMs of a group in whose company a VM would be on a host, once `gone` has left it. */
  #company(vm: number, group: number, host: number, gone: number): number {
    const at = group * this.#data.hosts + host;
    const count = this.#counts[at] as number;
    const isGone = gone >= 0 && this.#isIn(gone, group);
    if (this.#leaving === null) return count - (isGone ? 1 : 0);
    const home = this.#data.home;
    const isBack = home[vm] === host && this.#isIn(vm, group);
    return count + (this.#leaving[at] as number) - (isGone && home[gone] !== host ? 1 : 0) - (isBack ? 1 : 0);
  }

  #allLeaving(): Uint16Array {
    const { company, home, vms, hosts } = this.#data;
    const leaving = new Uint16Array(company.groups * hosts);
    for (let vm = 0; vm < vms; vm++) {
      const host = home[vm] as number;
      for (let k = company.memberStart[vm] as number; host >= 0 && k < (company.memberStart[vm + 1] as number); k++) {
        const at = (company.memberGroups[k] as number) * hosts + host;
        leaving[at] = (leaving[at] as number) + 1;
      }
    }
    return leaving;
  }

  /** Cost of all partners counted on the host, the VM itself included when it is counted there. */
  #partnerCost(vm: number, host: number): number {
    const { partnerStart, partnerGroups, partnerCost } = this.#data.company;
    let cost = 0;
    for (let k = partnerStart[vm] as number; k < (partnerStart[vm + 1] as number); k++) {
      const each = partnerCost[k] as number;
      if (each !== 0) cost += each * (this.#counts[(partnerGroups[k] as number) * this.#data.hosts + host] as number);
    }
    return cost;
  }

  /** What the VM would be charged for itself while it is counted. */
  #ownCost(vm: number): number {
    const { partnerStart, partnerSelf, partnerCost } = this.#data.company;
    let cost = 0;
    for (let k = partnerStart[vm] as number; k < (partnerStart[vm + 1] as number); k++) {
      if (partnerSelf[k] === 1) cost += partnerCost[k] as number;
    }
    return cost;
  }

  #costBetween(vm: number, other: number): number {
    const { partnerStart, partnerGroups, partnerCost } = this.#data.company;
    let cost = 0;
    for (let k = partnerStart[vm] as number; k < (partnerStart[vm + 1] as number); k++) {
      if (this.#isIn(other, partnerGroups[k] as number)) cost += partnerCost[k] as number;
    }
    return cost;
  }

  #isIn(vm: number, group: number): boolean {
    const { memberStart, memberGroups } = this.#data.company;
    for (let k = memberStart[vm] as number; k < (memberStart[vm + 1] as number); k++) {
      if (memberGroups[k] === group) return true;
    }
    return false;
  }

  #excusedByPresent(): ReadonlyMap<number, number> {
    const { company, home, vms, hosts } = this.#data;
    const counts = new Map<number, number>();
    for (let vm = 0; vm < vms; vm++) {
      const host = home[vm] as number;
      if (host < 0) continue;
      for (let k = company.memberStart[vm] as number; k < (company.memberStart[vm + 1] as number); k++) {
        const at = (company.memberGroups[k] as number) * hosts + host;
        counts.set(at, (counts.get(at) ?? 0) + 1);
      }
    }
    for (const [at, count] of counts)
      if (count <= (company.atMost[Math.floor(at / hosts)] as number)) counts.delete(at);
    return counts;
  }
}
