import type { Project } from './project.ts';

/** What a thread that works on a project is given. */
export interface ProjectTask {
  readonly project: Project;
  /** Makespan of a known schedule. */
  readonly upper: number;
  readonly seed: number;
  /** Schedules or conflicts after which it ends; null while there is something left to find. */
  readonly steps: number | null;
  /** [shortest makespan known, lower bound], for threads that work at one time. */
  readonly shared: Int32Array;
}

/** A shorter schedule, or a higher lower bound on the makespan. What it does not say is absent. */
export interface ProjectNews {
  readonly starts?: Int32Array;
  readonly lower?: number;
}
