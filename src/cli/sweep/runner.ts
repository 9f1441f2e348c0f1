import type { SweepJob } from './job.ts';
import type { RunResult, RunTask } from './task.ts';

/** A run of a sweep by its place in the order of reports. What it needs is made when its turn comes. */
export interface Placed {
  readonly place: number;
  readonly task: () => RunTask;
  readonly job: () => SweepJob;
}

/** Hears how runs go on, by place. */
export interface SweepEvents {
  readonly began: (place: number) => void;
  /** Share of a run's requests that have arrived, 0 to 1. */
  readonly progress: (place: number, share: number) => void;
  readonly ended: (place: number, result: RunResult) => void;
}

/**
 * A way to run a sweep: here, in threads, over a queue. Results come in any order. The first run that fails ends the
 * sweep with its error; when the signal fires nothing is left running.
 */
export type Runner = (runs: readonly Placed[], events: SweepEvents, signal: AbortSignal) => Promise<void>;
