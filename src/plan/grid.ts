import type { Block, Problem, ProblemHost } from '../domain/problem.ts';
import { slotCount } from '../domain/problem.ts';
import type { Holding } from './holdings.ts';

/** What is free on every host in every slot, by resource. */
export class Grid {
  readonly #problem: Problem;
  readonly #slots: number;
  readonly #resources: number;
  readonly #free: Float64Array;

  constructor(problem: Problem, holdings: readonly Holding[], counts: (block: Block, host: ProblemHost) => boolean) {
    this.#problem = problem;
    this.#slots = slotCount(problem);
    this.#resources = problem.resources.length;
    this.#free = new Float64Array(problem.hosts.length * this.#slots * this.#resources);
    problem.hosts.forEach((host, index) => {
      this.#add(index, 0, this.#slots, host.capacity, +1);
      for (const block of host.blocks.filter((each) => counts(each, host))) {
        this.#add(index, block.from, block.until, block.amounts, -1);
      }
    });
    for (const { vm, host, from, until } of holdings) this.#add(host, from, until, this.#demand(vm), -1);
  }

  /** The least that is free on a host in slots `from` ≤ t < `until`, as if `absent` did not hold what they hold. */
  least(host: number, from: number, until: number, absent: readonly Holding[]): readonly number[] {
    const here = absent.filter((holding) => holding.host === host);
    const least: number[] = [];
    for (let r = 0; r < this.#resources; r++) least.push(this.#leastOf(r, host, [from, until], here));
    return least;
  }

  #leastOf(
    resource: number,
    host: number,
    [from, until]: readonly [number, number],
    absent: readonly Holding[],
  ): number {
    let least = Number.POSITIVE_INFINITY;
    for (let slot = from; slot < Math.min(until, this.#slots); slot++) {
      let free = this.#free[this.#at(host, slot, resource)] as number;
      for (const holding of absent) {
        if (holding.from <= slot && slot < holding.until) free += this.#demand(holding.vm)[resource] ?? 0;
      }
      if (free < least) least = free;
    }
    return least;
  }

  #add(host: number, from: number, until: number, amounts: readonly number[], sign: number): void {
    for (let slot = from; slot < Math.min(until, this.#slots); slot++) {
      amounts.forEach((amount, r) => {
        const at = this.#at(host, slot, r);
        this.#free[at] = (this.#free[at] as number) + sign * amount;
      });
    }
  }

  #at(host: number, slot: number, resource: number): number {
    return (host * this.#slots + slot) * this.#resources + resource;
  }

  #demand(vm: number): readonly number[] {
    return this.#problem.vms[vm]?.demand ?? [];
  }
}
