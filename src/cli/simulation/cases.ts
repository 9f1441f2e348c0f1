import type { Workload } from '../../domain/workload.ts';
import { type Window, windowOf, windowsOf } from '../../simulate/windows.ts';
import type { SimulationArgs } from './options.ts';

/** What every policy meets once: a whole workload or a window of it, with one seed. */
export interface SimulationCase {
  /** `window 3, seed 1`; with several workloads, `KTH-SP2, window 3, seed 1`. */
  readonly name: string;
  /** What is independent of other cases: `window 3`, `KTH-SP2, window 3`; null for the one whole workload. */
  readonly windowName: string | null;
  /** As part of a file name: `window-3.1`. */
  readonly stem: string;
  /** Which of the workloads, by its place. */
  readonly workload: number;
  readonly seed: number;
  readonly window: Window | null;
}

/** Every window of every workload with every seed. Throws an `InputError` when the windows do not fit. */
export function casesOf(workloads: readonly Workload[], args: SimulationArgs): readonly SimulationCase[] {
  const names = workloads.length === 1 ? [null] : toldApart(workloads.map(({ name }) => name));
  return workloads.flatMap((workload, place) =>
    casesOfOne(workload, args).map((each) => ({ ...each, ...within(names[place] ?? null, each), workload: place })),
  );
}

type Named = Pick<SimulationCase, 'name' | 'windowName' | 'stem'>;

function casesOfOne(workload: Workload, args: SimulationArgs): readonly Omit<SimulationCase, 'workload'>[] {
  const windows =
    args.windows === undefined ? [null] : windowsOf(workload, args.windows, args['window-length'] ?? null);
  const first = args.seed ?? 1;
  const seeds = Array.from({ length: args.seeds ?? 1 }, (_, index) => first + index);
  return windows.flatMap((window, index) => seeds.map((seed) => ({ ...named(window, index, seed), seed, window })));
}

function named(window: Window | null, index: number, seed: number): Named {
  if (window === null) return { name: `seed ${seed}`, windowName: null, stem: String(seed) };
  const windowName = `window ${index + 1}`;
  return { name: `${windowName}, seed ${seed}`, windowName, stem: `window-${index + 1}.${seed}` };
}

function within(workload: string | null, { name, windowName, stem }: Named): Named {
  if (workload === null) return { name, windowName, stem };
  return {
    name: `${workload}, ${name}`,
    windowName: windowName === null ? workload : `${workload}, ${windowName}`,
    stem: `${workload.replace(/[^\w.-]+/g, '_')}.${stem}`,
  };
}

/** Names of workloads; those that are the same have their place behind them. */
const toldApart = (names: readonly string[]): readonly string[] =>
  names.map((name, place) => (names.filter((other) => other === name).length > 1 ? `${name} (${place + 1})` : name));

/** The case in which most work is asked for: the one to look at closely. */
export function busiestOf(workloads: readonly Workload[], cases: readonly SimulationCase[]): SimulationCase | null {
  if (cases.length < 2) return cases[0] ?? null;
  const work = cases.map((each) => workOf(workloadOf(workloads[each.workload] as Workload, each)));
  return cases[work.indexOf(work.reduce((most, value) => Math.max(most, value), 0))] ?? null;
}

const workOf = ({ requests }: Workload): number =>
  requests.reduce(
    (sum, { vms, realSeconds, durationSeconds }) =>
      sum + (realSeconds ?? durationSeconds ?? 0) * vms.reduce((cpu, { cpuCentis }) => cpu + cpuCentis, 0),
    0,
  );

/** The requests of a case. */
export const workloadOf = (workload: Workload, { window }: Pick<SimulationCase, 'window'>): Workload =>
  window === null ? workload : windowOf(workload, window);
