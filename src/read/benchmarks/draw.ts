import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Random choices that repeat with their seed. */
export interface Draw {
  /** 0 ≤ x < 1. */
  readonly unit: () => number;
  /** A whole number, both ends included. */
  readonly between: (low: number, high: number) => number;
  /** One of the list, each in proportion to its share. */
  readonly oneOf: <T extends { readonly share: number }>(list: readonly T[]) => T;
}

export function drawOf(seed: number): Draw {
  const generator = xoroshiro128plus(seed);
  const unit = (): number => (generator.next() >>> 0) / 2 ** 32;
  return {
    unit,
    between: (low, high) => low + Math.floor(unit() * (high - low + 1)),
    oneOf: (list) => {
      let left = unit() * list.reduce((sum, { share }) => sum + share, 0);
      const found = list.find(({ share }) => {
        left -= share;
        return left < 0;
      });
      return found ?? (list.at(-1) as (typeof list)[number]);
    },
  };
}
