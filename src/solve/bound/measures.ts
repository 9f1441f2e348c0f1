/** Highest k of the dual feasible functions u⁽ᵏ⁾ that are used; beyond it nothing was gained in measurements. */
const HIGHEST_K = 6;

/**
 * A way to measure items against a bin of size 1 such that items that fit together never measure more than 1: the
 * size itself, or a dual feasible function of it.
 */
export type Measure = (amount: number, capacity: number) => number;

/** The share of the bin. */
const share: Measure = (amount, capacity) => amount / capacity;

/**
 * u⁽ᵏ⁾(x) = x when (k+1)·x is whole, else ⌊(k+1)·x⌋ / k. (Fekete and Schepers, New classes of fast lower bounds for
 * bin packing problems, Math. Programming 2001.) It knows that two items of 9 do not fit a bin of 16.
 */
const dualFeasible =
  (k: number): Measure =>
  (amount, capacity) =>
    ((k + 1) * amount) % capacity === 0 ? amount / capacity : Math.floor(((k + 1) * amount) / capacity) / k;

/** Measures by resource: every resource by its share, the first two also by dual feasible functions. */
export function measuresOf(
  resources: number,
): readonly { readonly resource: number; readonly measure: Measure; readonly stretch: number }[] {
  return Array.from({ length: resources }, (_, resource) => [
    { resource, measure: share, stretch: 1 },
    ...(resource > 1
      ? []
      : Array.from({ length: HIGHEST_K }, (_unused, k) => ({
          resource,
          measure: dualFeasible(k + 1),
          // u⁽ᵏ⁾(x) ≤ (k+1)/k · x, so items of total size ρ > 1 measure at most so many times ρ.
          stretch: (k + 2) / (k + 1),
        }))),
  ]).flat();
}
