import type { JobsOptions } from 'bullmq';

const DAY_SECONDS = 86_400;

/** Results are kept for those who ask for the same again, and gone some day. */
export const JOB_OPTIONS: JobsOptions = {
  attempts: 3,
  backoff: { type: 'exponential', delay: 1_000 },
  removeOnComplete: { age: 7 * DAY_SECONDS, count: 20_000 },
  removeOnFail: { age: DAY_SECONDS },
  stackTraceLimit: 1,
};

/** How often a job may outlive its workers before it is thought to be what kills them. */
export const MOST_STALLS = 5;

/** An event that asks whoever runs a job to end it. */
export const CANCEL = 'cancel';

/** Events that are kept in the server: results are among them. */
export const EVENTS_KEPT = 1_000;
