import type { SolveRequest, Solver } from '../../ports.ts';
import { Board, type Check, type Stopwatch } from '../board.ts';
import type { GreedyPolicy } from './policies.ts';

/** A greedy policy as a solver: one pass, its schedule checked, the bound that needs no solver. */
export function greedySolver(name: string, place: GreedyPolicy, check: Check, stopwatch: () => Stopwatch): Solver {
  return {
    name,
    solve: async (problem, request: SolveRequest) => {
      const board = new Board(problem, check, request.events, stopwatch());
      board.offer(place(problem), name);
      return board.solution();
    },
  };
}
