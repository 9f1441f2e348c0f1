import { setImmediate } from 'node:timers/promises';
import type { DaemonClock } from '../../src/daemon/world.ts';

/** A clock that stands still until it is moved; whoever waits is woken at his second, in order. */
export interface VirtualClock extends DaemonClock {
  /** Lets so many seconds pass, and everything happen that does meanwhile. */
  readonly advance: (seconds: number) => Promise<void>;
}

interface Waiter {
  readonly at: number;
  readonly wake: () => void;
}

export function virtualClock(start: number): VirtualClock {
  let now = start;
  const waiters = new Set<Waiter>();

  const until: DaemonClock['until'] = (at, signal) =>
    new Promise((resolve) => {
      if (signal.aborted || at <= now) return resolve();
      const waiter = {
        at,
        wake: () => {
          waiters.delete(waiter);
          signal.removeEventListener('abort', waiter.wake);
          resolve();
        },
      };
      signal.addEventListener('abort', waiter.wake);
      waiters.add(waiter);
    });

  const advance = async (seconds: number): Promise<void> => {
    const target = now + seconds;
    for (;;) {
      await quiet();
      const [first] = [...waiters].sort((a, b) => a.at - b.at);
      if (first === undefined || first.at > target) break;
      now = Math.max(now, first.at);
      first.wake();
    }
    now = target;
    await quiet();
  };
  return { unixSeconds: () => now, elapsedSeconds: () => now - start, until, advance };
}

/** Until everything that can go on without time passing has. */
async function quiet(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await setImmediate();
}
