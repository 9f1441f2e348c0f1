import { compareCosts } from '../../domain/levels.ts';
import type { Problem } from '../../domain/problem.ts';
import type { SolveRequest, Solver } from '../../ports.ts';
import { Board, type Check, type Stopwatch } from '../board.ts';
import { costOf } from '../cost.ts';
import { fcfs } from '../greedy/fcfs.ts';
import { present } from '../present.ts';
import { searchOrders } from './search.ts';
import { termsOf } from './terms.ts';

/** Orders tried beside the first ones where no limit of nodes says otherwise. */
const STEPS = 200;

/**
 * Search over orders of the jobs, for many short epochs one after another: counted in orders when there is a limit of nodes,
 * and in the caller's thread. Rules, budgets and what is chained are left to the timetable: first come, first served.
 */
export const sequenceSolver = (check: Check, stopwatch: () => Stopwatch): Solver => ({
  name: 'sequence',
  solve: async (problem, { limits, start, events, signal }: SolveRequest) => {
    const elapsedSeconds = stopwatch();
    const board = new Board(problem, check, events, elapsedSeconds);
    const isOver = (): boolean =>
      signal.aborted || (limits.nodeLimit === null && elapsedSeconds() > TIME_SHARE * limits.timeLimitSeconds);
    if (start !== null) board.offer(start, 'start');
    if (suits(problem)) {
      const search = { steps: limits.nodeLimit ?? STEPS, seed: limits.seed, isOver };
      const found = searchOrders(termsOf(problem), search);
      if (found !== null) board.offer(found.schedule, 'sequence');
    } else if (problem.placement === null) board.offer(fcfs(problem), 'fcfs');
    const nothing = present(problem);
    const { incumbent } = board;
    if (incumbent === null || compareCosts(costOf(problem, nothing), incumbent.cost) < 0)
      board.offer(nothing, 'present');
    return board.solution();
  },
});

/** What remains is for checking the answer. */
const TIME_SHARE = 0.8;

function suits({ rules, budgets, precedences, placement }: Problem): boolean {
  const isFree = budgets.migrations === null && budgets.pauses === null && budgets.actionsPerHostSlot === null;
  return rules.length === 0 && precedences.length === 0 && placement === null && isFree;
}
