import { DateTime } from 'luxon';
import { InputError } from '../domain/errors.ts';

/** A reader of one option's text: gives its value, or throws an `InputError` that names the option. */
type Read<Value> = (option: string, text: string) => Value;

/** A value read once; an option given twice is refused, since it is not clear which one is meant. */
export const once =
  <Value>(option: string, read: Read<Value>) =>
  (given: unknown): Value => {
    if (Array.isArray(given)) throw new InputError(option, 'was given more than once', 'Give it once.');
    return read(option, String(given));
  };

/** Text that is not empty. */
export const text: Read<string> = (option, given) => {
  if (given === '') throw new InputError(option, 'needs a value', `Write ${option} VALUE.`);
  return given;
};

const UNIT_SECONDS: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3_600, d: 86_400 };
const LONGEST_SECONDS = 366 * 86_400;

/** A span in seconds, above 0: `30`, `30s`, `5m`, `4h`, `1h30m`, `01:30:00`. At most a year. */
export const span: Read<number> = (option, given) => {
  const seconds = clockSeconds(given) ?? unitSeconds(given);
  if (seconds !== null && seconds > 0 && seconds <= LONGEST_SECONDS) return seconds;
  throw new InputError(option, `expected a span of time, found "${given}"`, 'Write 30s, 5m, 4h, 1h30m or 01:30:00.');
};

/** A span in whole seconds. */
export const wholeSpan: Read<number> = (option, given) => {
  const seconds = span(option, given);
  if (Number.isInteger(seconds)) return seconds;
  throw new InputError(option, `expected whole seconds, found "${given}"`, 'Write 30s, 5m or 4h.');
};

/** So long after a start, in whole seconds, 0 included: `0`, `367285s`, `37d`, `01:30:00`. */
export const offset: Read<number> = (option, given) => {
  const seconds = clockSeconds(given) ?? unitSeconds(given);
  if (seconds !== null && Number.isSafeInteger(seconds)) return seconds;
  throw new InputError(option, `expected whole seconds, found "${given}"`, 'Write 0, 90s, 4h, 30d or 01:30:00.');
};

/** A share from 0 to 1: `1%`, `0.01`. */
export const share: Read<number> = (option, given) => {
  const [, digits, percent] = /^(\d+(?:\.\d+)?)\s*(%?)$/.exec(given) ?? [];
  const value = Number(digits) / (percent === '%' ? 100 : 1);
  if (digits !== undefined && value <= 1) return value;
  throw new InputError(option, `expected a share from 0 to 1, found "${given}"`, 'Write 1% or 0.01.');
};

/** A whole number, at least `least`. */
export const whole =
  (least: number): Read<number> =>
  (option, given) => {
    const value = /^\d+$/.test(given) ? Number(given) : Number.NaN;
    if (Number.isSafeInteger(value) && value >= least) return value;
    throw new InputError(option, `expected a whole number, at least ${least}, found "${given}"`, `Write ${option} 1.`);
  };

/** A moment in Unix seconds: ISO 8601 with a zone, or Unix seconds themselves. */
export const moment: Read<number> = (option, given) => {
  const seconds = /^\d{1,11}$/.test(given) ? Number(given) : isoSeconds(given);
  if (seconds !== null && seconds <= 99_999_999_999) return seconds;
  const remedy = 'Write ISO 8601 with a zone (2026-11-23T03:26:11Z) or Unix seconds.';
  throw new InputError(option, `expected a moment, found "${given}"`, remedy);
};

/** One of the names known. */
export const oneOf =
  (names: readonly string[]): Read<string> =>
  (option, given) => {
    if (names.includes(given)) return given;
    throw new InputError(option, `there is no "${given}"`, `Write one of ${names.join(', ')}.`);
  };

/** Names separated by commas, at least one. */
export const names: Read<readonly string[]> = (option, given) => {
  const found = given.split(',').map((name) => name.trim());
  if (found.every((name) => name !== '')) return found;
  throw new InputError(option, `expected names separated by commas, found "${given}"`, `Write ${option} A,B,C.`);
};

/** Whole numbers separated by commas, each at least `least`. */
export const wholes =
  (least: number): Read<readonly number[]> =>
  (option, given) =>
    names(option, given).map((each) => whole(least)(option, each));

/** Numbers above 0 separated by commas, at least one. */
export const amounts: Read<readonly number[]> = (option, given) => {
  const found = given.split(',').map((each) => (/^\d+(\.\d+)?$/.test(each.trim()) ? Number(each) : Number.NaN));
  if (found.every((value) => value > 0)) return found;
  throw new InputError(option, `expected numbers separated by commas, found "${given}"`, `Write ${option} 0.42,0.85.`);
};

function clockSeconds(given: string): number | null {
  const [, hours, minutes, seconds] = /^(\d+):([0-5]\d):([0-5]\d)$/.exec(given) ?? [];
  return hours === undefined ? null : Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds);
}

function unitSeconds(given: string): number | null {
  if (!/^(\d+(\.\d+)?[smhd]?)+$/.test(given)) return null;
  const parts = [...given.matchAll(/(\d+(?:\.\d+)?)([smhd]?)/g)];
  if (parts.length > 1 && parts.some(([, , unit]) => unit === '')) return null;
  return parts.reduce((sum, [, digits, unit]) => sum + Number(digits) * (UNIT_SECONDS[unit ?? ''] as number), 0);
}

function isoSeconds(given: string): number | null {
  if (!/(Z|[+-]\d\d(:?\d\d)?)$/i.test(given)) return null;
  const moment = DateTime.fromISO(given, { setZone: true });
  return moment.isValid && moment.toSeconds() >= 0 ? Math.floor(moment.toSeconds()) : null;
}
