import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { MAX_LENGTH, MAX_NESTING } from '../../../src/read/expression/cursor.ts';
import { rankOf } from '../../../src/read/expression/evaluate.ts';
import { parseRank } from '../../../src/read/expression/rank.ts';
import { subject } from '../../support/expression.ts';

/** The rank, or the column at which OpenNebula's grammar stops. */
type Outcome = number | { readonly column: number };

const LEAST = -2_147_483_648;

/** `rule` says where in OpenNebula the outcome comes from: its scanner, its grammar, or the look-up of names. */
const vectors: readonly (readonly [text: string, expected: Outcome, rule: string])[] = [
  ['', 0, 'grammar: an empty text is 0'],
  ['MAX_CPU', 1600, 'look-up: a name is its value'],
  ['ABSENT', 0, 'look-up: a missing name is 0'],
  ['MAX_CPU + ABSENT', 1600, 'look-up: a missing name is 0'],
  ['WORD', 0, 'number: what is no number is 0'],
  ['SPEED', 2, 'number: 2.5GHz is 2.5, and a rank is cut to an int'],
  ['SPEED * 2', 5, 'number: only the result is cut'],
  ['TORN + 1', 1, 'number: 4e is no float, so 0'],
  ['TWO_TIB / 2', 1_073_741_824, 'number: values are floats, no int limits them'],
  ['MIXED', 12, 'look-up: values that are no number are passed over'],
  ['"/HOST/TEMPLATE/MAX_CPU"', 1, 'look-up: a path from the root'],
  ['CURRENT_VMS', 0, 'CURRENT_VMS: asks for VM 0, which is here'],
  ['- MAX_CPU', -1600, 'grammar: a minus before a name'],
  ['-MAX_CPU', -1600, 'scanner: a minus before a letter is an operator'],
  ['- BELOW', 4, 'grammar: a minus before a negative value'],
  ['FREE_CPU - 5', 1495, 'grammar: a difference'],
  ['FREE_CPU-5', { column: 9 }, 'scanner: -5 is one number, so an operator is missing'],
  ['FREE_CPU -5', { column: 10 }, 'scanner: -5 is one number, so an operator is missing'],
  ['FREE_CPU - -5', 1505, 'scanner: a minus and a negative number'],
  ['FREE_CPU--5', 1505, 'scanner: the second minus touches the digit'],
  ['FREE_CPU+5', 1505, 'scanner: a plus never is part of a number'],
  ['1 + 2 * 3', 7, 'grammar: * binds closer than +'],
  ['(1 + 2) * 3', 9, 'grammar: parentheses'],
  ['10 - 3 - 2', 5, 'grammar: - from left to right'],
  ['100 / 10 / 2', 5, 'grammar: / from left to right'],
  ['100 / 10 * 2', 20, 'grammar: * and / share a level'],
  ['12 / - TIER * 3', -2, 'grammar: a minus takes the whole product after it: 12 / -(2 * 3)'],
  ['12 / -2 * 3', -18, 'scanner: -2 is a number, so (12 / -2) * 3'],
  ['- TIER + 5', 3, 'grammar: a minus takes no sum'],
  ['- - TIER', 2, 'grammar: a minus of a minus'],
  ['7 / 2', 3, 'grammar: a quotient is a float, cut at the end'],
  ['7 / 2 * 2', 7, 'grammar: nothing is cut in between'],
  ['0 - 7 / 2', -3, 'number: cut towards zero'],
  ['1 / 3 * 3 - 1', 0, 'number: single precision'],
  ['16777216 + 1 - 16777216', 0, 'number: single precision has 24 bits'],
  ['5 / ZERO', LEAST, 'number: infinity has no int'],
  ['0 - 5 / ZERO', LEAST, 'number: minus infinity has none either'],
  ['ZERO / ZERO', LEAST, 'number: nor has 0 / 0'],
  ['3000000000.0', LEAST, 'number: what does not fit an int'],
  ['3000000000', -1_294_967_296, 'scanner: an integer literal wraps'],
  ['1.5 + 1.5', 3, 'scanner: floats'],
  ['.5', 5, 'scanner: a dot without a digit before it is passed over'],
  ['1e3', { column: 2 }, 'scanner: no exponent'],
  ['MAX_CPU % 7', { column: 11 }, 'scanner: % is passed over, so an operator is missing'],
  ['MAX_CPU ^ 2', { column: 9 }, 'scanner: ^ is a token that no rule has'],
  ['2 (3)', { column: 3 }, 'grammar: no product without *'],
  ['MAX_CPU > 5', { column: 9 }, 'grammar: no comparisons in a rank'],
  ['* 2', { column: 1 }, 'grammar: an operand is missing'],
  ['2 *', { column: 4 }, 'grammar: an operand is missing'],
  ['+ 2', { column: 1 }, 'grammar: there is no plus sign'],
  ['(2', { column: 3 }, 'grammar: a parenthesis is not closed'],
  ['""', { column: 1 }, 'scanner: a null string names nothing'],
];

const outcome = (text: string): Outcome => {
  const parsed = parseRank(text);
  return parsed.kind === 'parsed' ? rankOf(parsed.expression, subject) : { column: parsed.refusal.column };
};

for (const [text, expected, rule] of vectors) {
  test(`${rule}: ${JSON.stringify(text)}`, () => assert.deepEqual(outcome(text), expected));
}

test('deep nesting and very long texts are refused', () => {
  assert.equal(outcome(`${'('.repeat(MAX_NESTING)}5${')'.repeat(MAX_NESTING)}`), 5);
  assert.deepEqual(outcome('('.repeat(MAX_NESTING + 1)), { column: MAX_NESTING + 2 });
  assert.deepEqual(outcome('-'.repeat(MAX_LENGTH)), { column: MAX_NESTING + 2 });
  assert.deepEqual(outcome('1'.padEnd(MAX_LENGTH + 1)), { column: MAX_LENGTH + 1 });
});

test('whatever the text, it has a 32-bit rank or is refused at a place in it', () => {
  const pieces = fc.constantFrom('TIER', 'ZERO', 'ABSENT', '5', '2.5', '+', '-', '*', '/', '(', ')', ' ', '^', '"');
  const texts = fc.oneof(fc.string({ unit: pieces, maxLength: 30 }), fc.string({ unit: 'binary', maxLength: 40 }));
  fc.assert(
    fc.property(texts, (text) => {
      const found = outcome(text);
      if (typeof found === 'number') assert.equal(found, found | 0);
      else assert.ok(found.column >= 1 && found.column <= text.length + 1);
    }),
    { seed: 4, numRuns: 2_000 },
  );
});
