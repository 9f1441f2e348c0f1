/** How numbers and times are written for people: OpenNebula's habits, UTC, and always the unit. */

const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** `12,345`. */
export const amount = (value: number): string => grouped.format(value);

/** A share as percent with the digits that matter: `0 %`, `0.04 %`, `2.8 %`, `100 %`. */
export function percent(share: number): string {
  const hundredths = share * 100;
  if (hundredths === 0) return '0 %';
  if (hundredths < 0.005) return '<0.01 %';
  if (hundredths < 1) return `${hundredths.toFixed(2)} %`;
  return `${hundredths < 10 ? hundredths.toFixed(1) : Math.round(hundredths)} %`;
}

/** Elapsed time: `0.31 s`, `12.3 s`. */
export const elapsed = (seconds: number): string => `${seconds.toFixed(seconds < 1 ? 2 : 1)} s`;

/** A moment as OpenNebula's lists write it, in UTC: `11/23 03:26:11`; `-` for none. */
export const moment = (unixSeconds: number | null): string =>
  unixSeconds === null ? '-' : iso(unixSeconds).slice(5, 19).replace('-', '/').replace('T', ' ');

/** ISO 8601 in UTC, whole seconds: `2026-11-23T03:26:11Z`. A time beyond the calendar is written as its number. */
export function iso(unixSeconds: number): string {
  const date = new Date(unixSeconds * 1000);
  return Number.isNaN(date.getTime()) ? `@${unixSeconds}` : date.toISOString().replace(/\.\d+Z$/, 'Z');
}

/** A span of seconds: `45s`, `5m`, `1h05m`, `2d03h`; `-` for none. */
export function span(seconds: number | null): string {
  if (seconds === null) return '-';
  if (seconds < 0) return `-${span(-seconds)}`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole}s`;
  if (whole < 3_600) return pair(whole, 60, 'm', 1, 's');
  if (whole < 86_400) return pair(whole, 3_600, 'h', 60, 'm');
  return pair(whole, 86_400, 'd', 3_600, 'h');
}

/** CPU in cores: `0.5`, `16`. */
export const cores = (cpuCentis: number): string => String(cpuCentis / 100);

/** Memory: `512M`, `1.5G`, `2T`. */
export function memory(mib: number): string {
  const units = ['M', 'G', 'T'] as const;
  const power = Math.min(mib < 1 ? 0 : Math.floor(Math.log2(mib) / 10), units.length - 1);
  const value = mib / 1024 ** power;
  return `${Number.isInteger(value) ? value : value.toFixed(1)}${units[power] as string}`;
}

/** A figure with so many digits, none where it is whole: for cells. */
export const fixed = (value: number | null, digits: number): string | number | null =>
  value === null || Number.isInteger(value) ? value : digits === 0 ? Math.round(value) : value.toFixed(digits);

/** `1 action`, `3 actions`. */
export const counted = (count: number, noun: string): string => `${amount(count)} ${noun}${count === 1 ? '' : 's'}`;

function pair(whole: number, large: number, largeUnit: string, small: number, smallUnit: string): string {
  const rest = Math.floor((whole % large) / small);
  const head = `${Math.floor(whole / large)}${largeUnit}`;
  return rest === 0 ? head : `${head}${String(rest).padStart(2, '0')}${smallUnit}`;
}
