import type { Workload } from '../../domain/workload.ts';
import { type Window, windowOf, windowsOf } from '../../simulate/windows.ts';
import type { SimulationArgs } from './options.ts';

/** What every policy meets once: the whole workload or a window of it, with one seed. */
export interface SimulationCase {
  /** `window 3, seed 1`. */
  readonly name: string;
  /** `window 3`; null for the whole workload. */
  readonly windowName: string | null;
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

function named(
  window: Window | null,
  index: number,
  seed: number,
): Pick<SimulationCase, 'name' | 'windowName' | 'stem'> {
  if (window === null) return { name: `seed ${seed}`, windowName: null, stem: String(seed) };
  const windowName = `window ${index + 1}`;
  return { name: `${windowName}, seed ${seed}`, windowName, stem: `window-${index + 1}.${seed}` };
}

/** The case in which most work is asked for: the one to look at closely. */
export function busiestOf(workload: Workload, cases: readonly SimulationCase[]): SimulationCase | undefined {
  const work = new Map(cases.map((each) => [each, each.window === null ? 0 : workOf(workloadOf(workload, each))]));
  return cases.reduce<SimulationCase | undefined>(
    (most, each) => (most === undefined || (work.get(each) ?? 0) > (work.get(most) ?? 0) ? each : most),
    undefined,
  );
}

const workOf = ({ requests }: Workload): number =>
  requests.reduce(
    (sum, { vms, realSeconds, durationSeconds }) =>
      sum + (realSeconds ?? durationSeconds ?? 0) * vms.reduce((cpu, { cpuCentis }) => cpu + cpuCentis, 0),
    0,
  );

/** The requests of a case. */
export const workloadOf = (workload: Workload, { window }: SimulationCase): Workload =>
  window === null ? workload : windowOf(workload, window);
