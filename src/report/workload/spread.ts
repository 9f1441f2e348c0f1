import { mean, quantileSorted } from 'simple-statistics';

/** How values are spread; every figure is null where there is no value. */
export interface Spread {
  readonly count: number;
  readonly mean: number | null;
  readonly min: number | null;
  readonly p10: number | null;
  readonly median: number | null;
  readonly p90: number | null;
  readonly p99: number | null;
  readonly max: number | null;
}

/** Quantiles are those of the values themselves, interpolated halfway where two are equally near. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number | null => (sorted.length === 0 ? null : quantileSorted(sorted, share));
  return {
    count: sorted.length,
    mean: sorted.length === 0 ? null : mean(sorted),
    min: at(0),
    p10: at(0.1),
    median: at(0.5),
    p90: at(0.9),
    p99: at(0.99),
    max: at(1),
  };
}
