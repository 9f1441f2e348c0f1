import type { InstantData } from './data.ts';
import { ANY_ZONE } from './mate-data.ts';

/**
 * Lists of VMs that belong together: how many pairs are in different zones, and which of them the present does not
 * excuse. Of n VMs, n_z in each zone, (n² − Σ n_z²) / 2 pairs are apart; the same over VMs at home are the excused ones.
 */
export class Mates {
  readonly #data: InstantData;
  /** VMs of a list in a zone, at [offset of g + z], and those of them that are at home. */
  readonly #counts: Int32Array;
  readonly #atHome: Int32Array;
  readonly #placed: Int32Array;
  readonly #placedAtHome: Int32Array;
  /** True when no VM is in such a list. */
  readonly idle: boolean;
  #broken = 0;
  #cost = 0;

  constructor(data: InstantData) {
    this.#data = data;
    const { cells, groups } = data.mates;
    this.#counts = new Int32Array(cells);
    this.#atHome = new Int32Array(cells);
    this.#placed = new Int32Array(groups);
    this.#placedAtHome = new Int32Array(groups);
    this.idle = groups === 0;
  }

  /** Pairs that must be together, are not, and are not excused; a state that keeps every rule has 0. */
  get broken(): number {
    return this.#broken;
  }

  /** Folded cost of the pairs that are apart. */
  get cost(): number {
    return this.#cost;
  }

  move(vm: number, from: number, to: number): void {
    const home = this.#data.home[vm] as number;
    if (from >= 0) this.#count(vm, from, -1, from === home);
    if (to >= 0) this.#count(vm, to, 1, to === home);
  }

  /** What a VM would cost more on another host, nowhere being −1; infinite where a rule refuses it. */
  costOf(vm: number, from: number, to: number): number {
    const { memberStart } = this.#data.mates;
    if (memberStart[vm] === memberStart[vm + 1]) return 0;
    if (!this.#mayJoin(vm, to)) return Number.POSITIVE_INFINITY;
    const [broken, cost] = [this.#broken, this.#cost];
    this.move(vm, from, to);
    const more = this.#broken > 0 && this.#broken > broken ? Number.POSITIVE_INFINITY : this.#cost - cost;
    this.move(vm, to, from);
    return more;
  }

  costOfSwap(vm: number, other: number, here: number, there: number): number {
    const { memberStart } = this.#data.mates;
    if (memberStart[vm] === memberStart[vm + 1]) return this.costOf(other, there, here);
    if (!this.#mayJoin(vm, there) || !this.#mayJoin(other, here)) return Number.POSITIVE_INFINITY;
    const cost = this.#cost;
    this.move(vm, here, there);
    this.move(other, there, here);
    const more = this.#broken > 0 ? Number.POSITIVE_INFINITY : this.#cost - cost;
    this.move(other, here, there);
    this.move(vm, there, here);
    return more;
  }

  /** False where a VM that waits would be apart from those that run while they are moved. */
  #mayJoin(vm: number, host: number): boolean {
    if ((this.#data.home[vm] as number) >= 0) return true;
    const { memberStart, memberGroups, zoning, zoneOf, joined } = this.#data.mates;
    for (let k = memberStart[vm] as number; k < (memberStart[vm + 1] as number); k++) {
      const group = memberGroups[k] as number;
      const zone = joined[group] as number;
      if (zone !== ANY_ZONE && zone !== zoneOf[(zoning[group] as number) * this.#data.hosts + host]) return false;
    }
    return true;
  }

  /** A VM counted in adds the others that are elsewhere as pairs, and those of them that are at home as it is. */
  #count(vm: number, host: number, step: 1 | -1, isHome: boolean): void {
    const { memberStart, memberGroups, offset, zoning, zoneOf, must, pairCost } = this.#data.mates;
    for (let k = memberStart[vm] as number; k < (memberStart[vm + 1] as number); k++) {
      const group = memberGroups[k] as number;
      const zone = zoneOf[(zoning[group] as number) * this.#data.hosts + host] as number;
      const cell = (offset[group] as number) + zone;
      if (step < 0) this.#add(group, cell, -1, isHome);
      const elsewhere = (this.#placed[group] as number) - (this.#counts[cell] as number);
      const excused = isHome ? (this.#placedAtHome[group] as number) - (this.#atHome[cell] as number) : 0;
      if (step > 0) this.#add(group, cell, 1, isHome);
      if (must[group] === 1) this.#broken += step * (elsewhere - excused);
      this.#cost += step * elsewhere * (pairCost[group] as number);
    }
  }

  #add(group: number, cell: number, step: number, isHome: boolean): void {
    this.#counts[cell] = (this.#counts[cell] as number) + step;
    this.#placed[group] = (this.#placed[group] as number) + step;
    if (!isHome) return;
    this.#atHome[cell] = (this.#atHome[cell] as number) + step;
    this.#placedAtHome[group] = (this.#placedAtHome[group] as number) + step;
  }
}
