/** So many roundings a resource, those of the largest divisors: small ones say little more than the capacity. */
const MOST_ROUNDINGS = 10;
/** Demands that occur are divisors too, the largest so many. */
const MOST_DEMANDS = 16;
/** A host of capacity C is also divided into k + 1 parts, k up to this: it holds at most k VMs of more than a part. */
const MOST_PER_HOST = 6;
/** So many capacities are looked at that way. */
const MOST_CAPACITIES = 4;
/** Resolution of a part: its divisor is C / (k + 1) and 1 / FINE of a unit of capacity more, shared by the parts. */
const FINE = 64;

/** A function of an amount: ⌊times · amount / by⌋, division by the divisor by / times. Whole numbers. */
export interface Rounding {
  readonly times: number;
  readonly by: number;
}

/** The amount itself. */
export const PLAIN: Rounding = { times: 1, by: 1 };

export const rounded = ({ times, by }: Rounding, amount: number): number => Math.floor((times * amount) / by);

export const isPlain = ({ times, by }: Rounding): boolean => times === by;

export const isAlike = (a: Rounding, b: Rounding): boolean => a.times * b.by === b.times * a.by;

/**
 * Roundings for rows Σ ⌊d/a⌋ ≤ Σ ⌊C/a⌋: divisors a are demands that occur, and a little more than C / (k + 1), which
 * makes the rows of the dual feasible functions of Fekete and Schepers (2001). Of those that count all demands alike the
 * largest divisor is kept, which leaves the least room.
 */
export function roundingsOf(demands: readonly number[], capacities: readonly number[]): readonly Rounding[] {
  const occurring = descending(demands).slice(0, MOST_DEMANDS);
  const largest = occurring[0] ?? 0;
  const parts = descending(capacities)
    .slice(0, MOST_CAPACITIES)
    .flatMap((capacity) => Array.from({ length: MOST_PER_HOST }, (_, k) => partOf(capacity, k + 2)));
  const candidates = [...occurring.map((by): Rounding => ({ times: 1, by })), ...parts]
    .filter(({ times, by }) => by > times && by <= times * largest)
    .sort((a, b) => b.by * a.times - a.by * b.times);
  const known = new Set([demands.join()]);
  return candidates
    .filter((rounding) => {
      const key = demands.map((demand) => rounded(rounding, demand)).join();
      return known.size !== known.add(key).size;
    })
    .slice(0, MOST_ROUNDINGS);
}

const partOf = (capacity: number, parts: number): Rounding => ({ times: FINE * parts, by: FINE * capacity + 1 });

const descending = (numbers: readonly number[]): readonly number[] => [...new Set(numbers)].sort((a, b) => b - a);
