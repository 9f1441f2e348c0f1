import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { mersenne } from 'pure-rand/generator/mersenne';

/** Random choices that repeat with their seed. */
export interface Dice {
  /** A whole number, both ends included. */
  readonly between: (low: number, high: number) => number;
  /** True so many times in a hundred. */
  readonly chance: (percent: number) => boolean;
  readonly pick: <T>(list: readonly T[]) => T;
  /** Each element with the chance given; never empty when the list is not. */
  readonly some: <T>(list: readonly T[], percent: number) => readonly T[];
}

/** Dice of one seed. */
export function dice(seed: number): Dice {
  const generator = mersenne(seed);
  const between = (low: number, high: number): number => uniformInt(generator, low, high);
  const chance = (percent: number): boolean => between(1, 100) <= percent;
  const pick = <T>(list: readonly T[]): T => list[between(0, list.length - 1)] as T;
  const some = <T>(list: readonly T[], percent: number): readonly T[] => {
    const kept = list.filter(() => chance(percent));
    return kept.length > 0 || list.length === 0 ? kept : [pick(list)];
  };
  return { between, chance, pick, some };
}
