import { DateTime } from 'luxon';

/** A time as an owner writes it: a point in time, or so long after the request was whole. Seconds. */
export type Moment =
  | { readonly kind: 'at'; readonly second: number }
  | { readonly kind: 'after-submission'; readonly seconds: number };

/** Unix seconds of a moment of a request that was whole at `submittedAt`. */
export const secondOf = (moment: Moment, submittedAt: number): number =>
  moment.kind === 'at' ? moment.second : submittedAt + moment.seconds;

/** Reads `+HH:MM:SS` or an ISO 8601 date and time with its zone; null when it is neither. */
export function readMoment(text: string): Moment | null {
  if (text.startsWith('+')) {
    const seconds = readSpan(text.slice(1));
    return seconds === null ? null : { kind: 'after-submission', seconds };
  }
  const second = readInstant(text);
  return second === null ? null : { kind: 'at', second };
}

/** Seconds of `HH:MM:SS`; hours may exceed 24, up to a century. Null when it is something else. */
export function readSpan(text: string): number | null {
  const [, hours, minutes, seconds] = /^([0-9]{1,6}):([0-5][0-9]):([0-5][0-9])$/.exec(text) ?? [];
  if (hours === undefined) return null;
  const span = Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds);
  return span <= CENTURY_SECONDS ? span : null;
}

/** A part of a second counts as the whole one, so nothing starts early. */
function readInstant(text: string): number | null {
  if (!ZONED.test(text)) return null;
  const instant = DateTime.fromISO(text, { setZone: true });
  return instant.isValid && instant.toMillis() >= 0 ? Math.ceil(instant.toMillis() / 1_000) : null;
}

/** A date, a time, and a zone; without a zone the same text would mean another moment on another machine. */
const ZONED = /^\d{4}-?[0-9W].*T[0-9:.,]+(Z|[+-]\d{2}(:?\d{2})?)$/i;
const CENTURY_SECONDS = 876_000 * 3_600;
