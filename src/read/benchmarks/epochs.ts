import type { BenchInstance } from '../../domain/benchmark.ts';
import { SERVICE } from '../../domain/levels.ts';
import { constantOf, type Instance, problemOf, readInstance } from '../instance.ts';
import { knownValue } from './known-values.ts';

/** Planning problems as `oneplan solve` reads them, plain or gzipped. Best values are in `values.csv` beside them. */
export async function readEpoch(file: string): Promise<BenchInstance> {
  const instance = await readInstance(file);
  return epochOf(instance, await knownValue(file, instance.name));
}

/** The instance's own objective: what the problem's costs leave out is what every schedule pays. */
export function epochOf(instance: Instance, bestKnown: number | null): BenchInstance {
  const constant = constantOf(instance);
  return {
    name: instance.name,
    problem: problemOf(instance),
    objectiveOf: (_, cost) => cost[SERVICE] + constant,
    boundOf: (bound) => bound[SERVICE] + constant,
    bestKnown,
  };
}
