/** Resolves after so many seconds, or when the signal fires. */
export const delay = (seconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, seconds * 1000);
    const ended = (): void => {
      clearTimeout(timer);
      resolve();
    };
    signal.addEventListener('abort', ended, { once: true });
  });

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
