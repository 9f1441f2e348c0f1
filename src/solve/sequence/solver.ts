import type { SolveRequest, Solver } from '../../ports.ts';
import { Board, type Check, type Stopwatch } from '../board.ts';
import { present } from '../present.ts';
import { searchOrders } from './search.ts';
import { termsOf } from './terms.ts';

/** Orders tried beside the first ones where no limit of nodes says otherwise. */
const STEPS = 200;

/**
 * Search over orders of the jobs, for many short epochs one after another: counted in orders and not on the clock, in the
 * caller's thread. Rules, budgets and moves are not looked at: a schedule that breaks one is not taken, and nothing changes.
 */
export const sequenceSolver = (check: Check, stopwatch: () => Stopwatch): Solver => ({
  name: 'sequence',
  solve: async (problem, { limits, start, events }: SolveRequest) => {
    const board = new Board(problem, check, events, stopwatch());
    const found = searchOrders(termsOf(problem), limits.nodeLimit ?? STEPS, limits.seed);
    if (found !== null) board.offer(found.schedule, 'sequence');
    if (start !== null) board.offer(start, 'start');
    if (board.incumbent === null) board.offer(present(problem), 'present');
    return board.solution();
  },
});
