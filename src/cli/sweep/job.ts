import type { WorkloadOptions } from '../../read/workload/options.ts';
import type { Window } from '../../simulate/windows.ts';
import type { RunTerms } from './task.ts';

/** Where the requests come from. Whoever runs it reads them from a disk of his own. */
export interface WorkloadSource {
  /** FILE, or FORMAT:FILE. */
  readonly spec: string;
  readonly options: WorkloadOptions;
  /** Of all that is read: the same on every machine, or the run is refused. */
  readonly fingerprint: string;
}

/** One run of a sweep as a plain value: it says all that its result depends on. */
export interface SweepJob {
  readonly source: WorkloadSource;
  /** The part that is simulated; null is all. */
  readonly window: Window | null;
  readonly terms: RunTerms;
}
