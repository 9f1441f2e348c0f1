/**
 * Numbers in the text of an attribute, as OpenNebula reads them (C++ `stream >> value`): blanks, then the longest
 * beginning that looks like a number; what follows it is not looked at. No such beginning is no number.
 */

/** A 32-bit integer; null when there is none or it does not fit (so 2147483648 is no integer). `12.7` is 12. */
export function readInt(text: string): number | null {
  const digits = /^[ \t\n\v\f\r]*([+-]?[0-9]+)/.exec(text)?.[1];
  if (digits === undefined) return null;
  const value = Number(digits);
  return value > INT_MAX || value < INT_MIN ? null : value + 0;
}

/** A number of single precision; null when there is none or it is too large. `4.5GB` is 4.5, but `4e` is none. */
export function readFloat(text: string): number | null {
  const [, mantissa = '', exponent = ''] = FLOAT.exec(text) ?? [];
  if (!/[0-9]/.test(mantissa) || (exponent !== '' && !/[0-9]$/.test(exponent))) return null;
  const value = Math.fround(Number(mantissa + exponent));
  return Number.isFinite(value) ? value : null;
}

/**
 * A float cut to an int, as an x86-64 processor does: towards zero; NaN, infinities (a division by zero) and what
 * does not fit become the smallest int.
 */
export const truncateToInt = (value: number): number =>
  value > INT_MIN - 1 && value < INT_MAX + 1 ? Math.trunc(value) + 0 : INT_MIN;

const FLOAT = /^[ \t\n\v\f\r]*([+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]*))([eE][+-]?[0-9]*)?/;
const INT_MAX = 2 ** 31 - 1;
const INT_MIN = -(2 ** 31);
