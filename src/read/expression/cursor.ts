import type { Token } from './token.ts';
import { tokenize } from './token.ts';

/** Why a text can not be evaluated: it is not of the language, or it needs a part of XPath that is not read here. */
export interface Refusal {
  readonly code: 'BadAttribute' | 'Unsupported';
  /** Of the character at fault, from 1. */
  readonly column: number;
  /** A clause: `expected a number, found "GOLD"`. */
  readonly problem: string;
}

/** A text understood, or why not. */
export type Parsed<Expression> =
  | { readonly kind: 'parsed'; readonly expression: Expression }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** Longer texts are refused; OpenNebula's own templates stay far below. */
export const MAX_LENGTH = 65_536;
/** Parentheses, negations and signs within one another. */
export const MAX_NESTING = 1_000;

/** Reads a whole text by one grammar rule; `blank` is what a text without tokens means. */
export function parseWhole<Expression>(
  text: string,
  blank: Expression,
  rule: (cursor: Cursor) => Expression,
): Parsed<Expression> {
  if (text.length > MAX_LENGTH) return tooLong(text.length);
  const cursor = new Cursor(tokenize(text));
  if (cursor.ended) return { kind: 'parsed', expression: blank };
  const expression = rule(cursor);
  if (!cursor.ended) cursor.expected('an operator');
  if (cursor.refusal !== null) return { kind: 'refused', refusal: cursor.refusal };
  return { kind: 'parsed', expression };
}

function tooLong(length: number): { readonly kind: 'refused'; readonly refusal: Refusal } {
  const problem = `expected at most ${MAX_LENGTH} characters, found ${length}`;
  return { kind: 'refused', refusal: { code: 'BadAttribute', column: MAX_LENGTH + 1, problem } };
}

/**
 * Where a parser is in its tokens. The first refusal is kept and takes the cursor to the end, where every rule ends:
 * so the rules need no exceptions.
 */
export class Cursor {
  private index = 0;
  private nesting = 0;
  private firstRefusal: Refusal | null = null;
  private readonly tokens: readonly Token[];

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  get refusal(): Refusal | null {
    return this.firstRefusal;
  }

  /** The token at the cursor. */
  get token(): Token {
    return this.tokens[this.index] as Token;
  }

  get ended(): boolean {
    return this.token.kind === 'end';
  }

  /** Steps over the token. The end is never passed. */
  step(): void {
    if (!this.ended) this.index++;
  }

  /** Steps over the one of these symbols that is there; null when none is. */
  takeOneOf<Name extends string>(...symbols: readonly Name[]): Name | null {
    const { token } = this;
    const found = symbols.find((symbol) => token.kind === 'symbol' && token.symbol === symbol);
    if (found === undefined) return null;
    this.step();
    return found;
  }

  /** Steps over a symbol if it is there, and says whether it was. */
  skip(symbol: string): boolean {
    return this.takeOneOf(symbol) !== null;
  }

  /** Steps over a symbol that must be there. */
  require(symbol: string): void {
    if (!this.skip(symbol)) this.expected(`"${symbol}"`);
  }

  /** Runs a rule one level further in, or refuses when it is too deep. */
  nested<T>(rule: () => T, otherwise: T): T {
    if (this.nesting === MAX_NESTING) {
      this.refuse('BadAttribute', `expected at most ${MAX_NESTING} levels of nesting`);
      return otherwise;
    }
    this.nesting++;
    const result = rule();
    this.nesting--;
    return result;
  }

  /** Refuses the token at the cursor. */
  expected(what: string): void {
    this.refuse('BadAttribute', `expected ${what}, found ${described(this.token)}`);
  }

  refuse(code: Refusal['code'], problem: string): void {
    this.firstRefusal ??= { code, column: this.token.column, problem };
    this.index = this.tokens.length - 1;
  }
}

function described(token: Token): string {
  switch (token.kind) {
    case 'symbol':
      return `"${token.symbol}"`;
    case 'string':
      return token.text === null ? 'an empty string' : JSON.stringify(token.text);
    case 'integer':
    case 'float':
      return `the number ${token.value}`;
    case 'end':
      return 'the end';
  }
}
