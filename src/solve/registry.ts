import { InputError } from '../domain/errors.ts';
import type { Problem } from '../domain/problem.ts';
import type { Solver } from '../ports.ts';
import { autoSolver } from './auto.ts';
import type { Check, Stopwatch } from './board.ts';
import { lagrangianSolver } from './bound/solver.ts';
import { greedyPolicies } from './greedy/policies.ts';
import { greedySolver } from './greedy/solver.ts';
import { classBoundSolver } from './highs/class-bound.ts';
import { highsSolver } from './highs/solver.ts';
import { gapOf } from './instant/gap/instance.ts';
import { gapSolver } from './instant/gap/solver.ts';
import { jslpSolver } from './jslp/solver.ts';

/** OpenNebula's shipped MAX_HOST. */
const DEFAULT_MAX_HOST = 1;

/** Beyond so many jobs HiGHS does not get the class relaxation past the Lagrangian bound in half a minute. */
const CLASS_BOUND_JOBS = 120;

/** The greedy policies, by name. */
export const GREEDY_POLICIES: readonly string[] = Object.keys(greedyPolicies(DEFAULT_MAX_HOST));

/** Every solver that can be asked for. */
export const SOLVER_NAMES: readonly string[] = ['auto', 'search', 'highs', 'jslp', ...GREEDY_POLICIES];

export interface SolverDependencies {
  readonly check: Check;
  /** MAX_HOST of the rank policies; OpenNebula's default when it is not given. */
  readonly maxHost?: number;
}

/**
 * A solver by its name.
 *
 * @throws InputError when no solver has that name.
 */
export function solverNamed(name: string, { check, maxHost = DEFAULT_MAX_HOST }: SolverDependencies): Solver {
  const greedy = greedyPolicies(maxHost);
  const place = greedy[name];
  if (place !== undefined) return greedySolver(name, place, check, stopwatch);
  const lagrangian = { solver: lagrangianSolver(stopwatch), mostJobs: Number.POSITIVE_INFINITY };
  const classes = { solver: classBoundSolver({ check, stopwatch }), mostJobs: CLASS_BOUND_JOBS };
  const highs = { solver: highsSolver({ check, stopwatch }), mostJobs: Number.POSITIVE_INFINITY };
  switch (name) {
    case 'auto':
      return suited(
        gapSolver({ check, stopwatch, greedy }),
        (problem) => gapOf(problem) !== null,
        autoSolver({ name, check, stopwatch, greedy, exact: [lagrangian, classes, highs] }),
      );
    case 'search':
      return autoSolver({ name, check, stopwatch, greedy, exact: [lagrangian] });
    case 'highs':
      return highsSolver({ check, stopwatch });
    case 'jslp':
      return jslpSolver({ check, stopwatch });
    default:
      throw new InputError(`solver "${name}"`, 'there is none of that name', `Known are ${SOLVER_NAMES.join(', ')}.`);
  }
}

/** A solver for the problems it is made for, another one for all others. */
const suited = (special: Solver, suits: (problem: Problem) => boolean, general: Solver): Solver => ({
  name: general.name,
  solve: (problem, request) => (suits(problem) ? special : general).solve(problem, request),
});

function stopwatch(): Stopwatch {
  const began = performance.now();
  return () => (performance.now() - began) / 1000;
}
