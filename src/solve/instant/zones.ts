import type { InstantData } from './data.ts';

/**
 * Which zones lists of VMs are in. Counts what is broken: zones that a list lacks, and VMs in a zone that holds none of
 * what they need. In the present that may be more than nothing; it must not grow.
 */
export class Zones {
  readonly #data: InstantData;
  readonly #counts: Int32Array;
  readonly #distinct: Int32Array;
  readonly #placed: Int32Array;
  #broken = 0;

  constructor(data: InstantData) {
    this.#data = data;
    this.#counts = new Int32Array(data.zoning.cells);
    this.#distinct = new Int32Array(data.zoning.groups);
    this.#placed = new Int32Array(data.zoning.groups);
  }

  get broken(): number {
    return this.#broken;
  }

  /** True when no VM is under a rule about zones. */
  get idle(): boolean {
    return this.#data.zoning.groups === 0;
  }

  move(vm: number, from: number, to: number): void {
    const { memberStart, memberGroups } = this.#data.zoning;
    const end = memberStart[vm + 1] as number;
    for (let k = memberStart[vm] as number; k < end; k++) {
      const group = memberGroups[k] as number;
      const before = from < 0 ? -1 : this.#zone(group, from);
      const after = to < 0 ? -1 : this.#zone(group, to);
      if (before === after) continue;
      if (after >= 0) this.#add(group, after);
      if (before >= 0) this.#take(group, before);
    }
  }

  /** True when a VM stands in a zone that holds all it needs. */
  isServed(vm: number, host: number): boolean {
    const { memberStart, memberGroups, needsStart, needs, offset } = this.#data.zoning;
    for (let k = memberStart[vm] as number; k < (memberStart[vm + 1] as number); k++) {
      const group = memberGroups[k] as number;
      for (let n = needsStart[group] as number; n < (needsStart[group + 1] as number); n++) {
        const other = needs[n] as number;
        if (this.#counts[(offset[other] as number) + this.#zone(group, host)] === 0) return false;
      }
    }
    return true;
  }

  #zone(group: number, host: number): number {
    const { zoning, zoneOf } = this.#data.zoning;
    return zoneOf[(zoning[group] as number) * this.#data.hosts + host] as number;
  }

  #add(group: number, zone: number): void {
    this.#broken -= this.#lacking(group);
    this.#placed[group] = (this.#placed[group] as number) + 1;
    const cell = (this.#data.zoning.offset[group] as number) + zone;
    const count = (this.#counts[cell] as number) + 1;
    this.#counts[cell] = count;
    if (count === 1) {
      this.#distinct[group] = (this.#distinct[group] as number) + 1;
      this.#broken -= this.#waitingFor(group, zone);
    }
    this.#broken += this.#unserved(group, zone);
    this.#broken += this.#lacking(group);
  }

  #take(group: number, zone: number): void {
    this.#broken -= this.#lacking(group);
    this.#broken -= this.#unserved(group, zone);
    this.#placed[group] = (this.#placed[group] as number) - 1;
    const cell = (this.#data.zoning.offset[group] as number) + zone;
    const count = (this.#counts[cell] as number) - 1;
    this.#counts[cell] = count;
    if (count === 0) {
      this.#distinct[group] = (this.#distinct[group] as number) - 1;
      this.#broken += this.#waitingFor(group, zone);
    }
    this.#broken += this.#lacking(group);
  }

  /** Zones that a list whose VMs are all placed is short of. */
  #lacking(group: number): number {
    const { atLeast, size } = this.#data.zoning;
    const least = atLeast[group] as number;
    if (least === 0 || this.#placed[group] !== size[group]) return 0;
    return Math.max(0, least - (this.#distinct[group] as number));
  }

  /** Groups that one more VM in the zone has need of and does not find there. */
  #unserved(group: number, zone: number): number {
    const { needsStart, needs, offset } = this.#data.zoning;
    let missing = 0;
    for (let n = needsStart[group] as number; n < (needsStart[group + 1] as number); n++) {
      if (this.#counts[(offset[needs[n] as number] as number) + zone] === 0) missing += 1;
    }
    return missing;
  }

  /** VMs in the zone that need the group there. */
  #waitingFor(group: number, zone: number): number {
    const { neededStart, neededBy, offset } = this.#data.zoning;
    let vms = 0;
    for (let n = neededStart[group] as number; n < (neededStart[group + 1] as number); n++) {
      vms += this.#counts[(offset[neededBy[n] as number] as number) + zone] as number;
    }
    return vms;
  }
}
