import { type Problem, slotCount } from '../domain/problem.ts';
import { Ends } from './ends.ts';
import { segmentsOf } from './segments.ts';

/**
 * Free room per host, slot and resource in one flat array: [(h·T + t)·R + r], blocks already taken off.
 *
 * `capacity` rule: what is used never exceeds max(C_hr, what the present uses), so a host that is over capacity now
 * may stay so but never gets worse. `free` is measured against that limit; `strain` keeps where the limit lies above
 * C_hr, because every slot spent there costs its seconds at level mend.
 */
export class CapacityGrid {
  readonly slots: number;
  readonly resources: number;
  readonly free: Int32Array;
  /** Cells (h·T + t) whose present is over capacity, with the excess allowed per resource. */
  readonly strain: readonly { readonly cell: number; readonly excess: readonly number[] }[];

  constructor(problem: Problem) {
    this.slots = slotCount(problem);
    this.resources = problem.resources.length;
    this.free = new Int32Array(problem.hosts.length * this.slots * this.resources);
    this.#fillCapacity(problem);
    const strained = this.#presentExcess(problem);
    this.strain = strained;
    for (const { cell, excess } of strained) {
      for (let r = 0; r < this.resources; r++) this.#shift(cell * this.resources + r, excess[r] as number);
    }
  }

  /** True when `demand` fits on `host` in every slot of `from` ≤ t < `until`. */
  fits(demand: readonly number[], host: number, from: number, until: number): boolean {
    const width = this.resources;
    const end = (host * this.slots + until) * width;
    for (let at = (host * this.slots + from) * width; at < end; at += width) {
      for (let r = 0; r < width; r++) if ((this.free[at + r] as number) < (demand[r] as number)) return false;
    }
    return true;
  }

  /** Takes (`sign` −1) or gives back (+1) room. */
  use(demand: readonly number[], host: number, from: number, until: number, sign: 1 | -1): void {
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
      for (const block of host.blocks) this.use(block.amounts, h, block.from, block.until, -1);
    }
  }

  /** Where blocks and running jobs, left alone, exceed capacity. Leaves the grid as it was. */
  #presentExcess(problem: Problem): { cell: number; excess: number[] }[] {
    this.#usePresent(problem, -1);
    const strained: { cell: number; excess: number[] }[] = [];
    for (let cell = 0; cell < problem.hosts.length * this.slots; cell++) {
      const excess = Array.from({ length: this.resources }, (_, r) =>
        Math.max(0, -(this.free[cell * this.resources + r] as number)),
      );
      if (excess.some((amount) => amount > 0)) strained.push({ cell, excess });
    }
    this.#usePresent(problem, 1);
    return strained;
  }

  #usePresent(problem: Problem, sign: 1 | -1): void {
    const ends = new Ends(problem.edges);
    for (const job of problem.jobs) {
      if (job.kind !== 'running') continue;
      for (const [position, segments] of segmentsOf(problem, ends, job, { kind: 'run', moves: [] }).entries()) {
        const demand = problem.vms[job.vms[position] as number]?.demand ?? [];
        for (const { host, from, until } of segments) this.use(demand, host, from, until, sign);
      }
    }
  }
}
