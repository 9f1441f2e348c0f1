/** A value of XML-RPC, as OpenNebula uses it. Whole numbers only; every array and structure is bounded in depth. */
export type Value = string | number | boolean | readonly Value[] | { readonly [member: string]: Value };

/** What kept a call from being answered with a value. `message` is one line and never holds a credential. */
export type Failure =
  /** oned understood and said no: nothing was done. */
  | { readonly kind: 'refused'; readonly code: RefusalCode; readonly message: string }
  /** The call as such is not known or has other parameters: another version. Nothing was done. */
  | { readonly kind: 'fault'; readonly message: string }
  /** There was no connection: nothing was done. */
  | { readonly kind: 'unsent'; readonly message: string }
  /** The call went out and no answer came: it may have been done. */
  | { readonly kind: 'unheard'; readonly message: string }
  /** What came back is no answer of OpenNebula: it may have been done. */
  | { readonly kind: 'garbage'; readonly message: string }
  /** The caller's signal fired: it may have been done. */
  | { readonly kind: 'cancelled'; readonly message: string };

/** The answer to one call. */
export type Reply<T> = { readonly kind: 'value'; readonly value: T } | Failure;

/** oned's error codes by name. */
export type RefusalCode =
  | 'authentication'
  | 'authorization'
  | 'no-such-object'
  | 'action'
  | 'api'
  | 'internal'
  | 'allocate'
  | 'locked'
  | 'replication'
  | 'other';

const CODES: Readonly<Record<number, RefusalCode>> = {
  256: 'authentication',
  512: 'authorization',
  1024: 'no-such-object',
  2048: 'action',
  4096: 'api',
  8192: 'internal',
  16384: 'allocate',
  32768: 'locked',
  65536: 'replication',
};

/** OpenNebula's answer is an array: true and the value, or false, the message and the code. */
export function replyOf(answer: Value): Reply<Value> {
  const [done, value, code] = Array.isArray(answer) ? (answer as readonly Value[]) : [];
  if (done === true && value !== undefined) return { kind: 'value', value };
  if (done === false && typeof value === 'string') {
    return { kind: 'refused', code: CODES[Number(code)] ?? 'other', message: oneLine(value) };
  }
  return { kind: 'garbage', message: 'the answer has not the form of one of OpenNebula' };
}

/** Text as it stands in a message: on one line, printable, and not endless. */
export function oneLine(text: string): string {
  const line = text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
  return line.length > 500 ? `${line.slice(0, 500)}…` : line;
}
