import type { Solver } from '../ports.ts';
import type { Alarm } from './alarm.ts';
import type { DaemonClock } from './world.ts';

/** When a search gives way to news. */
export interface Interruption {
  readonly alarm: Alarm;
  readonly clock: DaemonClock;
  /** Every search has at least so long, however much is going on. */
  readonly seconds: number;
}

/** A solver that ends early, with what it has by then, when an event calls for the next epoch. */
export const interruptible = (solver: Solver, { alarm, clock, seconds }: Interruption): Solver => ({
  name: solver.name,
  solve: async (problem, request) => {
    const done = new AbortController();
    const cut = new AbortController();
    const ended = AbortSignal.any([request.signal, done.signal]);
    const watching = alarm
      .next(Number.POSITIVE_INFINITY, clock.unixSeconds() + seconds, ended)
      .then((why) => why === 'event' && cut.abort());
    try {
      return await solver.solve(problem, { ...request, signal: AbortSignal.any([request.signal, cut.signal]) });
    } finally {
      done.abort();
      await watching;
    }
  },
});
