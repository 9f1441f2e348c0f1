import process from 'node:process';
import { checkSchedule } from '../../check/schedule.ts';
import type { LastEpoch } from '../../domain/last-epoch.ts';
import type { Limits } from '../../domain/policy.ts';
import type { Solution } from '../../domain/solution.ts';
import { solveOn } from '../../planner.ts';
import type { SolverEvents } from '../../ports.ts';
import { type Instance, problemOf } from '../../read/instance.ts';
import { solverNamed } from '../../solve/registry.ts';
import { delay } from '../../solve/waiting.ts';
import { SYSTEM_CLOCK } from '../clock.ts';

/** Whoever only wants the end. */
export const SILENT: SolverEvents = { improved: () => undefined, fault: () => undefined };

/** Threads of a search end a little after it: they are not to be counted with the next. */
const BETWEEN_SECONDS = 0.3;

export interface TimedTerms {
  readonly limits: Limits;
  /** Where the search goes on from; null is from nothing. */
  readonly last: LastEpoch | null;
  readonly signal: AbortSignal;
}

/** A search, and what it took from the problem being formulated on. */
export interface TimedRun {
  readonly solution: Solution;
  readonly seconds: number;
  /** Of all threads. */
  readonly cpuSeconds: number;
}

/** Solves an instance by itself: the one before has left the machine. */
export async function timed(instance: Instance, { limits, last, signal }: TimedTerms): Promise<TimedRun> {
  await delay(BETWEEN_SECONDS, signal);
  const problem = problemOf(instance);
  const solver = solverNamed(limits.solver, { check: checkSchedule });
  const [began, cpuBegan] = [SYSTEM_CLOCK.elapsedSeconds(), cpuSeconds()];
  const solution = await solveOn({ solver, last, events: SILENT, signal }, limits, problem);
  return { solution, seconds: SYSTEM_CLOCK.elapsedSeconds() - began, cpuSeconds: cpuSeconds() - cpuBegan };
}

/** CPU of all threads of this process so far. */
function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
