import process from 'node:process';
import { checkSchedule } from '../../check/schedule.ts';
import type { LastEpoch } from '../../domain/last-epoch.ts';
import { gapOf, SERVICE } from '../../domain/levels.ts';
import type { Limits } from '../../domain/policy.ts';
import { incumbentOf, type Solution } from '../../domain/solution.ts';
import { solveOn } from '../../planner.ts';
import { changedEpoch } from '../../read/benchmarks/change.ts';
import type { EpochTerms } from '../../read/benchmarks/generate.ts';
import { constantOf, type Instance, idealOf, problemOf } from '../../read/instance.ts';
import type { WarmRow, WarmRun } from '../../report/warm.ts';
import { solverNamed } from '../../solve/registry.ts';
import { delay } from '../../solve/waiting.ts';
import { SYSTEM_CLOCK } from '../clock.ts';
import type { Io } from '../io.ts';

/** Threads of a search end a little after it: they are not to be counted with the next. */
const BETWEEN_SECONDS = 0.3;
const SILENT = { improved: () => undefined, fault: () => undefined };

export interface WarmRequest {
  /** Of a search from nothing. */
  readonly limits: Limits;
  /** Of a search that goes on from the last epoch. */
  readonly warmSeconds: number;
  /** Share of the leases that change. */
  readonly change: number;
  readonly epochs: readonly EpochTerms[];
  readonly quiet: boolean;
}

/** Each epoch from nothing, changed and gone on with, changed and from nothing again, and gone on with unchanged. */
export async function runWarm(request: WarmRequest, io: Io): Promise<readonly WarmRow[]> {
  const rows: WarmRow[] = [];
  for (const terms of request.epochs) {
    if (io.signal.aborted) break;
    rows.push(await warmRow(terms, request, io.signal));
    if (!request.quiet) io.err(`${rows.at(-1)?.instance}: done\n`);
  }
  return rows;
}

async function warmRow(terms: EpochTerms, request: WarmRequest, signal: AbortSignal): Promise<WarmRow> {
  const { before, after } = changedEpoch(terms, request.change);
  const { limits } = request;
  const short = { ...limits, timeLimitSeconds: request.warmSeconds };
  const first = await measured(before, { limits, last: null, signal });
  const last = lastOf(before, first.solution);
  const warm = await measured(after, { limits: short, last, signal });
  const again = await measured(before, { limits, last, signal });
  const cold = await measured(after, { limits, last: null, signal });
  return {
    instance: before.name,
    before: first.run,
    warm: warm.run,
    cold: cold.run,
    ratio: warm.run.objective / cold.run.objective,
    excessRatio: (warm.run.objective - idealOf(after)) / Math.max(1, cold.run.objective - idealOf(after)),
    unchangedSeconds: again.run.seconds,
    samePlan: last !== null && incumbentOf(again.solution)?.schedule === last.schedule,
  };
}

function lastOf(instance: Instance, solution: Solution): LastEpoch | null {
  const incumbent = incumbentOf(solution);
  return incumbent && { problem: problemOf(instance), schedule: incumbent.schedule, solution };
}

interface Terms {
  readonly limits: Limits;
  readonly last: LastEpoch | null;
  readonly signal: AbortSignal;
}

/** Solves an instance and counts the CPU of all threads, from the problem being formulated on. */
async function measured(
  instance: Instance,
  { limits, last, signal }: Terms,
): Promise<{ readonly solution: Solution; readonly run: WarmRun }> {
  await delay(BETWEEN_SECONDS, signal);
  const problem = problemOf(instance);
  const solver = solverNamed(limits.solver, { check: checkSchedule });
  const [began, cpuBegan] = [SYSTEM_CLOCK.elapsedSeconds(), cpuSeconds()];
  const solution = await solveOn({ solver, last, events: SILENT, signal }, limits, problem);
  const [seconds, cpu] = [SYSTEM_CLOCK.elapsedSeconds() - began, cpuSeconds() - cpuBegan];
  const incumbent = incumbentOf(solution);
  const objective = incumbent === null ? Number.NaN : incumbent.cost[SERVICE] + constantOf(instance);
  const bound = 'bound' in solution ? solution.bound[SERVICE] + constantOf(instance) : Number.NaN;
  return { solution, run: { objective, gap: gapOf(objective, bound), seconds, cpuSeconds: cpu } };
}

/** CPU of all threads of this process so far. */
function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
