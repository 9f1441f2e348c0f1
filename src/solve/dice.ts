import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Random choices that repeat with their seed. */
export interface Dice {
  /** 0 ≤ x < 1. */
  readonly unit: () => number;
  /** A whole number, 0 ≤ n < limit. */
  readonly below: (limit: number) => number;
  readonly pick: <T>(list: readonly T[]) => T;
  /** A new list in random order. */
  readonly shuffled: <T>(list: readonly T[]) => readonly T[];
}

/** Dice of one seed. */
export function diceOf(seed: number): Dice {
  const generator = xoroshiro128plus(seed);
  const unit = (): number => (generator.next() >>> 0) / 2 ** 32;
  const below = (limit: number): number => Math.floor(unit() * limit);
  return {
    unit,
    below,
    pick: (list) => list[below(list.length)] as (typeof list)[number],
    shuffled: (list) =>
      list
        .map((item) => ({ item, at: unit() }))
        .sort((a, b) => a.at - b.at)
        .map(({ item }) => item),
  };
}
