import { performance } from 'node:perf_hooks';
import type { DaemonClock } from './world.ts';

/** A wait longer than this is made of several, so that a clock that was set is noticed. */
const LONGEST_WAIT_MS = 10_000;

/** The machine's clock, to the millisecond. */
export const DAEMON_CLOCK: DaemonClock = {
  unixSeconds: () => Date.now() / 1000,
  elapsedSeconds: () => performance.now() / 1000,
  until: async (unixSeconds, signal) => {
    while (!signal.aborted) {
      const left = unixSeconds * 1000 - Date.now();
      if (left <= 0) return;
      await waited(Math.min(LONGEST_WAIT_MS, Math.ceil(left)), signal);
    }
  },
};

const waited = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener('abort', end, { once: true });
  });
