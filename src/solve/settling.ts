import { compareCosts } from '../domain/levels.ts';
import type { Problem } from '../domain/problem.ts';
import type { Decision, Schedule } from '../domain/schedule.ts';
import type { Incumbent, Solution } from '../domain/solution.ts';
import type { Solver } from '../ports.ts';
import type { Check } from './board.ts';

/** So many moves are looked at one by one; of more, the rest is left as it is. */
const MOST_MOVES = 500;

/**
 * A solver whose answer is looked through once more: moves that cost nothing and bring nothing are taken back, one
 * after the other, as long as the schedule stays valid and costs no more.
 */
export const settling = (solver: Solver, check: Check): Solver => ({
  name: solver.name,
  solve: async (problem, request) => settled(problem, await solver.solve(problem, request), check),
});

function settled(problem: Problem, solution: Solution, check: Check): Solution {
  if (solution.status !== 'optimal' && solution.status !== 'feasible') return solution;
  return { ...solution, incumbent: withoutIdleMoves(problem, solution.incumbent, check) };
}

function withoutIdleMoves(problem: Problem, incumbent: Incumbent, check: Check): Incumbent {
  let best: Incumbent = incumbent;
  for (const { job, position } of movesOf(incumbent.schedule).slice(0, MOST_MOVES)) {
    const schedule = best.schedule.with(job, staying(best.schedule[job] as Decision, position));
    const { violations, cost } = check(problem, schedule);
    if (violations.length === 0 && compareCosts(cost, best.cost) <= 0) best = { ...best, schedule, cost };
  }
  return best;
}

const movesOf = (schedule: Schedule): readonly { readonly job: number; readonly position: number }[] =>
  schedule.flatMap((decision, job) =>
    decision.kind === 'run' ? decision.moves.map(({ position }) => ({ job, position })) : [],
  );

const staying = (decision: Decision, position: number): Decision =>
  decision.kind === 'run'
    ? { ...decision, moves: decision.moves.filter((move) => move.position !== position) }
    : decision;
