import type { DriverMessage } from '../../domain/driver.ts';
import type { VmId } from '../../domain/ids.ts';
import { wording } from './log-lines.ts';

/** A foreseen start that moves by less is no news. */
const NEWS_MINUTES = 10;

/**
 * Leaves out what owners have been told already: oned is asked every few seconds, and writes each message to its
 * database and to the VM's log.
 *
 * @param told SCHED_MESSAGE of each VM that has one, as it stands: a date, a colon, and the message.
 */
export const untold = (messages: readonly DriverMessage[], told: ReadonlyMap<VmId, string>): readonly DriverMessage[] =>
  messages.filter(({ level, vm, text }) => {
    const before = vm === null ? undefined : told.get(vm);
    return level !== 'ERROR' || before === undefined || !saysTheSame(before.replace(DATED, ''), wording(text));
  });

/** `Mon Nov 23 01:39:22 2026: `, as oned puts it before a message. */
const DATED = /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]?\d [\d:]{8} \d{4} ?: /;
const MOMENT = /(\d{4}-\d{2}-\d{2} )?(\d{2}):(\d{2})/g;

/** The same words, and the same times of day within a few minutes. */
function saysTheSame(one: string, other: string): boolean {
  if (one.replace(MOMENT, '') !== other.replace(MOMENT, '')) return false;
  const [times, others] = [minutesIn(one), minutesIn(other)];
  return times.length === others.length && times.every((minute, each) => near(minute, others[each] as number));
}

const minutesIn = (text: string): readonly number[] =>
  [...text.matchAll(MOMENT)].map(([, , hours, minutes]) => Number(hours) * 60 + Number(minutes));

function near(one: number, other: number): boolean {
  const apart = Math.abs(one - other);
  return Math.min(apart, 24 * 60 - apart) < NEWS_MINUTES;
}
