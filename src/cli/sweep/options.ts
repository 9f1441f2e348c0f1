import type { InferredOptionTypes, Options } from 'yargs';
import { InputError } from '../../domain/errors.ts';
import { once, whole } from '../values.ts';
import { queueAddress } from './queue/address.ts';

const SCALE = 'Scale:';

/** Threads are cheap to name and dear to have. */
const MOST_THREADS = 1_024;

export function threadCount(option: string, given: string): number {
  const count = whole(1)(option, given);
  if (count <= MOST_THREADS) return count;
  throw new InputError(option, `${given} are more than ${MOST_THREADS}`, 'Give as many as the machine has cores.');
}

export const QUEUE_OPTION = {
  type: 'string',
  group: SCALE,
  describe: 'Redis or Valkey: redis://127.0.0.1:6379/0; its password in ONEPLAN_QUEUE_PASSWORD',
  coerce: once('--queue', queueAddress),
} as const satisfies Options;

/** Who runs a sweep. The report is the same whoever does. */
export const SWEEP_OPTIONS = {
  jobs: {
    type: 'string',
    group: SCALE,
    describe: 'runs side by side in so many threads',
    coerce: once('--jobs', threadCount),
  },
  queue: { ...QUEUE_OPTION, describe: `runs are done by oneplan worker over ${QUEUE_OPTION.describe}` },
  timings: {
    type: 'boolean',
    group: SCALE,
    describe:
      'computing time of policies in the report; as a rule for one workload, one window, and no --jobs or --queue',
  },
} as const satisfies Record<string, Options>;

export type SweepArgs = InferredOptionTypes<typeof SWEEP_OPTIONS>;

/** Throws an `InputError` when it is not clear who is to run a sweep. */
export function refuseBoth({ jobs, queue }: SweepArgs): void {
  if (jobs === undefined || queue === undefined) return;
  const problem = '--jobs and --queue are two ways to run a sweep';
  throw new InputError('--queue', problem, 'Give one; oneplan worker --concurrency says how many runs a worker does.');
}

/**
 * Whether computing time is measured. Runs that share a process would be charged for each other, and machines differ;
 * without it, the same sweep gives the same report to the byte. Throws an `InputError` when it can not be.
 */
export function areTimed({ jobs, queue, timings }: SweepArgs, cases: number): boolean {
  const apart = jobs === undefined && queue === undefined;
  if (timings === true && !apart) {
    const problem = 'computing time can not be measured where runs share cores or go to other machines';
    throw new InputError('--timings', problem, 'Leave out --jobs and --queue, or --timings.');
  }
  return apart && (timings ?? cases === 1);
}
