import type { InstantData } from './data.ts';

/**
 * Which zones lists of VMs are in, and what of that breaks a rule: zones that a list lacks, and VMs in a zone that holds
 * none of what they need. What the present breaks is excused for VMs that are at home, and counts as left broken.
 */
export class Zones {
  readonly #data: InstantData;
  /** VMs of a group in a zone, at [offset of g + z], and those of them that are not on their home. */
  readonly #counts: Int32Array;
  readonly #strangers: Int32Array;
  readonly #distinct: Int32Array;
  readonly #placed: Int32Array;
  /** By need and zone: 1 where the present has VMs in need. */
  #excused: Uint8Array | null = null;
  #broken = 0;
  #left = 0;

  constructor(data: InstantData) {
    this.#data = data;
    this.#counts = new Int32Array(data.zoning.cells);
    this.#strangers = new Int32Array(data.zoning.cells);
    this.#distinct = new Int32Array(data.zoning.groups);
    this.#placed = new Int32Array(data.zoning.groups);
  }

  /** What is broken and not excused; a state that keeps every rule has 0. */
  get broken(): number {
    return this.#broken;
  }

  /** Lists and VMs that are left broken, excused or not. */
  get left(): number {
    return this.#left;
  }

  /** True when no VM is under a rule about zones. */
  get idle(): boolean {
    return this.#data.zoning.groups === 0;
  }

  /** Called once, when all VMs that run are at home: what is broken now is excused. */
  excusePresent(): void {
    const { needs, needOf, offset, zoneCount } = this.#data.zoning;
    if (this.#broken === 0) return;
    const excused = new Uint8Array(needs.length * zoneCount);
    for (let need = 0; need < needs.length; need++) {
      const group = needOf[need] as number;
      for (let zone = 0; zone < this.#zones(group); zone++) {
        const isIn = (this.#counts[(offset[group] as number) + zone] as number) > 0;
        if (isIn && this.#misses(need, zone)) excused[need * zoneCount + zone] = 1;
      }
    }
    this.#excused = excused;
    this.#broken = 0;
  }

  move(vm: number, from: number, to: number): void {
    const { memberStart, memberGroups } = this.#data.zoning;
    const home = this.#data.home[vm] as number;
    const end = memberStart[vm + 1] as number;
    for (let k = memberStart[vm] as number; k < end; k++) {
      const group = memberGroups[k] as number;
      const before = from < 0 ? -1 : this.#zone(group, from);
      const after = to < 0 ? -1 : this.#zone(group, to);
      if (before === after && this.#excused === null) continue;
      if (after >= 0) this.#change(group, after, 1, to === home ? 0 : 1);
      if (before >= 0) this.#change(group, before, -1, from === home ? 0 : -1);
    }
  }

  #zone(group: number, host: number): number {
    const { zoning, zoneOf } = this.#data.zoning;
    return zoneOf[(zoning[group] as number) * this.#data.hosts + host] as number;
  }

  #zones(group: number): number {
    const { offset, cells } = this.#data.zoning;
    return (group + 1 < offset.length ? (offset[group + 1] as number) : cells) - (offset[group] as number);
  }

  #change(group: number, zone: number, step: number, strangers: number): void {
    this.#account(group, zone, -1);
    const cell = (this.#data.zoning.offset[group] as number) + zone;
    const before = this.#counts[cell] as number;
    this.#counts[cell] = before + step;
    this.#strangers[cell] = (this.#strangers[cell] as number) + strangers;
    this.#placed[group] = (this.#placed[group] as number) + step;
    if (before === 0 || before + step === 0) this.#distinct[group] = (this.#distinct[group] as number) + step;
    this.#account(group, zone, 1);
  }

  /** Adds or takes away what the group's count in the zone has a part in. */
  #account(group: number, zone: number, sign: number): void {
    this.#accountReach(group, sign);
    const { needStart, neededStart, neededBy } = this.#data.zoning;
    for (let n = needStart[group] as number; n < (needStart[group + 1] as number); n++)
      this.#accountNeed(n, zone, sign);
    for (let k = neededStart[group] as number; k < (neededStart[group + 1] as number); k++) {
      this.#accountNeed(neededBy[k] as number, zone, sign);
    }
  }

  #accountReach(group: number, sign: number): void {
    const { atLeast, wanted, size } = this.#data.zoning;
    if (this.#placed[group] !== size[group]) return;
    const distinct = this.#distinct[group] as number;
    if (distinct < (atLeast[group] as number)) this.#broken += sign;
    if (distinct < (wanted[group] as number)) this.#left += sign;
  }

  #accountNeed(need: number, zone: number, sign: number): void {
    if (!this.#misses(need, zone)) return;
    const { needOf, offset, zoneCount } = this.#data.zoning;
    const cell = (offset[needOf[need] as number] as number) + zone;
    const count = this.#counts[cell] as number;
    this.#left += sign * count;
    const isExcused = this.#excused !== null && this.#excused[need * zoneCount + zone] === 1;
    this.#broken += sign * (isExcused ? (this.#strangers[cell] as number) : count);
  }

  /** True when the zone holds nothing of what is needed. */
  #misses(need: number, zone: number): boolean {
    const { needs, offset } = this.#data.zoning;
    return this.#counts[(offset[needs[need] as number] as number) + zone] === 0;
  }
}
