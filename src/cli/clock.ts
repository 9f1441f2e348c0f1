import { performance } from 'node:perf_hooks';
import type { Clock } from '../ports.ts';

/** The machine's clock; the stopwatch runs since the process began. */
export const SYSTEM_CLOCK: Clock = {
  unixSeconds: () => Math.floor(Date.now() / 1000),
  elapsedSeconds: () => performance.now() / 1000,
};
