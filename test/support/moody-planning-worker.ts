import process from 'node:process';
import { parentPort } from 'node:worker_threads';
import { checkSchedule } from '../../src/check/schedule.ts';
import { planOnRequest } from '../../src/daemon/planning-side.ts';
import { NoPlanError } from '../../src/domain/errors.ts';
import type { Policy } from '../../src/domain/policy.ts';
import type { Solver } from '../../src/ports.ts';
import { solverNamed } from '../../src/solve/registry.ts';

/** A planning thread that does as the name of its solver says: dies, hangs, devours memory, or plans. */
const solverFor = ({ limits }: Policy): Solver =>
  MOODS[limits.solver] ?? solverNamed(limits.solver, { check: checkSchedule, workers: 1 });

const mood = (name: string, solve: Solver['solve']): Solver => ({ name, solve });

const MOODS: Readonly<Record<string, Solver>> = {
  dies: mood('dies', () => {
    setImmediate(() => {
      throw new Error('of a mood');
    });
    return new Promise(() => undefined);
  }),
  leaves: mood('leaves', () => process.exit(3)),
  hangs: mood('hangs', () => {
    for (;;);
  }),
  devours: mood('devours', () => {
    const heap: number[][] = [];
    for (;;) heap.push(new Array<number>(100_000).fill(heap.length));
  }),
  refuses: mood('refuses', async () => {
    throw new NoPlanError('nothing in time');
  }),
  /** Searches until it is told to end. */
  ponders: mood('ponders', async (problem, request) => {
    const held = setInterval(() => undefined, 1_000);
    await new Promise((resolve) => request.signal.addEventListener('abort', resolve));
    clearInterval(held);
    const sound = solverNamed('conservative', { check: checkSchedule, workers: 1 });
    return sound.solve(problem, { ...request, signal: new AbortController().signal });
  }),
};

const clock = { unixSeconds: () => Date.now() / 1000, elapsedSeconds: () => performance.now() / 1000 };
if (parentPort !== null) planOnRequest(parentPort, solverFor, clock);
