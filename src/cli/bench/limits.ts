import { checkSchedule } from '../../check/schedule.ts';
import { type Cost, compareCosts, SERVICE } from '../../domain/levels.ts';
import type { Limits } from '../../domain/policy.ts';
import { incumbentOf, type Solution } from '../../domain/solution.ts';
import { solveOn } from '../../planner.ts';
import { type EpochTerms, generateEpoch } from '../../read/benchmarks/generate.ts';
import { constantOf, type Instance, problemOf } from '../../read/instance.ts';
import type { LimitRow } from '../../report/limits.ts';
import { GREEDY_POLICIES, solverNamed } from '../../solve/registry.ts';
import { delay } from '../../solve/waiting.ts';
import { SYSTEM_CLOCK } from '../clock.ts';
import type { Io } from '../io.ts';

/** Threads of a search end a little after it: they are not to be counted with the next. */
const BETWEEN_SECONDS = 0.2;
/** What a run may take beyond its limit: a share of it, and seconds. */
const ALLOWED = { share: 0.05, seconds: 0.2 };
const GREEDY_SECONDS = 600;
const SILENT = { improved: () => undefined, fault: () => undefined };

export interface LimitsRequest {
  readonly limits: Limits;
  readonly limitsSeconds: readonly number[];
  readonly epochs: readonly EpochTerms[];
  readonly quiet: boolean;
}

/** Each epoch by every greedy policy to its end, and under one time limit after another: the best of them must not be better. */
export async function runLimits(request: LimitsRequest, io: Io): Promise<readonly LimitRow[]> {
  const rows: LimitRow[] = [];
  for (const terms of request.epochs) {
    const instance = generateEpoch(terms);
    const greedy = await bestGreedy(instance, request.limits, io.signal);
    for (const limitSeconds of request.limitsSeconds) {
      if (io.signal.aborted) return rows;
      rows.push(await limitRow(instance, greedy, { ...request.limits, timeLimitSeconds: limitSeconds }, io.signal));
    }
    if (!request.quiet) io.err(`${instance.name}: done\n`);
  }
  return rows;
}

interface Greedy {
  readonly policy: string;
  readonly cost: Cost;
}

async function bestGreedy(instance: Instance, limits: Limits, signal: AbortSignal): Promise<Greedy> {
  let best: Greedy | null = null;
  for (const policy of GREEDY_POLICIES) {
    const { solution } = await solved(
      instance,
      { ...limits, solver: policy, timeLimitSeconds: GREEDY_SECONDS },
      signal,
    );
    const cost = incumbentOf(solution)?.cost;
    if (cost !== undefined && (best === null || compareCosts(cost, best.cost) < 0)) best = { policy, cost };
  }
  if (best === null) throw new Error(`no greedy policy has a plan for ${instance.name}`);
  return best;
}

async function limitRow(instance: Instance, greedy: Greedy, limits: Limits, signal: AbortSignal): Promise<LimitRow> {
  await delay(BETWEEN_SECONDS, signal);
  const { solution, seconds } = await solved(instance, limits, signal);
  const cost = incumbentOf(solution)?.cost ?? null;
  const { timeLimitSeconds } = limits;
  const service = (of: Cost): number => of[SERVICE] + constantOf(instance);
  return {
    instance: instance.name,
    limitSeconds: timeLimitSeconds,
    seconds,
    overrunSeconds: Math.max(0, seconds - timeLimitSeconds * (1 + ALLOWED.share) - ALLOWED.seconds),
    objective: cost === null ? null : service(cost),
    greedy: greedy.policy,
    greedyObjective: service(greedy.cost),
    isWorse: cost === null || compareCosts(cost, greedy.cost) > 0,
  };
}

async function solved(
  instance: Instance,
  limits: Limits,
  signal: AbortSignal,
): Promise<{ readonly solution: Solution; readonly seconds: number }> {
  const problem = problemOf(instance);
  const solver = solverNamed(limits.solver, { check: checkSchedule });
  const began = SYSTEM_CLOCK.elapsedSeconds();
  const solution = await solveOn({ solver, last: null, events: SILENT, signal }, limits, problem);
  return { solution, seconds: SYSTEM_CLOCK.elapsedSeconds() - began };
}
