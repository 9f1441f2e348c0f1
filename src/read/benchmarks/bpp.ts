import { basename } from 'node:path';
import type { BenchInstance } from '../../domain/benchmark.ts';
import { InputError } from '../../domain/errors.ts';
import { SHAPE } from '../../domain/levels.ts';
import { knownValue } from './known-values.ts';
import { mustBePlaced } from './placed-at-once.ts';
import { readBytes, WholeNumbers } from './whole-numbers.ts';

const MOST_ITEMS = 100_000;

/**
 * Reads a bin packing instance: number of items, capacity of a bin, sizes. An item is a VM, a bin a host, and the fewest
 * hosts are wanted.
 *
 * There are as many hosts as next fit can need at most, so that some packing always fits: twice Σ sizes / capacity.
 *
 * @throws InputError when the file is missing, not of the format, or an item is larger than a bin.
 */
export async function readBpp(file: string): Promise<BenchInstance> {
  const numbers = new WholeNumbers(file, await readBytes(file));
  const count = numbers.next('the number of items', 0, MOST_ITEMS);
  const capacity = numbers.next('the capacity', 1);
  const sizes = numbers.list(count, 'a size', 0, Number.MAX_SAFE_INTEGER);
  numbers.end();
  const large = sizes.find((size) => size > capacity);
  if (large !== undefined) {
    throw new InputError(file, `an item of ${large} does not fit into a bin of ${capacity}`, 'It has no packing.');
  }
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const hosts = Math.max(1, Math.min(count, 2 * Math.ceil(total / capacity)));
  const name = basename(file).replace(/\.txt(\.gz)?$/, '');
  return {
    name,
    problem: mustBePlaced({
      resources: ['size'],
      capacities: Array.from({ length: hosts }, () => [capacity]),
      demands: sizes.map((size) => [size]),
      shape: { kind: 'pack' },
      useCosts: null,
    }),
    objectiveOf: (_, cost) => cost[SHAPE],
    boundOf: (bound) => bound[SHAPE],
    bestKnown: await knownValue(file, name),
  };
}
