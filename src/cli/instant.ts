import { checkSchedule } from '../check/schedule.ts';
import type { InstantTerms } from '../domain/instant.ts';
import type { Policy } from '../domain/policy.ts';
import { instantProblem } from '../formulate/instant.ts';
import type { Solver } from '../ports.ts';
import type { Check } from '../solve/board.ts';
import { solverNamed } from '../solve/registry.ts';
import { settling } from '../solve/settling.ts';

/**
 * Solves the problem of one slot as one of one instant, and leaves nothing moved in vain. Its answers are checked as
 * both: what is to be done at once has to fit while it is being done.
 */
export function forOneInstant({ limits, rank }: Policy, terms: InstantTerms): Solver {
  return {
    name: limits.solver,
    solve: (problem, request) => {
      const check: Check = (asked, schedule) => {
        const judged = checkSchedule(asked, schedule);
        return { ...judged, violations: [...judged.violations, ...checkSchedule(problem, schedule).violations] };
      };
      const solver = settling(solverNamed(limits.solver, { check, maxHost: rank.maxHost }), check);
      return solver.solve(instantProblem(problem, terms), request);
    },
  };
}
