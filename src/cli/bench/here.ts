import process from 'node:process';
import { checkSchedule } from '../../check/schedule.ts';
import type { BenchInstance } from '../../domain/benchmark.ts';
import { ACCEPTANCE, gapOf } from '../../domain/levels.ts';
import type { Limits } from '../../domain/policy.ts';
import { incumbentOf, type Solution } from '../../domain/solution.ts';
import type { SolverEvents } from '../../ports.ts';
import type { BenchRow } from '../../report/bench.ts';
import { solverNamed } from '../../solve/registry.ts';
import { SYSTEM_CLOCK } from '../clock.ts';

/** How one instance went, and what its parent says of it beside the row. */
export interface BenchRun {
  readonly row: BenchRow;
  /** One line each: why there is no solution, what solvers did wrong and was survived. */
  readonly remarks: readonly string[];
}

export interface BenchRequest {
  readonly limits: Limits;
  readonly events: SolverEvents;
  readonly signal: AbortSignal;
}

/** Solves one instance in this process, and checks the answer once more. */
export async function solveHere(instance: BenchInstance, { limits, events, signal }: BenchRequest): Promise<BenchRun> {
  const { problem } = instance;
  const began = SYSTEM_CLOCK.elapsedSeconds();
  const solver = solverNamed(limits.solver, { check: checkSchedule });
  const solution = await solver.solve(problem, { limits, start: null, events, signal });
  const seconds = SYSTEM_CLOCK.elapsedSeconds() - began;
  const incumbent = incumbentOf(solution);
  const checked = incumbent === null ? null : checkSchedule(problem, incumbent.schedule);
  const broken = checked?.violations.map(({ rule, message }) => `the answer breaks ${rule}: ${message}`) ?? [];
  const value = incumbent === null ? Number.NaN : instance.objectiveOf(incumbent.schedule, incumbent.cost);
  const isComplete = incumbent !== null && incumbent.cost[ACCEPTANCE] === 0 && Number.isFinite(value);
  const feasible = isComplete && broken.length === 0;
  const objective = feasible ? value : null;
  const bound = boundOf(instance, solution);
  const row: BenchRow = {
    instance: instance.name,
    objective,
    bound,
    gap: objective === null || bound === null ? null : gapOf(objective, bound),
    bestKnown: instance.bestKnown,
    feasible,
    seconds: Math.round(seconds * 1000) / 1000,
    peakRssMib: Math.round(process.resourceUsage().maxRSS / 1024),
  };
  return { row, remarks: [...broken, ...missing(solution, isComplete), ...solution.trace.faults] };
}

function boundOf(instance: BenchInstance, solution: Solution): number | null {
  const bound = 'bound' in solution ? instance.boundOf(solution.bound) : null;
  return bound !== null && Number.isFinite(bound) ? bound : null;
}

function missing(solution: Solution, isComplete: boolean): readonly string[] {
  if (isComplete) return [];
  return ['reason' in solution ? solution.reason : 'the best schedule found leaves out what must be done'];
}
