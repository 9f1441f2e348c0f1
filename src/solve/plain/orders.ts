import { ACCEPTANCE_WORTH, type PlainPart } from './part.ts';

/** Before everything else. */
const APPOINTED = -1e9;
const REFUSABLE = -1e6;

/**
 * Keys by density: weight per room taken (Smith 1956: on one machine Σ w·C is least by weight per length, with what a job
 * takes of the hosts for its length). What has one start only goes first, then what must not be refused.
 */
export function byDensity(part: PlainPart): Float64Array {
  return keysOf(part, (j) => -(part.weight[j] as number) / Math.max(1e-12, volume(part, j)));
}

/** How much earlier than a relaxation says jobs go, in slots. */
export interface Haste {
  /** For each doubling of the weight. */
  readonly heavy: number;
  /** For having a single slot to start in; half of it for two, and so on. */
  readonly tight: number;
  /** For having to end before the horizon does. */
  readonly due: number;
}

/** Keys by the start that a relaxation gives each job on the average (`starts`, by job of the part), less its haste. */
export function byRelaxedStart(part: PlainPart, starts: Float64Array, haste: Haste): Float64Array {
  return keysOf(part, (j) => {
    const last = Math.max(0, Math.min(part.latest[j] as number, part.slots - 1));
    const choice = Math.max(0, last - (part.earliest[j] as number));
    const isDue = (part.endTable[(part.ends[j] as number) + last] as number) < part.slots;
    const heavy = haste.heavy * Math.log2(Math.max(1e-9, part.weight[j] as number));
    return (starts[j] as number) - heavy - haste.tight / (1 + choice) - (isDue ? haste.due : 0);
  });
}

/** Keys by the order of the problem's jobs, earliest first start before it: who can go first goes first. */
export function byArrival(part: PlainPart): Float64Array {
  return keysOf(part, (j) => (part.earliest[j] as number) + j / Math.max(1, part.jobs));
}

function keysOf(part: PlainPart, key: (j: number) => number): Float64Array {
  return Float64Array.from({ length: part.jobs }, (_, j) => {
    const isAppointed = (part.latest[j] as number) <= (part.earliest[j] as number);
    const refusable = (part.leave[j] as number) >= ACCEPTANCE_WORTH;
    return key(j) + (isAppointed ? APPOINTED : 0) + (refusable ? REFUSABLE : 0);
  });
}

/** Share of a host's capacity that a job takes, times slots. */
export function volume(part: PlainPart, j: number): number {
  let share = 0;
  for (let r = 0; r < part.resources; r++) {
    share = Math.max(share, (part.demand[j * part.resources + r] as number) * (part.scale[r] as number));
  }
  const begin = Math.min(part.earliest[j] as number, part.slots - 1);
  const slots = (part.endTable[(part.ends[j] as number) + begin] as number) - begin;
  return share * slots * ((part.first[j + 1] as number) - (part.first[j] as number));
}
