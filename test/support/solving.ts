import type { Problem } from '../../src/domain/problem.ts';
import type { Solution } from '../../src/domain/solution.ts';
import type { Solver } from '../../src/ports.ts';

/** Solves a small problem to the end, with nothing to start from; `timeLimitSeconds` is for solvers that may not end. */
export const solveSmall = (solver: Solver, problem: Problem, timeLimitSeconds = 60): Promise<Solution> =>
  solver.solve(problem, {
    limits: { timeLimitSeconds, gap: 0, seed: 1, nodeLimit: null, solver: solver.name },
    start: null,
    events: { improved: () => undefined, fault: () => undefined },
    signal: new AbortController().signal,
  });

/** A solution in a few words, to be compared: `optimal 0,0,12,5,1`. Less than proof says what went wrong. */
export const verdictOf = (solution: Solution): string => {
  const faults = solution.trace.faults.map((fault) => `; ${fault}`).join('');
  switch (solution.status) {
    case 'optimal':
      return `optimal ${solution.incumbent.cost.join()}`;
    case 'feasible':
      return `feasible ${solution.incumbent.cost.join()}, no better than ${solution.bound.join()}${faults}`;
    case 'infeasible':
    case 'unknown':
      return `${solution.status}: ${solution.reason}${faults}`;
  }
};
