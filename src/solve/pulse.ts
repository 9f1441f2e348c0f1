import process from 'node:process';

/**
 * Signs of life of a thread, seen from another: when it last gave one, in nanoseconds of the clock that only runs
 * forward and that all threads of a process share. 0 before the first.
 */
export type Pulse = BigInt64Array;

export const newPulse = (): Pulse => new BigInt64Array(new SharedArrayBuffer(8));

/** Gives a sign of life: cheap enough for every round of an inner loop's outer loop. */
export const beat = (pulse: Pulse): void => void Atomics.store(pulse, 0, process.hrtime.bigint());

/** False for a thread that never gave one: it is dead, or one that gives none. */
export const hasBeaten = (pulse: Pulse): boolean => Atomics.load(pulse, 0) > 0n;

/** Silence that is worth a word: so many seconds at least, and so much of the thread's life. */
const LEAST_SECONDS = 1;
const LEAST_SHARE = 0.5;

/** Seconds without a sign of life up to now, when that is long for a thread of this age; null when it is not. */
export function silenceOf(pulse: Pulse, began: bigint): number | null {
  const now = process.hrtime.bigint();
  const last = Atomics.load(pulse, 0);
  const silent = Number(now - (last > began ? last : began)) / 1e9;
  const age = Number(now - began) / 1e9;
  return silent >= LEAST_SECONDS && silent >= LEAST_SHARE * age ? silent : null;
}
