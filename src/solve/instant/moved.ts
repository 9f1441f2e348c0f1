import type { InstantData } from './data.ts';

/** VMs moved: by group, in all, and what begins on each host. */
export class Moved {
  readonly #data: InstantData;
  readonly #counts: Int32Array;
  /** How many groups have so many VMs moved. */
  readonly #groupsWith: Int32Array;
  readonly #actions: Int32Array;
  #most = 0;
  #total = 0;
  /** Hosts on which more begins than may. */
  #crowded = 0;

  constructor(data: InstantData) {
    this.#data = data;
    const { groups } = data.moves;
    this.#counts = new Int32Array(groups);
    this.#groupsWith = new Int32Array(data.vms + 2);
    this.#groupsWith[0] = groups;
    this.#actions = new Int32Array(data.hosts);
  }

  get cost(): number {
    return this.#data.moves.groupWeight * this.#most;
  }

  /** What the largest number moved would cost more if a VM went from one host to another. */
  costOf(vm: number, from: number, to: number): number {
    const { groupWeight } = this.#data.moves;
    if (groupWeight === 0) return 0;
    const step = this.#step(vm, from, to);
    if (step === 0) return 0;
    const before = this.#most;
    this.#count(vm, step);
    const after = this.#most;
    this.#count(vm, -step);
    return groupWeight * (after - before);
  }

  /** True when budgets are kept. */
  get isWithin(): boolean {
    return this.#total <= this.#data.moves.budget && this.#crowded === 0;
  }

  /** What the largest number moved would cost more if two VMs changed hosts. */
  costOfSwap(vm: number, other: number, here: number, there: number): number {
    const { groupWeight } = this.#data.moves;
    if (groupWeight === 0) return 0;
    const step = this.#step(vm, here, there);
    const otherStep = this.#step(other, there, here);
    if (step === 0 && otherStep === 0) return 0;
    const before = this.#most;
    this.#count(vm, step);
    this.#count(other, otherStep);
    const after = this.#most;
    this.#count(other, -otherStep);
    this.#count(vm, -step);
    return groupWeight * (after - before);
  }

  move(vm: number, from: number, to: number): void {
    const home = this.#data.home[vm] as number;
    if (from >= 0 && from !== home) this.#act(from, -1);
    if (to >= 0 && to !== home) this.#act(to, 1);
    const step = this.#step(vm, from, to);
    if (step === 0) return;
    this.#total += step;
    this.#act(home, step);
    if (this.#data.moves.groups > 0) this.#count(vm, step);
  }

  /** 1 when a running VM leaves home, −1 when it comes back; nowhere (−1) counts as at home. */
  #step(vm: number, from: number, to: number): number {
    const home = this.#data.home[vm] as number;
    if (home < 0) return 0;
    return (to < 0 || to === home ? 0 : 1) - (from < 0 || from === home ? 0 : 1);
  }

  #act(host: number, step: number): void {
    const limit = this.#data.moves.actionsPerHost;
    const before = this.#actions[host] as number;
    const after = before + step;
    this.#actions[host] = after;
    if (after > limit && before <= limit) this.#crowded += 1;
    if (after <= limit && before > limit) this.#crowded -= 1;
  }

  #count(vm: number, step: number): void {
    const { memberStart, memberGroups } = this.#data.moves;
    for (let k = memberStart[vm] as number; k < (memberStart[vm + 1] as number); k++) {
      const group = memberGroups[k] as number;
      const before = this.#counts[group] as number;
      const after = before + step;
      this.#counts[group] = after;
      this.#groupsWith[before] = (this.#groupsWith[before] as number) - 1;
      this.#groupsWith[after] = (this.#groupsWith[after] as number) + 1;
      if (after > this.#most) this.#most = after;
      while (this.#most > 0 && this.#groupsWith[this.#most] === 0) this.#most -= 1;
    }
  }
}
