import type { Problem } from './problem.ts';
import type { Schedule } from './schedule.ts';
import type { Solution } from './solution.ts';

/** What the epoch before this one was about and what was decided then: where planning goes on from. */
export interface LastEpoch {
  readonly problem: Problem;
  /** Valid for `problem`. */
  readonly schedule: Schedule;
  /** How the schedule was found and proven; null when that is not known. */
  readonly solution: Solution | null;
}
