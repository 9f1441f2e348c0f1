/** Minutes of the day in UTC, `04:05`; with the date, `2026-11-24 04:05`, when it is not the day of `now`. */
export function clock(second: number, now: number): string {
  const date = new Date(second * 1000);
  if (Number.isNaN(date.getTime())) return `@${second}`;
  const text = date.toISOString();
  const time = text.slice(11, 16);
  return Math.floor(second / DAY) === Math.floor(now / DAY) ? time : `${text.slice(0, 10)} ${time}`;
}

/** `now` or `at 04:05`. */
export const when = (second: number, now: number): string => (second <= now ? 'now' : `at ${clock(second, now)}`);

/** `from now` or `from 04:05`. */
export const since = (second: number, now: number): string => `from ${second <= now ? 'now' : clock(second, now)}`;

/** An amount of a resource of the problem, with its unit where it is known: `1.5 cores`, `64 GiB`, `3 licences`. */
export function amount(value: number, resource: string): string {
  if (resource === 'cpuCentis') return `${value / 100} cores`;
  if (resource !== 'memoryMib') return `${value} ${resource}`;
  return value % 1024 === 0 ? `${value / 1024} GiB` : `${value} MiB`;
}

/** A span in its two largest units, rounded down: `2 d 3 h`, `1 h 20 min`, `45 min`, `30 s`. */
export function span(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  const days = Math.floor(seconds / DAY);
  const hours = Math.floor((seconds % DAY) / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const parts = [days > 0 && `${days} d`, hours > 0 && `${hours} h`, minutes > 0 && days === 0 && `${minutes} min`];
  return parts.filter((part) => part !== false).join(' ');
}

/** `a`, `a and b`, `a, b and 3 more`: each name once, at most three of them. */
export function list(names: readonly string[]): string {
  const distinct = [...new Set(names)];
  if (distinct.length > 3) return `${distinct.slice(0, 2).join(', ')} and ${distinct.length - 2} more`;
  if (distinct.length < 2) return distinct.join('');
  return `${distinct.slice(0, -1).join(', ')} and ${distinct.at(-1)}`;
}

const DAY = 86_400;
