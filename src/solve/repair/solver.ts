import type { Solver } from '../../ports.ts';
import { Board, type Check, type Stopwatch } from '../board.ts';
import { present } from '../present.ts';
import { repair } from './repair.ts';

/** Repair alone: mends what the present breaks and starts what waits, and says how good that is. */
export function repairSolver(check: Check, stopwatch: () => Stopwatch): Solver {
  return {
    name: 'repair',
    solve: async (problem, { limits, start, events, signal }) => {
      const elapsedSeconds = stopwatch();
      const board = new Board(problem, check, events, elapsedSeconds);
      board.offer(present(problem), 'present');
      if (start !== null) board.offer(start, 'start');
      const isOver = (): boolean =>
        signal.aborted || (limits.nodeLimit === null && elapsedSeconds() > limits.timeLimitSeconds);
      const repaired = repair(problem, { seed: limits.seed, isOver, hasTime: () => !isOver() });
      if (repaired !== null) {
        board.offer(repaired.schedule, 'repair');
        board.raise(repaired.bound, 'repair');
      }
      return board.solution();
    },
  };
}
