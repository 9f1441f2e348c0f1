import { InputError } from '../domain/errors.ts';
import type { Problem } from '../domain/problem.ts';
import type { Solver } from '../ports.ts';
import { type AutoDependencies, autoSolver } from './auto.ts';
import type { Check, Stopwatch } from './board.ts';
import { lagrangianSolver } from './bound/solver.ts';
import { firstWhereItSuits, startsSolver, whereItDoesNotSuit } from './exact/solver.ts';
import { type GreedyPolicy, greedyPolicies } from './greedy/policies.ts';
import { greedySolver } from './greedy/solver.ts';
import { classBoundSolver } from './highs/class-bound.ts';
import { highsSolver } from './highs/solver.ts';
import { gapOf } from './instant/gap/instance.ts';
import { gapSolver } from './instant/gap/solver.ts';
import { isInstant } from './instant/is-instant.ts';
import { instantSolver } from './instant/solver.ts';
import { jslpSolver } from './jslp/solver.ts';
import { coresHere } from './plain/crew.ts';
import { isProject, projectSolver } from './project/solver.ts';
import { repairSolver } from './repair/solver.ts';
import { sequenceSolver } from './sequence/solver.ts';

/** OpenNebula's shipped MAX_HOST. */
const DEFAULT_MAX_HOST = 1;

/** Beyond so many jobs HiGHS does not get the class relaxation past the Lagrangian bound in half a minute. */
const CLASS_BOUND_JOBS = 120;

/** What solvers are made of. */
interface Parts {
  readonly check: Check;
  readonly stopwatch: () => Stopwatch;
  readonly workers: number;
  readonly greedy: Readonly<Record<string, GreedyPolicy>>;
}

/** Solvers by themselves. */
const SINGLE: Readonly<Record<string, (parts: Parts) => Solver>> = {
  highs: highsSolver,
  jslp: jslpSolver,
  repair: ({ check, stopwatch }) => repairSolver(check, stopwatch),
  project: projectSolver,
  instant: instantSolver,
  starts: startsSolver,
  gap: gapSolver,
  sequence: ({ check, stopwatch }) => sequenceSolver(check, stopwatch),
};

/** Who takes a problem of one kind alone, the first that suits. */
const SPECIAL: readonly { readonly name: string; readonly suits: (problem: Problem) => boolean }[] = [
  { name: 'project', suits: isProject },
  { name: 'gap', suits: (problem) => gapOf(problem) !== null },
  { name: 'instant', suits: isInstant },
];

/** The greedy policies, by name. */
export const GREEDY_POLICIES: readonly string[] = Object.keys(greedyPolicies(DEFAULT_MAX_HOST));

/** Every solver that can be asked for. */
export const SOLVER_NAMES: readonly string[] = ['auto', 'search', ...Object.keys(SINGLE), ...GREEDY_POLICIES];

export interface SolverDependencies {
  readonly check: Check;
  /** MAX_HOST of the rank policies; OpenNebula's default when it is not given. */
  readonly maxHost?: number;
  /** Threads that search at one time; as many as there are cores when it is not given. */
  readonly workers?: number | undefined;
}

/**
 * A solver by its name.
 *
 * @throws InputError when no solver has that name.
 */
export function solverNamed(name: string, dependencies: SolverDependencies): Solver {
  const { check, maxHost = DEFAULT_MAX_HOST, workers = coresHere() } = dependencies;
  const parts = { check, stopwatch, workers, greedy: greedyPolicies(maxHost) };
  const place = parts.greedy[name];
  if (place !== undefined) return greedySolver(name, place, check, stopwatch);
  if (name === 'auto' || name === 'search') return portfolio(name, parts);
  const make = SINGLE[name];
  if (make !== undefined) return make(parts);
  throw new InputError(`solver "${name}"`, 'there is none of that name', `Known are ${SOLVER_NAMES.join(', ')}.`);
}

/** The portfolio; `search` is the same without exact solvers. */
function portfolio(name: 'auto' | 'search', parts: Parts): Solver {
  const special = SPECIAL.map((kind) => ({ ...kind, solver: (SINGLE[kind.name] as (parts: Parts) => Solver)(parts) }));
  const prices = lagrangianSolver(stopwatch);
  const exact = name === 'search' ? [{ solver: prices, mostJobs: ANY }] : exactSolvers(prices, parts);
  return autoSolver({ ...parts, name, special, exact });
}

/** Where starts can be proven by themselves, the others would only be in the way. */
const exactSolvers = (prices: Solver, parts: Parts): AutoDependencies['exact'] => [
  { solver: whereItDoesNotSuit(prices, parts), mostJobs: ANY },
  { solver: whereItDoesNotSuit(classBoundSolver(parts), parts), mostJobs: CLASS_BOUND_JOBS },
  { solver: firstWhereItSuits(startsSolver(parts), highsSolver(parts), parts), mostJobs: ANY },
];

const ANY = Number.POSITIVE_INFINITY;

function stopwatch(): Stopwatch {
  const began = performance.now();
  return () => (performance.now() - began) / 1000;
}
