/**
 * Tokens of OpenNebula's requirement and rank expressions. Columns count characters from 1.
 * A quoted string may stand where a name does, and `""` is a string without text, which equals nothing.
 */
export type Token =
  | { readonly kind: 'symbol'; readonly symbol: string; readonly column: number }
  | { readonly kind: 'string'; readonly text: string | null; readonly column: number }
  | { readonly kind: 'integer' | 'float'; readonly value: number; readonly column: number }
  | { readonly kind: 'end'; readonly column: number };

/**
 * Cuts a text as OpenNebula's scanner does, the longest match first:
 *
 * - a minus that touches digits belongs to the number, so `FREE_CPU-5` is a name and a number;
 * - numbers are `-?digits` (32-bit, wrapping as C's `atoi`) and `-?digits.digits` (single precision), no exponent;
 * - a string ends at the next quote, whatever stands before it: there is no escape;
 * - a character of no token, a line break or a lone quote among them, is passed over without an error.
 */
export function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  for (const match of text.matchAll(SCANNER)) {
    const token = tokenOf(match, match.index + 1);
    if (token !== null) tokens.push(token);
  }
  return [...tokens, { kind: 'end', column: text.length + 1 }];
}

const SCANNER =
  /(?<float>-?[0-9]+\.[0-9]+)|(?<integer>-?[0-9]+)|(?<name>[A-Za-z][0-9A-Za-z_]*)|"(?<quoted>[^"]*)"|(?<symbol>[@!&|=><()*+/^-])/g;

function tokenOf(match: RegExpExecArray, column: number): Token | null {
  const { float, integer, name, quoted, symbol } = match.groups ?? {};
  if (float !== undefined) return { kind: 'float', value: Math.fround(Number(float)), column };
  if (integer !== undefined) return { kind: 'integer', value: wrapToInt(integer), column };
  if (name !== undefined) return { kind: 'string', text: name, column };
  if (quoted !== undefined) return { kind: 'string', text: quoted === '' ? null : quoted, column };
  if (symbol !== undefined) return { kind: 'symbol', symbol, column };
  return null;
}

/** C's `atoi` with 64-bit `long`: clamped to 64 bits, of which the low 32 are kept (5000000000 becomes 705032704). */
function wrapToInt(digits: string): number {
  const value = BigInt(digits);
  const clamped = value > LONG_MAX ? LONG_MAX : value < -LONG_MAX - 1n ? -LONG_MAX - 1n : value;
  return Number(BigInt.asIntN(32, clamped));
}

const LONG_MAX = 2n ** 63n - 1n;
