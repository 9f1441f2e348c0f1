import type { DaemonClock } from './world.ts';

/** How events are gathered, seconds. */
export interface Debounce {
  /** An epoch begins when nothing was heard for so long … */
  readonly quietSeconds: number;
  /** … and at the latest so long after the first event. */
  readonly mostSeconds: number;
}

export const DEBOUNCE: Debounce = { quietSeconds: 0.2, mostSeconds: 0.8 };

/** Tells when the next epoch begins: on the clock, or early when events call for one. */
export interface Alarm {
  /** An event calls for an epoch. Costs next to nothing, however many there are. */
  readonly call: () => void;
  /** Forgets the calls so far: the epoch that begins now sees what they were about. */
  readonly clear: () => void;
  /** Waits for the first of: that moment; a call, its burst over and `soonest` reached; the signal. */
  readonly next: (at: number, soonest: number, signal: AbortSignal) => Promise<'clock' | 'event' | 'ended'>;
}

export function alarmOf(clock: DaemonClock, { quietSeconds, mostSeconds }: Debounce): Alarm {
  let first: number | null = null;
  let latest = 0;
  let wake = new AbortController();

  const call = (): void => {
    latest = clock.unixSeconds();
    if (first !== null) return;
    first = latest;
    wake.abort();
    wake = new AbortController();
  };
  const dueAt = (soonest: number): number =>
    first === null ? Number.POSITIVE_INFINITY : Math.max(soonest, Math.min(first + mostSeconds, latest + quietSeconds));

  const next: Alarm['next'] = async (at, soonest, signal) => {
    for (;;) {
      if (signal.aborted) return 'ended';
      const now = clock.unixSeconds();
      if (now >= dueAt(soonest)) return 'event';
      if (now >= at) return 'clock';
      await clock.until(Math.min(at, dueAt(soonest)), AbortSignal.any([signal, wake.signal]));
    }
  };
  return {
    call,
    clear: () => {
      first = null;
    },
    next,
  };
}
