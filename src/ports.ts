import type { LastEpoch } from './domain/last-epoch.ts';
import type { Cost } from './domain/levels.ts';
import type { Limits } from './domain/policy.ts';
import type { Problem } from './domain/problem.ts';
import type { Promised } from './domain/promise.ts';
import type { Schedule } from './domain/schedule.ts';
import type { Snapshot } from './domain/snapshot.ts';
import type { Solution } from './domain/solution.ts';

/** Where a snapshot comes from: a folder, a database, a driver's document, a live cloud. */
export interface Source {
  /** How messages name it: `folder:fixtures/clouds/lab`. */
  readonly name: string;
  /** Reads it once. Throws an `InputError` when nothing can be read; anything smaller becomes a verdict. */
  read(): Promise<Snapshot>;
}

/** A better incumbent with its cost, or (both null) a better bound. */
export interface SolverNews {
  readonly schedule: Schedule | null;
  readonly cost: Cost | null;
  readonly bound: Cost;
  readonly by: string;
  /** Mean start slot by job in a relaxation's optimum, −1 where it says nothing: a guide for who looks for schedules. */
  readonly starts?: Float64Array;
}

/** Told about every better incumbent or bound, as it happens. */
export interface SolverEvents {
  readonly improved: (improvement: SolverNews) => void;
  /** A solver misbehaved and was survived: one line. */
  readonly fault: (message: string) => void;
}

/**
 * A way to find schedules. It never throws for what a problem is like; it ends soon after its limits say so or
 * `signal` fires, with what it has. Its answers are checked by its caller: it is not trusted.
 */
export interface Solver {
  readonly name: string;
  solve(problem: Problem, request: SolveRequest): Promise<Solution>;
}

export interface SolveRequest {
  readonly limits: Limits;
  /** A schedule to start from, when one is known to be valid. */
  readonly start: Schedule | null;
  readonly events: SolverEvents;
  readonly signal: AbortSignal;
}

/** Wall clock in Unix seconds and a stopwatch in seconds; handed in, so that tests and simulations bring their own. */
export interface Clock {
  readonly unixSeconds: () => number;
  readonly elapsedSeconds: () => number;
}

/** Everything from outside that one epoch needs. */
export interface World {
  readonly source: Source;
  readonly solver: Solver;
  readonly clock: Clock;
  readonly events: SolverEvents;
  readonly signal: AbortSignal;
  /** What earlier epochs promised; empty without memory. */
  readonly promises: readonly Promised[];
  /** The epoch before, for the search to go on from; null without one. */
  readonly last: LastEpoch | null;
}
