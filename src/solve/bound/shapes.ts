import type { WaitingJob } from '../../domain/problem.ts';
import type { Relaxation } from './relaxation.ts';

/** VMs of one type that stay for one length: leases share few of them, so each is priced once an iteration. */
export interface Shape {
  readonly type: number;
  /** u(s): the slot after a stay that begins in s. */
  readonly untils: Int32Array;
  /** Price of a stay from s in the cheapest class; filled anew each iteration. */
  readonly price: Float64Array;
  /** VMs of this shape that start in each slot under the minimising decisions; empty between iterations. */
  readonly starts: Float64Array;
}

/** A waiting job by the shapes of its VMs. */
export interface WaitingTerm {
  readonly job: WaitingJob;
  readonly parts: readonly { readonly shape: Shape; readonly count: number }[];
}

/** Collects the shapes that occur. */
export class ShapeBook {
  readonly #relaxation: Relaxation;
  readonly #known = new Map<string, Shape>();

  constructor(relaxation: Relaxation) {
    this.#relaxation = relaxation;
  }

  get list(): readonly Shape[] {
    return [...this.#known.values()];
  }

  termOf(job: WaitingJob): WaitingTerm {
    const counts = new Map<Shape, number>();
    for (const vm of job.vms) {
      const shape = this.#shapeOf(this.#relaxation.typeOfVm[vm] as number, job.occupiedSeconds);
      counts.set(shape, (counts.get(shape) ?? 0) + 1);
    }
    return { job, parts: [...counts].map(([shape, count]) => ({ shape, count })) };
  }

  #shapeOf(type: number, seconds: number | null): Shape {
    const key = `${type}/${seconds}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const { ends, slots } = this.#relaxation;
    const shape = { type, untils: ends.of(seconds), price: new Float64Array(slots), starts: new Float64Array(slots) };
    this.#known.set(key, shape);
    return shape;
  }
}
