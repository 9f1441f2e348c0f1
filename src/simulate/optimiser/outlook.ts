import type { LeaseView, View } from '../policy.ts';
import { savingSeconds } from './planner-policy.ts';
import type { RunTimes } from './run-times.ts';
import type { OptimiserSettings } from './settings.ts';
import { isPromise, mayPause, type Teller } from './tellings.ts';

/** What is near: promises are kept by what was asked for, not by what is expected. */
export interface Outlook {
  /** A promise begins so soon that whoever is in its way has to be saved now. */
  readonly isNear: boolean;
  /** When the next one becomes near; null when none is in sight. */
  readonly lookAt: number | null;
  readonly hasPromises: boolean;
}

/** Beyond what saves take, twice, in seconds. */
const SPARE_SECONDS = 60;

export function outlookOf(view: View, isIn: (lease: LeaseView) => boolean): Outlook {
  const promises = view.leases.filter((lease) => isPromise(lease) && isIn(lease));
  const begins = promises.flatMap((lease) => (lease.status === 'waiting' ? [beginOf(lease, view.now)] : []));
  const lead = SPARE_SECONDS + 2 * longestSave(view);
  const near = begins.map((begin) => begin - lead);
  const later = near.filter((at) => at > view.now);
  return {
    isNear: near.length > later.length,
    lookAt: later.length === 0 ? null : Math.min(...later),
    hasPromises: promises.length > 0,
  };
}

function beginOf({ terms }: LeaseView, now: number): number {
  switch (terms.kind) {
    case 'advance-reservation':
      return terms.startAt;
    case 'deadline':
    case 'best-effort':
      return terms.notBefore ?? now;
    case 'immediate':
      return now;
  }
}

function longestSave({ leases, overheads }: View): number {
  const rate = overheads.saveMibPerSecond;
  if (rate === null) return 0;
  return Math.max(0, ...leases.filter(mayPause).map((lease) => savingSeconds(lease, rate, overheads.serialPerHost)));
}

/**
 * How long leases are expected to run. Best effort as those like it did: when that is wrong it is paused, or others wait. A promise
 * has what it asked for, and so has everybody when a promise is near, or who can not be paused for one.
 */
export const expectations =
  ({ isNear, hasPromises }: Outlook, runTimes: RunTimes, { trySeconds }: OptimiserSettings): Teller['expects'] =>
  (lease) => {
    const inAll = runTimes.expectedSeconds(lease, trySeconds);
    const isFree = !isPromise(lease) && !isNear && (mayPause(lease) || !hasPromises);
    return { left: isFree ? runTimes.leftSeconds(lease, trySeconds) : lease.leftSeconds, inAll };
  };
