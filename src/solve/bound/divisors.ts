/** So many divisors a resource, the largest that tell VMs apart; small ones say little more than the capacity. */
const MOST_DIVISORS = 8;
/** Demands that occur are divisors too, the largest so many. */
const MOST_DEMANDS = 16;
/** A host of capacity C is also looked at as a place for at most k VMs of more than C / (k + 1). */
const MOST_PER_HOST = 6;
/** So many capacities are looked at that way. */
const MOST_CAPACITIES = 4;

/**
 * Divisors of a resource for rows Σ ⌊d/a⌋ ≤ Σ ⌊C/a⌋: demands that occur, and ⌊C / (k + 1)⌋ + 1, of which a host holds at
 * most k. Of divisors that count all demands alike the largest is kept, which leaves the least room.
 */
export function divisorsOf(demands: readonly number[], capacities: readonly number[]): readonly number[] {
  const occurring = descending(demands).slice(0, MOST_DEMANDS);
  const largest = occurring[0] ?? 0;
  const fractions = descending(capacities)
    .slice(0, MOST_CAPACITIES)
    .flatMap((capacity) => Array.from({ length: MOST_PER_HOST }, (_, k) => Math.floor(capacity / (k + 2)) + 1));
  const candidates = descending([...occurring, ...fractions]).filter((divisor) => divisor > 1 && divisor <= largest);
  const known = new Set<string>();
  return candidates
    .filter((divisor) => {
      const key = demands.map((demand) => Math.floor(demand / divisor)).join();
      return known.size !== known.add(key).size;
    })
    .slice(0, MOST_DIVISORS);
}

const descending = (numbers: readonly number[]): readonly number[] => [...new Set(numbers)].sort((a, b) => b - a);
