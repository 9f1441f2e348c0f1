import type { Workload } from '../../domain/workload.ts';
import { type Window, windowOf, windowsOf } from '../../simulate/windows.ts';
import type { SimulationArgs } from './options.ts';

/** What every policy meets once: the whole workload or a window of it, with one seed. */
export interface SimulationCase {
  /** `window 3, seed 1`. */
  readonly name: string;
  /** As part of a file name: `window-3.seed-1`. */
  readonly stem: string;
  readonly seed: number;
  readonly window: Window | null;
}

/** Every window with every seed. Throws an `InputError` when the windows do not fit. */
export function casesOf(workload: Workload, args: SimulationArgs): readonly SimulationCase[] {
  const windows =
    args.windows === undefined ? [null] : windowsOf(workload, args.windows, args['window-length'] ?? null);
  const first = args.seed ?? 1;
  const seeds = Array.from({ length: args.seeds ?? 1 }, (_, index) => first + index);
  return windows.flatMap((window, index) => seeds.map((seed) => ({ ...named(window, index, seed), seed, window })));
}

function named(window: Window | null, index: number, seed: number): Pick<SimulationCase, 'name' | 'stem'> {
  if (window === null) return { name: `seed ${seed}`, stem: String(seed) };
  return { name: `window ${index + 1}, seed ${seed}`, stem: `window-${index + 1}.${seed}` };
}

/** The requests of a case. */
export const workloadOf = (workload: Workload, { window }: SimulationCase): Workload =>
  window === null ? workload : windowOf(workload, window);
