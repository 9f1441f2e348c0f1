/** VMs on each host as a list: the first, and what comes before and after each; −1 is nobody. */
export class Occupants {
  readonly #first: Int32Array;
  readonly #next: Int32Array;
  readonly #previous: Int32Array;

  constructor(hosts: number, vms: number) {
    this.#first = new Int32Array(hosts).fill(-1);
    this.#next = new Int32Array(vms).fill(-1);
    this.#previous = new Int32Array(vms).fill(-1);
  }

  /** Some VM on the host, −1 when it is empty; and the one after it. */
  firstOn(host: number): number {
    return this.#first[host] as number;
  }

  nextOn(vm: number): number {
    return this.#next[vm] as number;
  }

  /** From a host to another; −1 is nowhere. */
  move(vm: number, from: number, to: number): void {
    const after = this.#next[vm] as number;
    const before = this.#previous[vm] as number;
    if (from >= 0) {
      if (before >= 0) this.#next[before] = after;
      else this.#first[from] = after;
      if (after >= 0) this.#previous[after] = before;
    }
    const first = to < 0 ? -1 : (this.#first[to] as number);
    this.#previous[vm] = -1;
    this.#next[vm] = first;
    if (first >= 0) this.#previous[first] = vm;
    if (to >= 0) this.#first[to] = vm;
  }
}
