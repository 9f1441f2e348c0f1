import type { Cursor, Parsed } from './cursor.ts';
import { parseWhole } from './cursor.ts';
import { takeName } from './name.ts';

/** A rank: arithmetic over what an object is like. */
export type Rank =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'minus'; readonly operand: Rank }
  | { readonly kind: 'chain'; readonly first: Rank; readonly rest: readonly Step[] };

/** An operator and its right side, applied to all that stands before it. */
export interface Step {
  readonly operator: '+' | '-' | '*' | '/';
  readonly operand: Rank;
}

/**
 * Reads a rank. `*` and `/` bind closer than `+` and `-`, each level from left to right. A minus sign binds like a
 * subtraction, so it takes the whole product that follows: `A / - B * C` is `A / (-(B * C))`. Empty is 0.
 */
export const parseRank = (text: string): Parsed<Rank> => parseWhole(text, ZERO, sum);

function sum(cursor: Cursor): Rank {
  return chainOf(cursor, product, () => cursor.takeOneOf('+', '-'));
}

function product(cursor: Cursor): Rank {
  return chainOf(cursor, factor, () => cursor.takeOneOf('*', '/'));
}

function chainOf(cursor: Cursor, part: (cursor: Cursor) => Rank, takeOperator: () => Step['operator'] | null): Rank {
  const first = part(cursor);
  const rest: Step[] = [];
  for (let operator = takeOperator(); operator !== null; operator = takeOperator()) {
    rest.push({ operator, operand: part(cursor) });
  }
  return rest.length === 0 ? first : { kind: 'chain', first, rest };
}

function factor(cursor: Cursor): Rank {
  if (cursor.skip('-')) return { kind: 'minus', operand: cursor.nested(() => product(cursor), ZERO) };
  if (!cursor.skip('(')) return term(cursor);
  const inner = cursor.nested(() => sum(cursor), ZERO);
  cursor.require(')');
  return inner;
}

function term(cursor: Cursor): Rank {
  const { token } = cursor;
  if (token.kind === 'string') return { kind: 'name', name: takeName(cursor) };
  if (token.kind === 'integer' || token.kind === 'float') {
    cursor.step();
    return { kind: 'number', value: Math.fround(token.value) };
  }
  cursor.expected('a name or a number');
  return ZERO;
}

/** Of an empty text; and what stands for a refused one, whose expression nobody sees. */
const ZERO: Rank = { kind: 'number', value: 0 };
