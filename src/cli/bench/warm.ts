import type { LastEpoch } from '../../domain/last-epoch.ts';
import { gapOf, SERVICE } from '../../domain/levels.ts';
import type { Limits } from '../../domain/policy.ts';
import { incumbentOf, type Solution } from '../../domain/solution.ts';
import { changedEpoch } from '../../read/benchmarks/change.ts';
import type { EpochTerms } from '../../read/benchmarks/generate.ts';
import { constantOf, type Instance, idealOf, problemOf } from '../../read/instance.ts';
import type { WarmRow, WarmRun } from '../../report/warm.ts';
import type { Io } from '../io.ts';
import { type TimedTerms, timed } from './timed.ts';

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

/** Solves an instance, and says what it came to. */
async function measured(
  instance: Instance,
  terms: TimedTerms,
): Promise<{ readonly solution: Solution; readonly run: WarmRun }> {
  const { solution, seconds, cpuSeconds } = await timed(instance, terms);
  const incumbent = incumbentOf(solution);
  const objective = incumbent === null ? Number.NaN : incumbent.cost[SERVICE] + constantOf(instance);
  const bound = 'bound' in solution ? solution.bound[SERVICE] + constantOf(instance) : Number.NaN;
  return { solution, run: { objective, gap: gapOf(objective, bound), seconds, cpuSeconds } };
}
