/** When to try again after failures, Unix seconds. */
export interface BackOff {
  /** Another epoch failed, at `now` after `wallSeconds`: waits twice as long each time, an interval at most. */
  readonly failed: (now: number, wallSeconds: number) => number;
  readonly succeeded: () => void;
}

export function backOff(intervalSeconds: number): BackOff {
  let failures = 0;
  return {
    failed: (now, wallSeconds) => {
      failures += 1;
      const wait = Math.max(1, wallSeconds) * 2 ** Math.min(30, failures - 1);
      return now + Math.min(intervalSeconds, wait);
    },
    succeeded: () => {
      failures = 0;
    },
  };
}
