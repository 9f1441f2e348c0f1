import { ACCEPTANCE, type Cost, MEND, SERVICE } from '../../domain/levels.ts';
import type { Problem } from '../../domain/problem.ts';
import type { Solution } from '../../domain/solution.ts';
import type { SolveRequest, Solver } from '../../ports.ts';
import type { Stopwatch } from '../board.ts';
import { costOf } from '../cost.ts';
import { present } from '../present.ts';
import { runThread } from '../thread.ts';
import { trivialBound } from '../trivial-bound.ts';
import type { Duals } from './duals.ts';
import type { BoundFinding, BoundTask } from './lagrangian-worker.ts';
import type { PoolPrices } from './pool-prices.ts';

/** What the bound may be given besides the problem, and what it finds besides a bound. */
export interface BoundExchange {
  /** Prices of the epoch before, to start from. */
  readonly prices?: PoolPrices;
  /** Told what the prices say, each time a stage ends: what room is worth, and when jobs start. */
  readonly heardDuals?: (duals: Duals) => void;
  /** Told prices for the next epoch to start from, once. */
  readonly heardPrices?: (prices: PoolPrices) => void;
}

/**
 * The Lagrangian bound as a solver that finds no schedule: it only raises the bound on the service level.
 *
 * The service level is bounded over all schedules that are optimal on the levels before. When the start breaks nothing
 * and refuses nothing, those schedules refuse nothing either, and the bound may use that.
 */
export function lagrangianSolver(stopwatch: () => Stopwatch, exchange: BoundExchange = {}): Solver {
  return {
    name: 'lagrangian',
    solve: async (problem, request) => {
      const elapsedSeconds = stopwatch();
      const bound = await raise(problem, request, exchange);
      const trace = { improvements: [], faults: [], wallSeconds: elapsedSeconds() };
      return { status: 'unknown', reason: `bounds only: ${bound.join('/')}`, trace } satisfies Solution;
    },
  };
}

async function raise(
  problem: Problem,
  { start, events, signal }: SolveRequest,
  { prices, heardDuals, heardPrices }: BoundExchange,
): Promise<Cost> {
  const cost = costOf(problem, start ?? present(problem));
  const task: BoundTask = {
    problem,
    target: cost[SERVICE],
    mustAccept: start !== null && cost[MEND] === 0 && cost[ACCEPTANCE] === 0,
    ...(prices === undefined ? {} : { prices }),
  };
  let bound = trivialBound(problem);
  const found = ({ service, duals, prices: learnt }: BoundFinding): void => {
    if (duals !== undefined) heardDuals?.(duals);
    if (learnt !== undefined) heardPrices?.(learnt);
    if (service <= bound[SERVICE]) return;
    bound = bound.with(SERVICE, service) as unknown as Cost;
    events.improved({ schedule: null, cost: null, bound, by: 'lagrangian' });
  };
  const end = await runThread<BoundTask, BoundFinding>('bound/lagrangian-worker', task, found, signal);
  if (end.kind === 'crashed') events.fault(`lagrangian: ${end.reason}`);
  return bound;
}
