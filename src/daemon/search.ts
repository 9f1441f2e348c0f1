import type { Alarm } from './alarm.ts';
import type { PlanWatch } from './planner.ts';
import type { DaemonClock } from './world.ts';

/** When a search gives way to news. */
export interface Interruption {
  readonly alarm: Alarm;
  readonly clock: DaemonClock;
  /** Every search has at least so long, however much is going on. */
  readonly seconds: number;
}

/** A search ends early, with what it has by then, when an event calls for the next epoch. */
export const onNews =
  ({ alarm, clock, seconds }: Interruption): PlanWatch['search'] =>
  (ended) => {
    const cut = new AbortController();
    void alarm
      .next(Number.POSITIVE_INFINITY, clock.unixSeconds() + seconds, ended)
      .then((why) => why === 'event' && cut.abort());
    return cut.signal;
  };
