import process from 'node:process';
import { checkSchedule } from '../../check/schedule.ts';
import { gapOf, SERVICE } from '../../domain/levels.ts';
import type { Limits } from '../../domain/policy.ts';
import type { Problem } from '../../domain/problem.ts';
import { incumbentOf } from '../../domain/solution.ts';
import type { SolverNews } from '../../ports.ts';
import { generateEpoch } from '../../read/benchmarks/generate.ts';
import { constantOf, problemOf } from '../../read/instance.ts';
import type { ScalingRow } from '../../report/scaling.ts';
import { LagrangianBound } from '../../solve/bound/lagrangian.ts';
import { costOf } from '../../solve/cost.ts';
import { solverNamed } from '../../solve/registry.ts';
import { SYSTEM_CLOCK } from '../clock.ts';
import type { Io } from '../io.ts';
import { READING_SECONDS, runChild } from './child.ts';

/** Sizes of the study, in hosts. */
export const SCALING_HOSTS: readonly number[] = [50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000];
const LEASES_PER_HOST = 10;
const LOAD = 0.85;
/** Iterations of the bound that are measured, at most so many and so long; the first few warm the compiler up. */
const WARM_UP = 3;
const MOST_ITERATIONS = 30;
const MOST_SECONDS = 5;

export interface ScalingRequest {
  readonly limits: Limits;
  readonly hosts: readonly number[];
  readonly slots: number;
  readonly quiet: boolean;
}

/** Each size in a process of its own; one that fails is a line on stderr and no row. */
export async function runScaling(
  { limits, hosts, slots, quiet }: ScalingRequest,
  io: Io,
): Promise<readonly ScalingRow[]> {
  const rows: ScalingRow[] = [];
  for (const count of hosts) {
    if (io.signal.aborted) break;
    const { stdout, stderr, trouble } = await runChild(
      ['bench', 'scaling', '--here', '--sizes', String(count), '--slots', String(slots), ...limitWords(limits)],
      limits.timeLimitSeconds * 1.05 + READING_SECONDS,
      io.signal,
    );
    try {
      rows.push(JSON.parse(stdout) as ScalingRow);
      if (!quiet) io.err(`${count} hosts: done\n`);
    } catch {
      io.err(`oneplan: ${count} hosts: ${trouble ?? stderr.trim()}\n`);
    }
  }
  return rows;
}

const limitWords = ({ timeLimitSeconds, gap, seed, solver }: Limits): readonly string[] => [
  ...['--time-limit', String(timeLimitSeconds), '--gap', String(gap)],
  ...['--seed', String(seed), '--solver', solver],
];

/** One size in this process: solved for as long as the limit says, then the bound's iterations by themselves. */
export async function scaleHere({ limits, hosts, slots }: ScalingRequest, signal: AbortSignal): Promise<ScalingRow> {
  const count = hosts[0] as number;
  const leases = count * LEASES_PER_HOST;
  const instance = generateEpoch({ hosts: count, leases, slots, load: LOAD, seed: limits.seed });
  const problem = problemOf(instance);
  const solver = solverNamed(limits.solver, { check: checkSchedule });
  const [began, cpuBegan] = [SYSTEM_CLOCK.elapsedSeconds(), cpuSeconds()];
  let first: { readonly seconds: number; readonly cpu: number } | null = null;
  const improved = ({ schedule, by }: SolverNews): void => {
    if (schedule === null || by === 'present') return;
    first ??= { seconds: SYSTEM_CLOCK.elapsedSeconds() - began, cpu: cpuSeconds() - cpuBegan };
  };
  const solution = await solver.solve(problem, {
    limits,
    start: null,
    events: { improved, fault: () => undefined },
    signal,
  });
  const seconds = SYSTEM_CLOCK.elapsedSeconds() - began;
  const peakRssMib = Math.round(process.resourceUsage().maxRSS / 1024);
  const firstPlan = first as { readonly seconds: number; readonly cpu: number } | null;
  const incumbent = incumbentOf(solution);
  const value = (cost: readonly number[]): number => (cost[SERVICE] as number) + constantOf(instance);
  return {
    hosts: count,
    leases,
    slots,
    firstPlanSeconds: firstPlan?.seconds ?? null,
    firstPlanCpuSeconds: firstPlan?.cpu ?? null,
    iterationCpuSeconds:
      incumbent === null ? null : iterationSeconds(problem, costOf(problem, incumbent.schedule)[SERVICE]),
    gap: incumbent === null || !('bound' in solution) ? null : gapOf(value(incumbent.cost), value(solution.bound)),
    seconds,
    peakRssMib,
  };
}

/** CPU seconds of one iteration; null when there is nothing left to iterate. */
function iterationSeconds(problem: Problem, target: number): number | null {
  const bound = new LagrangianBound(problem, target, true);
  for (let warm = 0; warm < WARM_UP && !bound.isExhausted; warm++) bound.iterate();
  const began = cpuSeconds();
  let iterations = 0;
  while (!bound.isExhausted && iterations < MOST_ITERATIONS && cpuSeconds() - began < MOST_SECONDS) {
    bound.iterate();
    iterations += 1;
  }
  return iterations === 0 ? null : (cpuSeconds() - began) / iterations;
}

/** CPU of all threads of this process so far. */
function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
