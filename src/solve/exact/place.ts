import type { Scene, VmType } from '../../../models/scene.ts';
import type { Stay } from './chosen.ts';

/** How a search for hosts ends. `hosts` by stay, one for each member. */
export type Placement =
  | { readonly kind: 'placed'; readonly hosts: readonly (readonly number[])[] }
  | { readonly kind: 'impossible' | 'unknown' };

/**
 * Finds hosts for stays whose times are fixed, or proves that there are none: interval bin packing by depth-first search,
 * the VM with fewest hosts left first, one of several hosts that look alike, and alike VMs in the order of their hosts.
 */
export class Placer {
  readonly #scene: Scene;
  readonly #resources: number;
  readonly #free: Int32Array;
  readonly #family: Int32Array;
  #stays: readonly Stay[] = [];
  #hosts: number[][] = [];
  #nodes = 0;
  #limit = 0;

  constructor(scene: Scene) {
    this.#scene = scene;
    this.#resources = scene.problem.resources.length;
    this.#free = scene.room.slice();
    this.#family = familiesOf(scene);
  }

  /** @param limit nodes after which the answer is `unknown`. */
  place(stays: readonly Stay[], limit: number): Placement {
    this.#free.set(this.#scene.room);
    this.#stays = stays;
    this.#hosts = stays.map(() => []);
    this.#nodes = 0;
    this.#limit = limit;
    if (!this.#placePinned()) return { kind: 'impossible' };
    const found = this.#descend();
    if (found) return { kind: 'placed', hosts: this.#hosts.map((each) => [...each]) };
    return { kind: this.#nodes > limit ? 'unknown' : 'impossible' };
  }

  /** What has one host alone goes there first, so that hosts that look alike from then on are. */
  #placePinned(): boolean {
    for (const [index, stay] of this.#stays.entries()) {
      const [host, other] = (this.#scene.types[stay.type] as VmType).hosts;
      if (host === undefined || other !== undefined) continue;
      if (this.#unitsOn(stay, host) < stay.members.length) return false;
      for (const _ of stay.members) {
        this.#take(stay, host, 1);
        (this.#hosts[index] as number[]).push(host);
      }
    }
    return true;
  }

  #descend(): boolean {
    if (++this.#nodes > this.#limit) return false;
    const next = this.#mostPressing();
    if (next === null) return true;
    if (next === -1) return false;
    const stay = this.#stays[next] as Stay;
    const placed = this.#hosts[next] as number[];
    const tried: number[] = [];
    for (const host of this.#candidates(stay, placed.at(-1) ?? -1)) {
      if (tried.some((other) => this.#looksAlike(other, host))) continue;
      tried.push(host);
      this.#take(stay, host, 1);
      placed.push(host);
      if (this.#descend()) return true;
      placed.pop();
      this.#take(stay, host, -1);
      if (this.#nodes > this.#limit) return false;
    }
    return false;
  }

  /**
   * The stay with the least room to spare; −1 when one has no host left, null when all are placed. One that has begun is
   * finished first: no order among alike VMs then stands between hosts that look alike.
   */
  #mostPressing(): number | null {
    let best: number | null = null;
    let least = Number.POSITIVE_INFINITY;
    for (const [index, stay] of this.#stays.entries()) {
      const placed = (this.#hosts[index] as number[]).length;
      const left = stay.members.length - placed;
      if (left === 0) continue;
      const units = this.#unitsFor(stay, left, (this.#hosts[index] as number[]).at(-1) ?? -1);
      if (units < left) return -1;
      const slack = placed > 0 ? -1 : units - left + 1 - sizeOf(this.#scene, stay) * 1e-9;
      if (slack >= least) continue;
      least = slack;
      best = index;
    }
    return best;
  }

  /** VMs of the stay that hosts from `first` on take, each counted to as many as matter. */
  #unitsFor(stay: Stay, left: number, first: number): number {
    let units = 0;
    for (const host of (this.#scene.types[stay.type] as VmType).hosts) {
      if (host >= first) units += Math.min(left, this.#unitsOn(stay, host));
    }
    return units;
  }

  #unitsOn({ type, from, until }: Stay, host: number): number {
    const { demand } = this.#scene.types[type] as VmType;
    const width = this.#resources;
    let units = Number.MAX_SAFE_INTEGER;
    for (let slot = from; slot < until; slot++) {
      const at = (host * this.#scene.slots + slot) * width;
      for (let r = 0; r < width; r++) {
        const amount = demand[r] as number;
        if (amount > 0) units = Math.min(units, Math.floor((this.#free[at + r] as number) / amount));
      }
      if (units <= 0) return 0;
    }
    return units;
  }

  /** Hosts that take one more, the tightest first. */
  #candidates(stay: Stay, first: number): readonly number[] {
    return (this.#scene.types[stay.type] as VmType).hosts
      .filter((host) => host >= first && this.#unitsOn(stay, host) > 0)
      .map((host) => ({ host, left: this.#leftOn(stay, host) }))
      .sort((a, b) => a.left - b.left || a.host - b.host)
      .map(({ host }) => host);
  }

  #leftOn({ from, until }: Stay, host: number): number {
    let left = 0;
    const width = this.#resources;
    for (let slot = from; slot < until; slot++) {
      for (let r = 0; r < width; r++) {
        const at = (host * this.#scene.slots + slot) * width + r;
        left += (this.#free[at] as number) / Math.max(1, this.#scene.room[at] as number);
      }
    }
    return left;
  }

  #take({ type, from, until }: Stay, host: number, sign: 1 | -1): void {
    const { demand } = this.#scene.types[type] as VmType;
    const width = this.#resources;
    for (let slot = from; slot < until; slot++) {
      for (let r = 0; r < width; r++) {
        const at = (host * this.#scene.slots + slot) * width + r;
        this.#free[at] = (this.#free[at] as number) - sign * (demand[r] as number);
      }
    }
  }

  /** Hosts of one family with the same room left: what can follow on one can follow on the other. */
  #looksAlike(one: number, other: number): boolean {
    if (this.#family[one] !== this.#family[other]) return false;
    const length = this.#scene.slots * this.#resources;
    for (let k = 0; k < length; k++) {
      if (this.#free[one * length + k] !== this.#free[other * length + k]) return false;
    }
    return true;
  }
}

/** Hosts that are in the same sets belong to one family; numbers mean nothing else. */
function familiesOf({ problem, types }: Scene): Int32Array {
  const known = new Map<string, number>();
  return Int32Array.from(problem.hosts, (_, host) => {
    const key = types.map(({ hosts }) => (hosts.length > 1 && hosts.includes(host) ? 1 : 0)).join('');
    const family = known.get(key) ?? known.size;
    known.set(key, family);
    return family;
  });
}

const sizeOf = ({ types }: Scene, { type, from, until }: Stay): number =>
  (types[type] as VmType).demand.reduce((sum, amount) => sum + amount, 0) * (until - from);
