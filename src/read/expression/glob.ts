/**
 * Patterns as POSIX `fnmatch` without flags has them: `*` any text, `?` any character (a slash and a leading dot
 * too), `[…]` one of a set, a backslash takes the next character as it is. Case matters. oned sets no locale, so a
 * character is a byte of UTF-8: `?` is half of an `é`.
 */
export interface Glob {
  readonly text: string;
  /** Null when it matches nothing: it ends in a lone backslash. */
  readonly parts: readonly Part[] | null;
}

type Part =
  | { readonly kind: 'any-text' }
  | { readonly kind: 'set'; readonly negated: boolean; readonly ranges: readonly Range[] };

/** First and last byte. */
type Range = readonly [from: number, to: number];

/** Reads a pattern once, to be matched often. */
export function compileGlob(text: string): Glob {
  const bytes = bytesOf(text);
  const parts: Part[] = [];
  for (let at = 0; at < bytes.length; ) {
    const piece = readPart(bytes, at);
    if (piece === null) return { text, parts: null };
    parts.push(piece.read);
    at = piece.next;
  }
  return { text, parts };
}

/**
 * Whether the whole text is of the pattern. Time is at most pattern × text: when a part fails, only the last `*` is
 * given one byte more, since an earlier one could gain nothing that this one can not.
 */
export function matchesGlob({ parts }: Glob, text: string): boolean {
  if (parts === null) return false;
  const bytes = bytesOf(text);
  let at = 0;
  let part = 0;
  let retryPart = -1;
  let retryAt = 0;
  while (at < bytes.length || part < parts.length) {
    const wanted = parts[part];
    if (wanted?.kind === 'any-text') {
      retryPart = ++part;
      retryAt = at;
    } else if (wanted !== undefined && at < bytes.length && accepts(wanted, bytes.charCodeAt(at))) {
      part++;
      at++;
    } else if (retryPart !== -1 && retryAt < bytes.length) {
      part = retryPart;
      at = ++retryAt;
    } else return false;
  }
  return true;
}

/** One character of code 0 to 255 for each byte of UTF-8. */
const bytesOf = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

const accepts = ({ negated, ranges }: Part & { kind: 'set' }, byte: number): boolean =>
  ranges.some(([from, to]) => from <= byte && byte <= to) !== negated;

interface Piece<T> {
  readonly read: T;
  readonly next: number;
}

const ANY: Part = { kind: 'set', negated: true, ranges: [] };

const one = (bytes: string, at: number): Piece<Part> => {
  const byte = bytes.charCodeAt(at);
  return { read: { kind: 'set', negated: false, ranges: [[byte, byte]] }, next: at + 1 };
};

function readPart(bytes: string, at: number): Piece<Part> | null {
  switch (bytes[at]) {
    case '*':
      return { read: { kind: 'any-text' }, next: at + 1 };
    case '?':
      return { read: ANY, next: at + 1 };
    case '[':
      return readSet(bytes, at + 1) ?? one(bytes, at);
    case '\\':
      return at + 1 < bytes.length ? one(bytes, at + 1) : null;
    default:
      return one(bytes, at);
  }
}

/** Reads a set after its `[`; null when nothing closes it, and then `[` is an ordinary character. */
function readSet(bytes: string, from: number): Piece<Part> | null {
  const negated = bytes[from] === '!' || bytes[from] === '^';
  const first = negated ? from + 1 : from;
  const ranges: Range[] = [];
  for (let at = first; at < bytes.length; ) {
    if (bytes[at] === ']' && at > first) return { read: { kind: 'set', negated, ranges }, next: at + 1 };
    const piece = readClass(bytes, at) ?? readRange(bytes, at);
    if (piece === null) return null;
    ranges.push(...piece.read);
    at = piece.next;
  }
  return null;
}

function readClass(bytes: string, at: number): Piece<readonly Range[]> | null {
  const [whole = '', name = ''] = /^\[:([a-z]+):\]/.exec(bytes.slice(at, at + 12)) ?? [];
  const ranges = Object.hasOwn(CLASSES, name) ? CLASSES[name] : undefined;
  return ranges === undefined ? null : { read: ranges, next: at + whole.length };
}

/** One byte, or `a-z`. A minus that is first or last is itself; a range upside down holds nothing. */
function readRange(bytes: string, at: number): Piece<readonly Range[]> | null {
  const low = readByte(bytes, at);
  if (low === null) return null;
  if (bytes[low.next] !== '-' || bytes[low.next + 1] === ']') return { read: [[low.read, low.read]], next: low.next };
  const high = readByte(bytes, low.next + 1);
  return high && { read: [[low.read, high.read]], next: high.next };
}

function readByte(bytes: string, at: number): Piece<number> | null {
  const next = bytes[at] === '\\' ? at + 1 : at;
  return next < bytes.length ? { read: bytes.charCodeAt(next), next: next + 1 } : null;
}

const DIGIT: Range = [0x30, 0x39];
const UPPER: Range = [0x41, 0x5a];
const LOWER: Range = [0x61, 0x7a];

/** POSIX classes in the C locale. */
const CLASSES: Readonly<Record<string, readonly Range[]>> = {
  alnum: [DIGIT, UPPER, LOWER],
  alpha: [UPPER, LOWER],
  blank: [
    [0x09, 0x09],
    [0x20, 0x20],
  ],
  cntrl: [
    [0x00, 0x1f],
    [0x7f, 0x7f],
  ],
  digit: [DIGIT],
  graph: [[0x21, 0x7e]],
  lower: [LOWER],
  print: [[0x20, 0x7e]],
  punct: [
    [0x21, 0x2f],
    [0x3a, 0x40],
    [0x5b, 0x60],
    [0x7b, 0x7e],
  ],
  space: [
    [0x09, 0x0d],
    [0x20, 0x20],
  ],
  upper: [UPPER],
  xdigit: [DIGIT, [0x41, 0x46], [0x61, 0x66]],
};
