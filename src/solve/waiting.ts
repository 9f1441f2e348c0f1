import { setTimeout as sleep } from 'node:timers/promises';

/** Resolves after so many seconds, or when the signal fires. */
export const delay = (seconds: number, signal: AbortSignal): Promise<void> =>
  sleep(seconds * 1000, undefined, { signal }).catch(() => undefined);

/** Resolves when the signal fires. */
export const aborted = (signal: AbortSignal): Promise<void> =>
  signal.aborted
    ? Promise.resolve()
    : new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));

/** Resolves when at most one of them is not yet done. */
export const allButOne = (promises: readonly Promise<void>[]): Promise<void> =>
  new Promise((resolve) => {
    let pending = promises.length;
    if (pending <= 1) resolve();
    for (const promise of promises) void promise.then(() => --pending <= 1 && resolve());
  });

/** Resolves once everything that has happened until now has been told. */
export const told = async (): Promise<void> => {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
};
