import { parentPort, workerData } from 'node:worker_threads';
import { checkSchedule } from '../check/schedule.ts';
import { planOnRequest } from '../daemon/planning-side.ts';
import type { Policy } from '../domain/policy.ts';
import type { Clock, Solver } from '../ports.ts';
import { solverNamed } from '../solve/registry.ts';

/** What the planning thread of `oneplan run` is given. */
export interface PlanningData {
  /** Threads that search at one time; as many as there are cores when it is not given. */
  readonly workers: number | undefined;
}

const { workers } = workerData as PlanningData;

const solverFor = ({ limits, rank }: Policy): Solver =>
  solverNamed(limits.solver, { check: checkSchedule, maxHost: rank.maxHost, workers });

const CLOCK: Clock = {
  unixSeconds: () => Date.now() / 1000,
  elapsedSeconds: () => performance.now() / 1000,
};

if (parentPort !== null) planOnRequest(parentPort, solverFor, CLOCK);
