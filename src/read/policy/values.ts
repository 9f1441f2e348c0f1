import { z } from 'zod';
import { readMoment, readSpan } from '../moment.ts';

/** A value that one function reads from what YAML gives; null refuses it. */
const value = <T>(expected: string, read: (given: unknown) => T | null) =>
  z.unknown().transform((given, context): T => {
    const found = read(given);
    if (found !== null) return found;
    context.addIssue({ code: 'custom', message: `expected ${expected}, found ${shown(given)}` });
    return z.NEVER;
  });

const shown = (given: unknown): string => {
  if (given === undefined) return 'nothing';
  const text = JSON.stringify(given) ?? String(given);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
};

const within = (found: number | null, least: number, most: number): number | null =>
  found !== null && Number.isInteger(found) && found >= least && found <= most ? found : null;

/** A span in whole seconds: `30s`, `5m`, `4h`, `1d`, `1h30m`, `01:30:00`. A bare number has no unit and is refused. */
export const span = (least = 0) =>
  value(least > 0 ? `a span such as 30s, 5m or 4h, at least ${least}s` : 'a span such as 30s, 5m or 4h', (given) =>
    typeof given === 'string' ? within(readSpan(given) ?? unitSpan(given), least, YEAR_SECONDS) : null,
  );

const YEAR_SECONDS = 366 * 86_400;
const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

function unitSpan(given: string): number | null {
  if (!/^(\d+[smhd])+$/.test(given)) return null;
  const parts = [...given.matchAll(/(\d+)([smhd])/g)];
  return parts.reduce((sum, [, digits, unit]) => sum + Number(digits) * (UNIT_SECONDS[unit ?? ''] ?? 0), 0);
}

/** A rate in MiB per second, above 0: `100MiB/s`, `1GiB/s`. */
export const rate = value('a rate such as 100MiB/s or 1GiB/s', (given) => {
  const [, digits, unit] = /^(\d+)\s*([MG])iB\/s$/.exec(typeof given === 'string' ? given : '') ?? [];
  return digits === undefined ? null : within(Number(digits) * (unit === 'G' ? 1_024 : 1), 1, 1_000_000_000);
});

/** A share from 0 to 1: `1%`, `0.01`. */
export const share = value('a share such as 1% or 0.01', (given) => {
  const [, digits, percent] = /^(\d+(?:\.\d+)?)(%?)$/.exec(String(given)) ?? [];
  const found = Number(digits) / (percent === '%' ? 100 : 1);
  return digits !== undefined && found <= 1 ? found : null;
});

/** A whole number. */
export const whole = (least: number) =>
  value(`a whole number, at least ${least}`, (given) =>
    typeof given === 'number' ? within(given, least, MOST) : null,
  );

const MOST = 1_000_000_000;

/** What is read, or the word for having none, which gives null. */
export const orNone = <T>(word: 'none' | 'unlimited', inner: z.ZodType<T>) =>
  z.union([z.literal(word).transform(() => null), inner], {
    error: ({ input }) => `expected ${word} or ${sample(inner)}, found ${shown(input)}`,
  });

function sample(inner: z.ZodType<unknown>): string {
  const message = inner.safeParse(undefined).error?.issues[0]?.message ?? 'a value';
  return message.replace(/^expected /, '').replace(/, found nothing$/, '');
}

/** `true` or `false`. */
export const flag = value('true or false', (given) => (typeof given === 'boolean' ? given : null));

/** Text that says something; a number is taken as it is written. */
export const text = (what: string) =>
  value(what, (given) => {
    const found = typeof given === 'number' ? String(given) : given;
    return typeof found === 'string' && found.trim() !== '' ? found : null;
  });

/** One of a closed list of words. */
export const oneOf = <const Words extends readonly string[]>(...words: Words) =>
  value(`one of ${words.join(', ')}`, (given): Words[number] | null => words.find((word) => word === given) ?? null);

/** A moment in Unix seconds: ISO 8601 with its zone. */
export const instant = value('a date and time with its zone, such as 2026-11-23T05:00:00Z', (given) => {
  const found = typeof given === 'string' ? readMoment(given) : null;
  return found?.kind === 'at' ? found.second : null;
});
