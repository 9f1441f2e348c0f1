import type { Scene, VmType } from '../../../models/scene.ts';
import type { StartColumns } from '../../../models/start-columns.ts';
import { type Chosen, leaseStays, type Stay, staysOf } from './chosen.ts';
import type { Items } from './items.ts';
import { Knapsack } from './knapsack.ts';
import type { Row } from './row.ts';
import { type Cut, type HostGroup, type Packing, separate } from './separate.ts';

/** Knapsacks that may be solved to widen one cut. */
const LIFTING_BUDGET = 1_500;

/**
 * What fits without its smallest VMs is tried again with more of them: a row about few large VMs says most and is found
 * soonest. Shares of the largest host each may be on.
 */
const LEAST_SHARES = [0.3, 0.15, 0.07, 0] as const;

/**
 * Rows on what may run over the whole horizon: a VM stays on one host from its start to its end, so what fits slot by
 * slot may still not fit in time. An item is a lease with one of its starts.
 */
export class WindowCuts {
  readonly #scene: Scene;
  readonly #columns: StartColumns;

  constructor(scene: Scene, columns: StartColumns) {
    this.#scene = scene;
    this.#columns = columns;
  }

  /** A row that the choice breaks; `fits` when even its relaxation breaks none; `unknown` when given up. */
  find(chosen: Chosen): Row | 'fits' | 'unknown' {
    const stays = staysOf(this.#scene, chosen);
    let end: 'fits' | 'unknown' = 'fits';
    for (const share of LEAST_SHARES) {
      const large = stays.filter((stay) => shareOf(this.#scene, stay) >= share);
      const packing = packingOf(this.#scene, large);
      const separation = separate(packing, knapsackOf(packing));
      if (separation.kind === 'cut') return this.#rowOf(...this.#lifted(large, separation.cut));
      end = separation.kind;
    }
    return end;
  }

  /** Starts of the same leases that weigh as much and let no host hold more: they join the row at no cost. */
  #lifted(stays: readonly Stay[], cut: Cut): readonly [stays: readonly Stay[], weights: Float64Array, limit: number] {
    const heavy = stays.flatMap((stay, i) =>
      (cut.weights[i] as number) > 0 ? [{ stay, weight: cut.weights[i] as number }] : [],
    );
    const others = heavy.flatMap(({ stay, weight }) =>
      this.#otherStarts(stay).map((other) => ({ stay: other, weight })),
    );
    const all = [...heavy, ...others].sort((a, b) => a.stay.from - b.stay.from);
    const packing = packingOf(
      this.#scene,
      all.map(({ stay }) => stay),
    );
    const knapsack = knapsackOf(packing);
    const chosen = new Set(heavy.map(({ stay }) => stay));
    const weights = Float64Array.from(all, ({ stay, weight }) => (chosen.has(stay) ? weight : 0));
    const limits = packing.groups.map(({ allowed, room }) => knapsack.best(allowed, room, weights, 1));
    let budget = LIFTING_BUDGET;
    for (const candidate of candidatesOf(all, chosen)) {
      for (const i of candidate) weights[i] = (all[i] as (typeof all)[number]).weight;
      const isFree =
        budget > 0 &&
        packing.groups.every(({ allowed, room }, g) => {
          if (!candidate.some((i) => allowed[i] === 1)) return true;
          budget -= 1;
          return knapsack.best(allowed, room, weights, 1) <= (limits[g] as number);
        });
      if (!isFree) for (const i of candidate) weights[i] = 0;
    }
    const limit = packing.groups.reduce((sum, { hosts }, g) => sum + hosts.length * (limits[g] as number), 0);
    return [all.map(({ stay }) => stay), weights, limit];
  }

  #otherStarts(stay: Stay): readonly Stay[] {
    if (stay.lease === -1) return [];
    const { starts } = this.#scene.leases[stay.lease] as Scene['leases'][number];
    return starts.flatMap((_, start) =>
      start === stay.start ? [] : leaseStays(this.#scene, stay.lease, start).filter(({ type }) => type === stay.type),
    );
  }

  #rowOf(stays: readonly Stay[], weights: Float64Array, limit: number): Row {
    const sums = new Map<number, number>();
    let upper = limit;
    const add = (column: number, value: number): void => {
      sums.set(column, (sums.get(column) ?? 0) + value);
    };
    for (const [i, { lease, start, members, type }] of stays.entries()) {
      const weight = weights[i] as number;
      if (weight === 0) continue;
      if (lease !== -1) add(this.#columns.begin[lease]?.[start] as number, weight * members.length);
      else upper -= this.#residentsIn(members, type, weight, add);
    }
    return { columns: [...sums.keys()], values: [...sums.values()], upper };
  }

  /** What residents weigh for certain; one that would only weigh while it stays gives its weight back when moved. */
  #residentsIn(
    members: readonly number[],
    type: number,
    weight: number,
    add: (column: number, value: number) => void,
  ): number {
    for (const v of members) {
      const { pinned, free } = this.#scene.residents[v] as Scene['residents'][number];
      if (pinned === type && free !== pinned) add(this.#columns.moved[v] as number, -weight);
    }
    return weight * members.length;
  }
}

/** Largest share that a VM takes of a resource of the hosts it may be on. */
function shareOf({ problem, types }: Scene, { type }: Stay): number {
  const { demand, hosts } = types[type] as VmType;
  return demand.reduce((most, amount, r) => {
    const capacity = hosts.reduce((large, host) => Math.max(large, problem.hosts[host]?.capacity[r] ?? 0), 0);
    return capacity === 0 ? most : Math.max(most, amount / capacity);
  }, 0);
}

/** Positions of what may join together: one lease with one start, those nearest to the chosen start first. */
function candidatesOf(
  all: readonly { readonly stay: Stay }[],
  chosen: ReadonlySet<Stay>,
): readonly (readonly number[])[] {
  const home = new Map([...chosen].map(({ lease, start }) => [lease, start]));
  const groups = new Map<string, { distance: number; positions: number[] }>();
  for (const [i, { stay }] of all.entries()) {
    if (chosen.has(stay)) continue;
    const key = `${stay.lease} ${stay.start}`;
    const known = groups.get(key);
    if (known !== undefined) known.positions.push(i);
    else groups.set(key, { distance: Math.abs(stay.start - (home.get(stay.lease) as number)), positions: [i] });
  }
  return [...groups.values()].sort((a, b) => a.distance - b.distance).map(({ positions }) => positions);
}

/** Stays in the order of `from` as items, all of them wanted, with the hosts in groups that are alike for them. */
export function packingOf(scene: Scene, unsorted: readonly Stay[]): Packing {
  const stays = unsorted;
  const resources = scene.problem.resources.length;
  const typeOf = (stay: Stay): VmType => scene.types[stay.type] as VmType;
  const items: Items = {
    size: stays.length,
    from: Int32Array.from(stays, ({ from }) => from),
    until: Int32Array.from(stays, ({ until }) => until),
    demand: Int32Array.from(stays.flatMap((stay) => typeOf(stay).demand)),
    count: Int32Array.from(stays, ({ members }) => members.length),
    lease: Int32Array.from(stays, ({ lease }) => lease),
    choice: Int32Array.from(stays, ({ start }) => start),
  };
  const groups = new Map<string, HostGroup & { hosts: number[] }>();
  const length = scene.slots * resources;
  for (const host of scene.problem.hosts.keys()) {
    const room = scene.room.slice(host * length, (host + 1) * length);
    const allowed = Uint8Array.from(stays, (stay) => (typeOf(stay).hosts.includes(host) ? 1 : 0));
    const key = `${room.join()} ${allowed.join('')}`;
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { hosts: [host], room, allowed });
    else known.hosts.push(host);
  }
  return {
    items,
    wanted: Float64Array.from(items.count),
    groups: [...groups.values()],
    slots: scene.slots,
    resources,
  };
}

const knapsackOf = ({ items, slots, resources }: Packing): Knapsack => new Knapsack(items, slots, resources);
