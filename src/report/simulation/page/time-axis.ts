/** The unit in which a span is best shown, in seconds, and what it is called. */
export interface TimeUnit {
  readonly seconds: number;
  readonly words: string;
}

const UNITS: readonly TimeUnit[] = [
  { seconds: 86_400, words: 'days' },
  { seconds: 3_600, words: 'hours' },
  { seconds: 60, words: 'minutes' },
  { seconds: 1, words: 'seconds' },
];

/** The largest unit of which the span has three or more. */
export const timeUnit = (spanSeconds: number): TimeUnit =>
  UNITS.find(({ seconds }) => spanSeconds >= 3 * seconds) ?? (UNITS.at(-1) as TimeUnit);

/** Ticks on a logarithmic axis of seconds, with their names. */
const TICKS: readonly (readonly [number, string])[] = [
  [1, '≤ 1 s'],
  [10, '10 s'],
  [60, '1 min'],
  [600, '10 min'],
  [3_600, '1 h'],
  [21_600, '6 h'],
  [86_400, '1 d'],
  [604_800, '7 d'],
  [2_592_000, '30 d'],
];

/** Moments of a logarithmic axis up to `most` seconds. */
export const logTicks = (most: number): readonly number[] =>
  TICKS.map(([seconds]) => seconds).filter((seconds) => seconds <= most);

/** `10 min`. */
export const logTickWords = (seconds: number): string =>
  TICKS.find(([tick]) => tick === seconds)?.[1] ?? `${seconds} s`;
