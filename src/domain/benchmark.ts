import type { Cost } from './levels.ts';
import type { Problem } from './problem.ts';
import type { Schedule } from './schedule.ts';

/** One instance of somebody else's benchmark, read as a problem of ours. */
export interface BenchInstance {
  readonly name: string;
  readonly problem: Problem;
  /**
   * The benchmark's own objective, in its own unit, of a schedule that keeps every rule; it is minimised. Not finite
   * when the benchmark would not take it for a solution.
   */
  readonly objectiveOf: (schedule: Schedule, cost: Cost) => number;
  /** A bound on our levels as a bound on the benchmark's objective; null when it says nothing about it. */
  readonly boundOf: (bound: Cost) => number | null;
  /** Best value known; null when none is. */
  readonly bestKnown: number | null;
}
