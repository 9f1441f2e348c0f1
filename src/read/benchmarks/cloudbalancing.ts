import { basename } from 'node:path';
import { z } from 'zod';
import type { BenchInstance } from '../../domain/benchmark.ts';
import { InputError } from '../../domain/errors.ts';
import { SHAPE } from '../../domain/levels.ts';
import { mustBePlaced } from './placed-at-once.ts';
import { readBytes } from './whole-numbers.ts';

const amount = z.int().nonnegative();
const cloudSchema = z.object({
  computerList: z
    .array(z.object({ cpuPower: amount, memory: amount, networkBandwidth: amount, cost: amount }))
    .min(1)
    .max(20_000),
  processList: z
    .array(z.object({ requiredCpuPower: amount, requiredMemory: amount, requiredNetworkBandwidth: amount }))
    .max(200_000),
});

/**
 * Reads a cloud balancing instance of OptaPlanner's examples: processes are VMs, computers are hosts, and those in use
 * cost.
 *
 * @throws InputError when the file is missing or not of the format; it names the first place.
 */
export async function readCloudBalancing(file: string): Promise<BenchInstance> {
  const { computerList, processList } = parse(file, await readBytes(file));
  return {
    name: basename(file).replace(/\.json(\.gz)?$/, ''),
    problem: mustBePlaced({
      resources: ['cpu', 'memory', 'network'],
      capacities: computerList.map(({ cpuPower, memory, networkBandwidth }) => [cpuPower, memory, networkBandwidth]),
      demands: processList.map((each) => [each.requiredCpuPower, each.requiredMemory, each.requiredNetworkBandwidth]),
      shape: { kind: 'none' },
      useCosts: computerList.map(({ cost }) => cost),
    }),
    objectiveOf: (_, cost) => cost[SHAPE],
    boundOf: (bound) => bound[SHAPE],
    bestKnown: null,
  };
}

function parse(file: string, bytes: Buffer): z.infer<typeof cloudSchema> {
  const parsed = cloudSchema.safeParse(jsonOf(file, bytes));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const place = issue?.path.join('.') || 'the top level';
  throw new InputError(file, `${issue?.message ?? 'not an instance'} at ${place}`, 'Use the file as published.');
}

function jsonOf(file: string, bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    throw new InputError(file, 'not JSON', 'Use the file as published.', { cause });
  }
}
