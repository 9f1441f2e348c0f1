import { classModel } from '../../../models/classes.ts';
import type { Model } from '../../../models/model.ts';
import type { Cost } from '../../domain/levels.ts';
import type { SolveRequest, Solver } from '../../ports.ts';
import { Board, type Stopwatch } from '../board.ts';
import type { Engine } from '../engine.ts';
import type { ExactDependencies } from '../exact.ts';
import { floorOf } from '../lexicographic.ts';
import { isConstant, levelTask } from '../task.ts';
import { highsEngine } from './solver.ts';

/**
 * A bound alone, by HiGHS on the class relaxation: it finds no schedules, and answers with the one it was given. Level by
 * level: a level is held at the given schedule's cost once the bound has reached that; then, and only then, the next one
 * is bounded.
 */
export function classBoundSolver({ check, stopwatch }: ExactDependencies): Solver {
  const engine = highsEngine('highs-classes');
  return {
    name: engine.name,
    solve: async (problem, request) => {
      const elapsedSeconds = stopwatch();
      const board = new Board(problem, check, request.events, elapsedSeconds);
      if (request.start !== null) board.offer(request.start, 'start');
      const model = classModel(problem);
      if (model !== null) await boundLevels({ engine, model, board, request, elapsedSeconds });
      return board.solution();
    },
  };
}

/** Its solutions are no schedules: as little as HiGHS does by itself. */
const HEURISTIC_EFFORT = 0.05;

interface Bounding {
  readonly engine: Engine;
  readonly model: Model;
  readonly board: Board;
  readonly request: SolveRequest;
  readonly elapsedSeconds: Stopwatch;
}

async function boundLevels(bounding: Bounding): Promise<void> {
  const { model, board, engine } = bounding;
  const bound = [...floorOf(model)];
  board.raise(floorOf(model), engine.name);
  const held: number[] = [];
  for (const [level, objective] of model.levels.entries()) {
    const known = board.incumbent?.cost[level] ?? null;
    if (!isConstant(objective) && bound[level] !== known) await boundLevel(bounding, level, held, bound);
    if (known === null || (bound[level] as number) < known) return;
    held.push(known);
  }
}

/** Raises `bound[level]` until time is over, the relaxation is solved, or the known schedule is met. */
async function boundLevel(
  { engine, model, board, request, elapsedSeconds }: Bounding,
  level: number,
  held: readonly number[],
  bound: number[],
): Promise<void> {
  const { limits } = request;
  const left = limits.nodeLimit === null ? limits.timeLimitSeconds - elapsedSeconds() : null;
  if (left !== null && left <= 0) return;
  const asked = levelTask(model, level, held, {
    ...limits,
    start: null,
    timeLimitSeconds: left,
    relativeGap: 0,
    heuristicEffort: HEURISTIC_EFFORT,
  });
  const known = board.incumbent?.cost[level] ?? Number.POSITIVE_INFINITY;
  const met = new AbortController();
  const raise = (scaled: number | null): void => {
    const value = scaled === null ? Number.NaN : asked.roundUp(scaled);
    if (!(value > (bound[level] as number))) return;
    board.raise(bound.with(level, value) as unknown as Cost, engine.name);
    if ((board.bound[level] as number) < value) return;
    bound[level] = value;
    if (value >= known) met.abort();
  };
  const answer = await engine.run(asked.task, {
    news: (news) => raise(news.bound),
    fault: (message) => board.fault(message),
    signal: AbortSignal.any([request.signal, met.signal]),
  });
  if (answer.outcome === 'failed' || answer.outcome === 'infeasible') board.fault(`${engine.name}: ${answer.reason}`);
  else raise(answer.bound);
}
