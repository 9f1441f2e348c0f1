/** Sets of hosts as the constraints narrow them, each kept once: VMs under the same constraints share one. */
export class HostSets {
  readonly sets: (readonly number[])[] = [];
  readonly #all: readonly number[];
  readonly #names = new Map<readonly number[], number>();
  readonly #known = new Map<string, number>();

  /** @param all hosts that a VM under no constraint may be put on, ascending. */
  constructor(all: readonly number[]) {
    this.#all = all;
  }

  /** Index of the set of hosts that are in every one of the lists; a list that recurs is the same object. */
  within(lists: readonly (readonly number[])[]): number {
    const key = [...new Set(lists.map((list) => this.#nameOf(list)))].sort((a, b) => a - b).join();
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const allowed = lists.map((list) => new Set(list));
    const index = this.sets.push(this.#all.filter((host) => allowed.every((list) => list.has(host)))) - 1;
    this.#known.set(key, index);
    return index;
  }

  #nameOf(list: readonly number[]): number {
    const name = this.#names.get(list) ?? this.#names.size;
    this.#names.set(list, name);
    return name;
  }
}
