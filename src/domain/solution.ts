import type { Cost } from './levels.ts';
import type { Schedule } from './schedule.ts';

/** The best schedule found, and who found it. */
export interface Incumbent {
  readonly schedule: Schedule;
  /** Exact: recomputed from the schedule, never taken from a solver. */
  readonly cost: Cost;
  /** Name of the solver that found it. */
  readonly by: string;
}

/**
 * Why the search ended, and what it had by then. A bound holds for the true problem, level by level: no schedule that
 * is optimal on the levels before costs less on this one.
 */
export type Solution =
  | { readonly status: 'optimal'; readonly incumbent: Incumbent; readonly bound: Cost; readonly trace: Trace }
  | { readonly status: 'feasible'; readonly incumbent: Incumbent; readonly bound: Cost; readonly trace: Trace }
  | { readonly status: 'infeasible'; readonly reason: string; readonly trace: Trace }
  | { readonly status: 'unknown'; readonly reason: string; readonly trace: Trace };

/** How the solution came about. */
export interface Trace {
  readonly improvements: readonly Improvement[];
  /** What solvers did wrong and was survived: one line each, `highs: answer breaks capacity on lab-03`. */
  readonly faults: readonly string[];
  readonly wallSeconds: number;
}

/** A better incumbent or a better bound. */
export interface Improvement {
  /** Seconds since solving began. */
  readonly atSeconds: number;
  readonly cost: Cost | null;
  readonly bound: Cost;
  readonly by: string;
}

export const EMPTY_TRACE: Trace = { improvements: [], faults: [], wallSeconds: 0 };

/** The incumbent, when there is one. */
export const incumbentOf = (solution: Solution): Incumbent | null =>
  solution.status === 'optimal' || solution.status === 'feasible' ? solution.incumbent : null;
