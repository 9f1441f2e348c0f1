/** Values in ascending order, thinned to what a chart can show: each stands for an equal share of `count` values. */
export interface Quantiles {
  readonly count: number;
  readonly values: readonly number[];
}

const MOST_VALUES = 240;

/** The smallest and the largest value are always among them. */
export function quantilesOf(values: readonly number[]): Quantiles {
  const sorted = values.toSorted((a, b) => a - b);
  const kept = Math.min(sorted.length, MOST_VALUES);
  const at = (index: number): number =>
    sorted[kept === 1 ? 0 : Math.round((index * (sorted.length - 1)) / (kept - 1))] as number;
  return { count: sorted.length, values: Array.from({ length: kept }, (_, index) => at(index)) };
}

/** A point of a cumulative distribution: so large a share of all values is at most `value`. */
export interface CumulativePoint {
  readonly value: number;
  readonly share: number;
}

/** The distribution of all values of all parts together. */
export function cumulative(parts: readonly Quantiles[]): readonly CumulativePoint[] {
  const total = parts.reduce((sum, { count }) => sum + count, 0);
  const weighted = parts
    .flatMap(({ count, values }) => values.map((value) => ({ value, weight: count / values.length })))
    .sort((a, b) => a.value - b.value);
  let sum = 0;
  const points = weighted.map(({ value, weight }) => {
    sum += weight;
    return { value, share: Math.min(1, sum / total) };
  });
  return thinned(points.filter((point, index) => points[index + 1]?.value !== point.value));
}

/** Points that a chart would draw onto each other are left out. */
function thinned(points: readonly CumulativePoint[]): readonly CumulativePoint[] {
  const step = 1 / (2 * MOST_VALUES);
  let last = Number.NEGATIVE_INFINITY;
  return points.filter(({ share }, index) => {
    const isKept = share - last >= step || index === points.length - 1;
    if (isKept) last = share;
    return isKept;
  });
}
