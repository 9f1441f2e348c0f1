import type { Dual } from './dual.ts';

/** What the bound knows that a search can use: what room is worth, and when jobs start at these prices. */
export interface Duals {
  /** Type of each VM; −1 for one that holds its host whatever is decided. */
  readonly typeOfVm: Int32Array;
  /** Service cost that one VM of a type displaces by holding room in slot t: [type·T + t]. */
  readonly prices: Float64Array;
  /** Mean start slot by job over the last iterations, T where it is left; −1 for running jobs. */
  readonly starts: Float64Array;
}

/** The duals at the prices of the moment. */
export function dualsOf({ market, waiting, relaxation }: Dual): Duals {
  const { kinds, problem, slots } = relaxation;
  market.open();
  const prices = new Float64Array(kinds.types.length * slots).map((_, at) =>
    market.cheapest(Math.floor(at / slots), at % slots, (at % slots) + 1),
  );
  let next = 0;
  const starts = Float64Array.from(problem.jobs, (job) =>
    job.kind === 'waiting' ? (waiting.meanStart[waiting.leaseOfJob[next++] as number] as number) : -1,
  );
  return { typeOfVm: kinds.typeOfVm, prices, starts };
}
