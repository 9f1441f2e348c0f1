import { ACCEPTANCE, type Cost, MEND, SERVICE } from '../../domain/levels.ts';
import type { Problem } from '../../domain/problem.ts';
import type { Solution } from '../../domain/solution.ts';
import type { SolveRequest, Solver } from '../../ports.ts';
import type { Stopwatch } from '../board.ts';
import { costOf } from '../cost.ts';
import { present } from '../present.ts';
import { runThread } from '../thread.ts';
import { trivialBound } from '../trivial-bound.ts';
import type { BoundFinding, BoundTask } from './lagrangian-worker.ts';

/**
 * The Lagrangian bound as a solver that finds no schedule: it only raises the bound on the service level.
 *
 * The service level is bounded over all schedules that are optimal on the levels before. When the start breaks nothing
 * and refuses nothing, those schedules refuse nothing either, and the bound may use that.
 */
export function lagrangianSolver(stopwatch: () => Stopwatch): Solver {
  return {
    name: 'lagrangian',
    solve: async (problem, request) => {
      const elapsedSeconds = stopwatch();
      const bound = await raise(problem, request);
      const trace = { improvements: [], faults: [], wallSeconds: elapsedSeconds() };
      return { status: 'unknown', reason: `bounds only: ${bound.join('/')}`, trace } satisfies Solution;
    },
  };
}

async function raise(problem: Problem, { start, events, signal }: SolveRequest): Promise<Cost> {
  const cost = costOf(problem, start ?? present(problem));
  const task: BoundTask = {
    problem,
    target: cost[SERVICE],
    mustAccept: start !== null && cost[MEND] === 0 && cost[ACCEPTANCE] === 0,
  };
  let bound = trivialBound(problem);
  const found = ({ service, duals }: BoundFinding): void => {
    if (service <= bound[SERVICE] && duals === undefined) return;
    bound = bound.with(SERVICE, Math.max(service, bound[SERVICE])) as unknown as Cost;
    const guide = duals === undefined ? {} : { starts: duals.starts };
    events.improved({ schedule: null, cost: null, bound, by: 'lagrangian', ...guide });
  };
  const end = await runThread<BoundTask, BoundFinding>('bound/lagrangian-worker', task, found, signal);
  if (end.kind === 'crashed') events.fault(`lagrangian: ${end.reason}`);
  return bound;
}
