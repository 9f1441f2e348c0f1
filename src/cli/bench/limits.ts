import { type Cost, compareCosts, SERVICE } from '../../domain/levels.ts';
import type { Limits } from '../../domain/policy.ts';
import { incumbentOf } from '../../domain/solution.ts';
import { type EpochTerms, generateEpoch } from '../../read/benchmarks/generate.ts';
import { constantOf, type Instance } from '../../read/instance.ts';
import type { LimitRow } from '../../report/limits.ts';
import { GREEDY_POLICIES } from '../../solve/registry.ts';
import type { Io } from '../io.ts';
import { timed } from './timed.ts';

/** What a run may take beyond its limit: a share of it, and seconds. */
const ALLOWED = { share: 0.05, seconds: 0.2 };
const GREEDY_SECONDS = 600;

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
    const alone = { ...limits, solver: policy, timeLimitSeconds: GREEDY_SECONDS };
    const { solution } = await timed(instance, { limits: alone, last: null, signal });
    const cost = incumbentOf(solution)?.cost;
    if (cost !== undefined && (best === null || compareCosts(cost, best.cost) < 0)) best = { policy, cost };
  }
  if (best === null) throw new Error(`no greedy policy has a plan for ${instance.name}`);
  return best;
}

async function limitRow(instance: Instance, greedy: Greedy, limits: Limits, signal: AbortSignal): Promise<LimitRow> {
  const { solution, seconds } = await timed(instance, { limits, last: null, signal });
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
