import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { mean, quantileSorted } from 'simple-statistics';

/** A mean and where it lies with 95 % confidence. */
export interface Interval {
  readonly mean: number;
  /** Null where there are too few values to say. */
  readonly low: number | null;
  readonly high: number | null;
  readonly count: number;
}

const RESAMPLES = 2_000;
const CONFIDENCE = 0.95;
/** Of fewer values than this, resampling says more than it knows. */
const LEAST_VALUES = 3;

/**
 * The mean of values and its percentile bootstrap interval: values are drawn again with replacement, and the middle
 * 95 % of the means stands for what is not known. The same seed gives the same interval. Null without values.
 */
export function bootstrapMean(values: readonly number[], seed: number): Interval | null {
  const count = values.length;
  if (count === 0) return null;
  const own = mean([...values]);
  if (count < LEAST_VALUES) return { mean: own, low: null, high: null, count };
  const means = resampledMeans(values, seed);
  const tail = (1 - CONFIDENCE) / 2;
  return { mean: own, low: quantileSorted(means, tail), high: quantileSorted(means, 1 - tail), count };
}

/** Ascending. */
function resampledMeans(values: readonly number[], seed: number): number[] {
  const generator = xoroshiro128plus(seed);
  const means = Array.from({ length: RESAMPLES }, () => {
    let sum = 0;
    for (let drawn = 0; drawn < values.length; drawn += 1) {
      sum += values[(generator.next() >>> 0) % values.length] as number;
    }
    return sum / values.length;
  });
  return means.sort((a, b) => a - b);
}
