import type { Scene, VmType } from '../../../models/scene.ts';
import type { StartColumns } from '../../../models/start-columns.ts';
import { Knapsack } from './knapsack.ts';
import type { Row } from './row.ts';
import { type HostGroup, limitOf, type Packing, separate } from './separate.ts';

/** A type's weight is raised at most so often while it costs nothing. */
const MAX_RAISES = 12;

/**
 * Rows on what may run in one slot: what is active must fit on the hosts of that slot, whatever was there before and
 * comes after. Found for one slot, a row holds in every slot whose hosts have no more room.
 */
export class SlotCuts {
  readonly #scene: Scene;
  readonly #columns: StartColumns;
  readonly #resources: number;
  /** For each type, the types that take its place in any pattern: they need no less and may be nowhere else. */
  readonly #replaces: readonly (readonly number[])[];
  readonly #knapsack: Knapsack;
  readonly #total: Int32Array;

  constructor(scene: Scene, columns: StartColumns) {
    this.#scene = scene;
    this.#columns = columns;
    this.#resources = scene.problem.resources.length;
    this.#replaces = scene.types.map((type) =>
      scene.types.flatMap((other, index) => (other !== type && isHeavier(other, type) ? [index] : [])),
    );
    this.#total = this.#totals();
    const size = scene.types.length;
    this.#knapsack = new Knapsack(
      {
        size,
        from: new Int32Array(size),
        until: new Int32Array(size).fill(1),
        demand: Int32Array.from(scene.types.flatMap(({ demand }) => demand)),
        count: this.#total,
        lease: new Int32Array(size).fill(-1),
        choice: new Int32Array(size),
      },
      1,
      this.#resources,
    );
  }

  /** Rows that these column values break, for every slot they hold in; `slots` says where to look. */
  find(values: ArrayLike<number>, slots: readonly number[]): readonly Row[] {
    const rows: Row[] = [];
    const seen = new Set<string>();
    for (const slot of slots) {
      const wanted = this.#wantedIn(slot, values);
      const key = wanted.join();
      if (seen.has(key)) continue;
      seen.add(key);
      const packing = this.#packing(slot, wanted);
      const separation = separate(packing, this.#knapsack);
      if (separation.kind !== 'cut') continue;
      const weights = this.#lifted(packing, separation.cut.weights, separation.cut.limit);
      rows.push(...this.#rowsOf(weights, slot));
    }
    return rows;
  }

  #totals(): Int32Array {
    const { types, leases, residents } = this.#scene;
    const total = new Int32Array(types.length);
    for (const { kinds } of leases) {
      for (const { type, positions } of kinds) total[type] = (total[type] as number) + positions.length;
    }
    for (const { pinned, free } of residents) {
      total[pinned] = (total[pinned] as number) + 1;
      if (free !== pinned) total[free] = (total[free] as number) + 1;
    }
    return total;
  }

  #wantedIn(slot: number, values: ArrayLike<number>): Float64Array {
    const { types, leases, residents } = this.#scene;
    const { active, moved } = this.#columns;
    const wanted = new Float64Array(types.length);
    const add = (type: number, amount: number): void => {
      wanted[type] = (wanted[type] as number) + amount;
    };
    for (const [l, { kinds }] of leases.entries()) {
      const column = active[l]?.[slot] ?? -1;
      if (column === -1) continue;
      const share = values[column] as number;
      if (share > 1e-6) for (const { type, positions } of kinds) add(type, share * positions.length);
    }
    for (const [v, { pinned, free, until }] of residents.entries()) {
      if (slot >= until) continue;
      const column = moved[v] as number;
      const gone = column === -1 ? 0 : (values[column] as number);
      if (gone < 1 - 1e-6) add(pinned, 1 - gone);
      if (gone > 1e-6) add(free, gone);
    }
    return wanted;
  }

  #packing(slot: number, wanted: Float64Array): Packing {
    const { problem, types } = this.#scene;
    const groups = new Map<string, HostGroup & { hosts: number[] }>();
    for (const host of problem.hosts.keys()) {
      const room = this.#roomOf(host, slot);
      const allowed = Uint8Array.from(types, ({ hosts }) => (hosts.includes(host) ? 1 : 0));
      const key = `${room.join()} ${allowed.join('')}`;
      const known = groups.get(key);
      if (known === undefined) groups.set(key, { hosts: [host], room, allowed });
      else known.hosts.push(host);
    }
    const { items } = this.#knapsack;
    return { items, wanted, groups: [...groups.values()], slots: 1, resources: this.#resources };
  }

  #roomOf(host: number, slot: number): Int32Array {
    const at = (host * this.#scene.slots + slot) * this.#resources;
    return this.#scene.room.slice(at, at + this.#resources);
  }

  /** The same row with more weight on types that the limit still allows: first those that replace, then any. */
  #lifted(packing: Packing, found: Float64Array, limit: number): Float64Array {
    const weights = found.slice();
    for (const [type, heavier] of this.#replaces.entries()) {
      for (const other of heavier) weights[other] = Math.max(weights[other] as number, found[type] as number);
    }
    if (limitOf(packing, this.#knapsack, weights) > limit) return found;
    for (const type of weights.keys()) if ((this.#total[type] as number) > 0) this.#raise(packing, weights, type);
    return weights;
  }

  /** Raises the weight of one type as far as no host can hold more by weight than before. */
  #raise({ groups }: Packing, weights: Float64Array, type: number): void {
    const touched = groups.filter(({ allowed }) => allowed[type] === 1);
    const limits = touched.map(({ allowed, room }) => this.#knapsack.best(allowed, room, weights, 1));
    for (let raise = 0; raise < MAX_RAISES; raise++) {
      weights[type] = (weights[type] as number) + 1;
      const isFree = touched.every(
        ({ allowed, room }, g) => this.#knapsack.best(allowed, room, weights, 1) <= (limits[g] as number),
      );
      if (isFree) continue;
      weights[type] = (weights[type] as number) - 1;
      return;
    }
  }

  /** Σ weight × active ≤ limit in every slot whose hosts have no more room than in `found`. */
  #rowsOf(weights: Float64Array, found: number): readonly Row[] {
    const { slots, residents } = this.#scene;
    const rows: Row[] = [];
    const limits = new Map<string, number>();
    for (let slot = 0; slot < slots; slot++) {
      if (!this.#hasNoMoreRoom(slot, found)) continue;
      const staying = residents.map(({ until }) => (slot < until ? 1 : 0)).join('');
      const known = limits.get(staying) ?? this.#limitIn(weights, slot, found);
      limits.set(staying, known);
      const row = this.#rowIn(weights, slot, known);
      if (row !== null) rows.push(row);
    }
    return rows;
  }

  #hasNoMoreRoom(slot: number, found: number): boolean {
    const { problem } = this.#scene;
    if (slot === found) return true;
    for (const host of problem.hosts.keys()) {
      const [here, there] = [this.#roomOf(host, slot), this.#roomOf(host, found)];
      if (here.some((amount, r) => amount > (there[r] as number))) return false;
    }
    return true;
  }

  /** Residents that are gone by then weigh on no host. */
  #limitIn(weights: Float64Array, slot: number, found: number): number {
    const present = weights.slice();
    const pinned = new Set(
      this.#scene.residents.flatMap((each) => (slot < each.until ? [each.pinned, each.free] : [])),
    );
    const used = new Set(this.#scene.leases.flatMap(({ kinds }) => kinds.map(({ type }) => type)));
    for (const type of present.keys()) if (!pinned.has(type) && !used.has(type)) present[type] = 0;
    return limitOf(this.#packing(found, present), this.#knapsack, present);
  }

  #rowIn(weights: Float64Array, slot: number, limit: number): Row | null {
    const { leases, residents } = this.#scene;
    const { active, moved } = this.#columns;
    const columns: number[] = [];
    const values: number[] = [];
    let upper = limit;
    for (const [l, { kinds }] of leases.entries()) {
      const column = active[l]?.[slot] ?? -1;
      const weight = kinds.reduce((sum, { type, positions }) => sum + positions.length * (weights[type] as number), 0);
      if (column === -1 || weight === 0) continue;
      columns.push(column);
      values.push(weight);
    }
    for (const [v, { pinned, free, until }] of residents.entries()) {
      if (slot >= until) continue;
      const [stays, goes] = [weights[pinned] as number, weights[free] as number];
      upper -= stays;
      if (stays === goes || moved[v] === -1) continue;
      columns.push(moved[v] as number);
      values.push(goes - stays);
    }
    const most = values.reduce((sum, value) => sum + Math.max(0, value), 0);
    return most <= upper ? null : { columns, values, upper };
  }
}

/** Whether `one` can only be where `other` can, and needs no less there. */
const isHeavier = (one: VmType, other: VmType): boolean =>
  one.demand.every((amount, r) => amount >= (other.demand[r] as number)) &&
  one.hosts.every((host) => other.hosts.includes(host));
