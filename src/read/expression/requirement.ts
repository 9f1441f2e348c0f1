import type { Cursor, Parsed } from './cursor.ts';
import { parseWhole } from './cursor.ts';
import type { Glob } from './glob.ts';
import { compileGlob } from './glob.ts';
import { takeName } from './name.ts';

/** A requirement: what a host, a datastore or a network must be like. */
export type Requirement =
  | { readonly kind: 'always' }
  | Comparison
  | { readonly kind: 'not'; readonly operand: Requirement }
  | { readonly kind: 'chain'; readonly first: Requirement; readonly rest: readonly Link[] };

/** `& operand` or `| operand`, applied to all that stands before it. */
export interface Link {
  readonly operator: '&' | '|';
  readonly operand: Requirement;
}

/** `name operator value`; the name always stands on the left. */
export interface Comparison {
  readonly kind: 'comparison';
  readonly name: string;
  readonly operator: Operator;
  readonly value: Literal;
}

export type Operator = '=' | '!=' | '>' | '<' | '@>';

/** What is compared with. An empty string has no glob: it neither equals nor differs from anything. */
export type Literal =
  | { readonly kind: 'integer' | 'float'; readonly value: number }
  | { readonly kind: 'text'; readonly glob: Glob | null };

/**
 * Reads a requirement. `&` and `|` share one level and are taken from left to right: `A=1 | B=2 & C=3` is
 * `(A=1 | B=2) & C=3`. `!` belongs to the one operand that follows it. Empty is true.
 */
export const parseRequirement = (text: string): Parsed<Requirement> => parseWhole(text, ALWAYS, chain);

function chain(cursor: Cursor): Requirement {
  const first = operand(cursor);
  const rest: Link[] = [];
  for (let operator = takeLink(cursor); operator !== null; operator = takeLink(cursor)) {
    rest.push({ operator, operand: operand(cursor) });
  }
  return rest.length === 0 ? first : { kind: 'chain', first, rest };
}

const takeLink = (cursor: Cursor) => cursor.takeOneOf('&', '|');

function operand(cursor: Cursor): Requirement {
  if (cursor.skip('!')) return { kind: 'not', operand: cursor.nested(() => operand(cursor), ALWAYS) };
  if (!cursor.skip('(')) return comparison(cursor);
  const inner = cursor.nested(() => chain(cursor), ALWAYS);
  cursor.require(')');
  return inner;
}

function comparison(cursor: Cursor): Requirement {
  const name = takeName(cursor);
  const operator = takeOperator(cursor);
  const value = operator === null ? null : takeLiteral(cursor, operator);
  return operator === null || value === null ? ALWAYS : { kind: 'comparison', name, operator, value };
}

/** `!=` and `@>` are two symbols each, so blanks may stand between them. */
function takeOperator(cursor: Cursor): Operator | null {
  const symbol = cursor.takeOneOf('=', '>', '<', '!', '@');
  switch (symbol) {
    case '!':
      cursor.require('=');
      return '!=';
    case '@':
      cursor.require('>');
      return '@>';
    case null:
      cursor.expected('one of = != > < @>');
      return null;
    default:
      return symbol;
  }
}

function takeLiteral(cursor: Cursor, operator: Operator): Literal | null {
  const { token } = cursor;
  const ordering = operator === '>' || operator === '<';
  if (token.kind === 'integer' || token.kind === 'float') {
    cursor.step();
    return { kind: token.kind, value: token.value };
  }
  if (token.kind === 'string' && !ordering) {
    cursor.step();
    return { kind: 'text', glob: token.text === null ? null : compileGlob(token.text) };
  }
  cursor.expected(ordering ? `a number after ${operator}` : 'a number or a string');
  return null;
}

/** Of an empty text; and what stands for a refused one, whose expression nobody sees. */
const ALWAYS: Requirement = { kind: 'always' };
