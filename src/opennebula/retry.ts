import { setTimeout } from 'node:timers/promises';

/** How often and how patiently a read is asked again. */
export interface Patience {
  /** In all, the first included. */
  readonly tries: number;
  readonly firstSeconds: number;
  readonly longestSeconds: number;
  /** From 0 up to 1. */
  readonly random: () => number;
  /** Comes back early when the signal fires; never throws. */
  readonly pause: (seconds: number, signal: AbortSignal | undefined) => Promise<void>;
}

export const SYSTEM_PATIENCE: Patience = {
  tries: 4,
  firstSeconds: 0.25,
  longestSeconds: 5,
  random: Math.random,
  pause: (seconds, signal) => setTimeout(seconds * 1_000, undefined, { signal }).catch(() => undefined),
};

/** Seconds before the next try: twice as long each time, and drawn between half of that and all of it. */
export function waitBefore(tries: number, { firstSeconds, longestSeconds, random }: Patience): number {
  const full = Math.min(longestSeconds, firstSeconds * 2 ** (tries - 1));
  return full * (0.5 + random() / 2);
}
