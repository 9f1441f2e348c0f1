import type { Placing, PlainPart } from './part.ts';

/** One unit of search: a part, where to begin, how long. Nothing but arrays and numbers, so it can be sent anywhere. */
export interface PlainTask {
  readonly part: PlainPart;
  /** Where to begin; null to begin with what the keys give. */
  readonly placing: Placing | null;
  /** Orders to try as well, each by job of the part: the best of all beginnings is taken. */
  readonly orders: readonly Float64Array[];
  readonly seed: number;
  /** Ends after so many seconds, or after so many steps when they are given. */
  readonly seconds: number;
  readonly steps: number | null;
  /** Part of the cooling that this is: 0 … 1 is all of it. */
  readonly from: number;
  readonly until: number;
  /** Whether it makes excursions; see `RoamingSearch`. */
  readonly roams: boolean;
}

/** What a task has found: on the way and at its end. */
export interface PlainFinding extends Placing {
  /** Cost of the part, as the search counts it. */
  readonly cost: number;
}

/** The part's cost under a placing. */
export function costOfPlacing(part: PlainPart, { start, host }: Placing): number {
  let sum = 0;
  for (let j = 0; j < part.jobs; j++) {
    if (part.running[j] !== 1) {
      const slot = start[j] as number;
      sum +=
        slot < 0
          ? (part.leave[j] as number)
          : (part.base[j] as number) + (part.weight[j] as number) * (part.edges[slot] as number);
      continue;
    }
    for (let k = part.first[j] as number; k < (part.first[j + 1] as number); k++) {
      if (host[k] !== part.home[k]) sum += part.moveCost[k] as number;
    }
  }
  return sum;
}
