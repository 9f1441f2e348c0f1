import { type Problem, slotCount } from '../../domain/problem.ts';
import type { Segment } from '../segments.ts';

/**
 * Free room by host and slot, and for each kind of demand how far it reaches: the first slot from t on in which it does
 * not fit. Kept by host, so that a change of one host is counted anew for that host alone.
 */
export class Profile {
  readonly hosts: number;
  readonly slots: number;
  readonly #resources: number;
  readonly #demands: readonly (readonly number[])[];
  readonly #free: Int32Array;
  readonly #reach: readonly Int32Array[];
  /** By host, bit k: the reach of kind k is up to date. */
  readonly #fresh: Uint32Array;

  constructor(problem: Problem, demands: readonly (readonly number[])[], from: Profile | null = null) {
    this.hosts = problem.hosts.length;
    this.slots = slotCount(problem);
    this.#resources = problem.resources.length;
    this.#demands = demands;
    this.#free = new Int32Array(this.hosts * this.slots * this.#resources);
    this.#reach = demands.map(() => new Int32Array(this.hosts * this.slots));
    this.#fresh = new Uint32Array(this.hosts);
    if (from === null) this.#fill(problem);
    else this.copy(from);
  }

  /** Becomes as the other is. */
  copy(other: Profile): void {
    this.#free.set(other.#free);
    for (const [kind, reach] of this.#reach.entries()) reach.set(other.#reach[kind] as Int32Array);
    this.#fresh.set(other.#fresh);
  }

  /** First slot ≥ t in which a demand of this kind does not fit on the host. */
  reach(kind: number, host: number, t: number): number {
    if (kind >= KINDS_KEPT) return this.#scan(kind, host, t);
    if ((((this.#fresh[host] as number) >>> kind) & 1) === 0) this.#refresh(kind, host);
    return (this.#reach[kind] as Int32Array)[host * this.slots + t] as number;
  }

  /** How many of this kind fit there in all of from ≤ t < until, `most` at most. */
  copies(kind: number, host: number, { from, until }: Pick<Segment, 'from' | 'until'>, most: number): number {
    if (this.reach(kind, host, from) < until) return 0;
    const demand = this.#demands[kind] as readonly number[];
    let least = most;
    for (let t = from; t < until && least > 1; t++) {
      for (let r = 0; r < this.#resources; r++) {
        const wanted = demand[r] as number;
        if (wanted > 0) least = Math.min(least, Math.floor((this.#free[this.#at(host, t) + r] as number) / wanted));
      }
    }
    return least;
  }

  /** Takes (−1) or gives back (+1) room for one of this kind. */
  use(kind: number, host: number, { from, until }: Pick<Segment, 'from' | 'until'>, sign: 1 | -1): void {
    this.#shift(this.#demands[kind] as readonly number[], host, { from, until }, sign);
  }

  #shift(
    amounts: readonly number[],
    host: number,
    { from, until }: Pick<Segment, 'from' | 'until'>,
    sign: 1 | -1,
  ): void {
    for (let t = from; t < until; t++) {
      const at = this.#at(host, t);
      for (let r = 0; r < this.#resources; r++) {
        this.#free[at + r] = (this.#free[at + r] as number) + sign * (amounts[r] as number);
      }
    }
    this.#fresh[host] = 0;
  }

  #at(host: number, t: number): number {
    return (host * this.slots + t) * this.#resources;
  }

  #refresh(kind: number, host: number): void {
    const reach = this.#reach[kind] as Int32Array;
    let next = this.slots;
    for (let t = this.slots - 1; t >= 0; t--) {
      if (!this.#fits(kind, host, t)) next = t;
      reach[host * this.slots + t] = next;
    }
    this.#fresh[host] = (this.#fresh[host] as number) | (1 << kind);
  }

  #scan(kind: number, host: number, from: number): number {
    let t = from;
    while (t < this.slots && this.#fits(kind, host, t)) t++;
    return t;
  }

  #fits(kind: number, host: number, t: number): boolean {
    const demand = this.#demands[kind] as readonly number[];
    const at = this.#at(host, t);
    for (let r = 0; r < this.#resources; r++) {
      const wanted = demand[r] as number;
      if (wanted > 0 && (this.#free[at + r] as number) < wanted) return false;
    }
    return true;
  }

  #fill(problem: Problem): void {
    for (const [host, { capacity, blocks }] of problem.hosts.entries()) {
      this.#shift(capacity, host, { from: 0, until: this.slots }, 1);
      for (const { from, until, amounts } of blocks)
        this.#shift(amounts, host, { from, until: Math.min(until, this.slots) }, -1);
    }
  }
}

/** Kinds of demand whose reach is kept; of more kinds than these it is looked for each time. */
const KINDS_KEPT = 32;
