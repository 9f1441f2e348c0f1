import { batchModel, batchNonzeros } from '../../models/batch.ts';
import { nonzerosOf } from '../../models/model.ts';
import type { Problem } from '../domain/problem.ts';
import type { SolveRequest, Solver } from '../ports.ts';
import { Board, type Check, type Stopwatch } from './board.ts';
import type { Engine } from './engine.ts';
import { solveLexicographic } from './lexicographic.ts';
import { present } from './present.ts';

export interface ExactDependencies {
  readonly check: Check;
  readonly stopwatch: () => Stopwatch;
}

/** A solver that gives the whole problem, as one integer program, to an engine. */
export function exactSolver(engine: Engine, { check, stopwatch }: ExactDependencies): Solver {
  return {
    name: engine.name,
    solve: async (problem, request) => {
      const elapsedSeconds = stopwatch();
      const board = new Board(problem, check, request.events, elapsedSeconds);
      if (request.start !== null) board.offer(request.start, 'start');
      const refusal = await attempt(engine, problem, request, { board, check, elapsedSeconds });
      const solution = board.solution();
      return solution.status === 'unknown' && refusal !== null ? { ...solution, reason: refusal } : solution;
    },
  };
}

interface Attempt {
  readonly board: Board;
  readonly check: Check;
  readonly elapsedSeconds: Stopwatch;
}

/** Why the engine was not asked at all; null when it was. */
async function attempt(
  engine: Engine,
  problem: Problem,
  request: SolveRequest,
  parts: Attempt,
): Promise<string | null> {
  if (problem.placement !== null) return `${engine.name}: the program knows no terms of a placement`;
  const estimate = batchNonzeros(problem);
  if (estimate > engine.maxNonzeros) return tooLarge(engine, estimate, 'entries', engine.maxNonzeros);
  const model = batchModel(problem);
  const nonzeros = nonzerosOf(model);
  if (nonzeros > engine.maxNonzeros) return tooLarge(engine, nonzeros, 'entries', engine.maxNonzeros);
  const cells = model.rows.upper.length * model.columns.upper.length;
  if (cells > engine.maxCells) return tooLarge(engine, cells, 'cells', engine.maxCells);
  parts.board.offer(present(problem), 'present');
  await solveLexicographic({ engine, problem, model, request, ...parts });
  return null;
}

const tooLarge = (engine: Engine, size: number, unit: string, limit: number): string =>
  `${engine.name}: the program has ${size} ${unit} and at most ${limit} are tried`;
