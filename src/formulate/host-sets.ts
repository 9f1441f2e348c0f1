import type { Host } from '../domain/host.ts';
import type { HostId } from '../domain/ids.ts';
import type { Vm } from '../domain/vm.ts';

/** Collects the sets of hosts that VMs may be put on; equal sets are kept once. */
export class HostSets {
  readonly #index: ReadonlyMap<HostId, number>;
  readonly #sets: (readonly number[])[] = [];
  readonly #known = new Map<string, number>();
  readonly #added = new WeakMap<readonly Host[], number>();

  constructor(index: ReadonlyMap<HostId, number>) {
    this.#index = index;
  }

  /** Index of the set of these hosts. */
  add(hosts: readonly Host[]): number {
    const index = this.#added.get(hosts) ?? this.#find(hosts);
    this.#added.set(hosts, index);
    return index;
  }

  #find(hosts: readonly Host[]): number {
    const set = hosts.flatMap(({ id }) => this.#index.get(id) ?? []).sort((a, b) => a - b);
    const key = set.join();
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    this.#known.set(key, this.#sets.length);
    return this.#sets.push(set) - 1;
  }

  /** The VM's own ranks of the hosts of a set, in its order; null when it has none. A host it did not rank has 0. */
  ranksOf({ hosts, ranks }: Vm, set: number): readonly number[] | null {
    if (ranks === null) return null;
    const byIndex = new Map(hosts.map((id, position) => [this.#index.get(id), ranks[position] ?? 0]));
    return (this.#sets[set] ?? []).map((host) => byIndex.get(host) ?? 0);
  }

  all(): readonly (readonly number[])[] {
    return this.#sets;
  }
}
