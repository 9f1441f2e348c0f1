import type { Problem } from '../domain/problem.ts';
import type { Schedule } from '../domain/schedule.ts';

/** Nothing changes: what runs runs on, what waits is left. Valid for every problem. */
export const present = (problem: Problem): Schedule =>
  problem.jobs.map((job) => (job.kind === 'running' ? { kind: 'run', moves: [] } : { kind: 'leave' }));
