import { type Problem, slotCount } from '../domain/problem.ts';
import { Ends } from './ends.ts';
import { segmentsOf } from './segments.ts';

/**
 * Free room per host, slot and resource in one flat array: [(h·T + t)·R + r], blocks already taken off.
 *
 * `capacity` rule: what is used never exceeds max(C_hr, what the present uses), and a host above its capacity takes
 * nobody: then only what is there now holds it. `free` is measured against that limit; `strain` keeps where the limit
 * lies above C_hr, because every slot spent there costs its seconds at level mend.
 */
export class CapacityGrid {
  readonly slots: number;
  readonly resources: number;
  readonly free: Int32Array;
  /** Cells (h·T + t) whose present is over capacity, with the excess allowed per resource. */
  readonly strain: readonly { readonly cell: number; readonly excess: readonly number[] }[];
  /** The same by cell, and how many newcomers hold each of them. */
  readonly #excess: ReadonlyMap<number, readonly number[]>;
  readonly #newcomers = new Map<number, number>();

  constructor(problem: Problem) {
    this.slots = slotCount(problem);
    this.resources = problem.resources.length;
    this.free = new Int32Array(problem.hosts.length * this.slots * this.resources);
    this.#fillCapacity(problem);
    this.strain = this.#presentExcess(problem);
    this.#excess = new Map(this.strain.map(({ cell, excess }) => [cell, excess]));
    for (const { cell, excess } of this.strain) {
      for (let r = 0; r < this.resources; r++) this.#shift(cell * this.resources + r, excess[r] as number);
    }
  }

  /**
   * True when `demand` fits on `host` in every slot of `from` ≤ t < `until`.
   *
   * @param isNew false for what is there already.
   */
  fits(demand: readonly number[], host: number, from: number, until: number, isNew: boolean): boolean {
    if (!this.#hasRoom(demand, host, from, until)) return false;
    return this.strain.length === 0 || this.#staysWithin(demand, host, from, until, isNew);
  }

  /** Where the present is above capacity, newcomers and what they share a host with keep within it. */
  #staysWithin(demand: readonly number[], host: number, from: number, until: number, isNew: boolean): boolean {
    for (let t = from; t < until; t++) {
      const cell = host * this.slots + t;
      const excess = this.#excess.get(cell);
      if (excess === undefined || !(isNew || (this.#newcomers.get(cell) ?? 0) > 0)) continue;
      const within = excess.every(
        (above, r) => (this.free[cell * this.resources + r] as number) - above >= (demand[r] as number),
      );
      if (!within) return false;
    }
    return true;
  }

  #hasRoom(demand: readonly number[], host: number, from: number, until: number): boolean {
    const width = this.resources;
    const end = (host * this.slots + until) * width;
    for (let at = (host * this.slots + from) * width; at < end; at += width) {
      for (let r = 0; r < width; r++) if ((this.free[at + r] as number) < (demand[r] as number)) return false;
    }
    return true;
  }

  /** Takes (`sign` −1) or gives back (+1) room. */
  use(demand: readonly number[], host: number, from: number, until: number, sign: 1 | -1, isNew: boolean): void {
    this.#shiftAll(demand, host, from, until, sign);
    if (!isNew || this.strain.length === 0) return;
    for (let cell = host * this.slots + from; cell < host * this.slots + until; cell++) {
      if (this.#excess.has(cell)) this.#newcomers.set(cell, (this.#newcomers.get(cell) ?? 0) - sign);
    }
  }

  #shiftAll(demand: readonly number[], host: number, from: number, until: number, sign: 1 | -1): void {
    const width = this.resources;
    const end = (host * this.slots + until) * width;
    for (let at = (host * this.slots + from) * width; at < end; at += width) {
      for (let r = 0; r < width; r++) this.#shift(at + r, sign * (demand[r] as number));
    }
  }

  /** Cells that are over capacity now, as h·T + t. */
  overCells(): readonly number[] {
    return this.strain.filter(({ cell, excess }) => this.#isOver(cell, excess)).map(({ cell }) => cell);
  }

  #isOver(cell: number, excess: readonly number[]): boolean {
    return excess.some((amount, r) => (this.free[cell * this.resources + r] as number) < amount);
  }

  #shift(at: number, amount: number): void {
    this.free[at] = (this.free[at] as number) + amount;
  }

  #fillCapacity(problem: Problem): void {
    for (const [h, host] of problem.hosts.entries()) {
      for (let t = 0; t < this.slots; t++) {
        for (let r = 0; r < this.resources; r++) {
          this.free[(h * this.slots + t) * this.resources + r] = host.capacity[r] as number;
        }
      }
      for (const block of host.blocks) this.#shiftAll(block.amounts, h, block.from, block.until, -1);
    }
  }

  /** Where blocks and running jobs, left alone, exceed capacity. Leaves the grid as it was. */
  #presentExcess(problem: Problem): { cell: number; excess: number[] }[] {
    const before = this.free.slice();
    this.#usePresent(problem);
    const strained: { cell: number; excess: number[] }[] = [];
    for (let at = 0; at < this.free.length; at++) {
      if ((this.free[at] as number) >= 0) continue;
      const cell = Math.floor(at / this.resources);
      const excess = Array.from({ length: this.resources }, (_, r) =>
        Math.max(0, -(this.free[cell * this.resources + r] as number)),
      );
      strained.push({ cell, excess });
      at = (cell + 1) * this.resources - 1;
    }
    this.free.set(before);
    return strained;
  }

  #usePresent(problem: Problem): void {
    const ends = new Ends(problem.edges);
    for (const job of problem.jobs) {
      if (job.kind !== 'running') continue;
      for (const [position, segments] of segmentsOf(problem, ends, job, { kind: 'run', moves: [] }).entries()) {
        const demand = problem.vms[job.vms[position] as number]?.demand ?? [];
        for (const { host, from, until } of segments) this.#shiftAll(demand, host, from, until, -1);
      }
    }
  }
}
