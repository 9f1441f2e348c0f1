import type { LoadSeries } from '../../domain/run-record.ts';

/** How it was over time: means over bins of equal length from the start of the clock. */
export interface LoadBins {
  readonly binSeconds: number;
  /** Leases that wait, leases that are paused, and CPU held in hundredths of a core, each the mean of its bin. */
  readonly waiting: readonly number[];
  readonly paused: readonly number[];
  readonly heldCpuCentis: readonly number[];
}

const BINS = 300;

/** The steps until `endSeconds` as bins; a step counts in each bin for as long as it lasted there. */
export function loadBins(load: LoadSeries, endSeconds: number): LoadBins {
  const binSeconds = Math.max(1, Math.ceil(endSeconds / BINS));
  const mean = (values: readonly number[]): readonly number[] => means(load.atSeconds, values, endSeconds, binSeconds);
  return {
    binSeconds,
    waiting: mean(load.waiting),
    paused: mean(load.paused),
    heldCpuCentis: mean(load.heldCpuCentis),
  };
}

function means(at: readonly number[], values: readonly number[], end: number, binSeconds: number): readonly number[] {
  const sums = Array.from({ length: Math.max(1, Math.ceil(end / binSeconds)) }, () => 0);
  for (const [index, value] of values.entries()) {
    const until = Math.min(at[index + 1] ?? end, end);
    for (let from = at[index] as number; from < until; ) {
      const bin = Math.floor(from / binSeconds);
      const next = Math.min(until, (bin + 1) * binSeconds);
      sums[bin] = (sums[bin] as number) + value * (next - from);
      from = next;
    }
  }
  return sums.map((sum) => sum / binSeconds);
}
