import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { MAX_LENGTH, MAX_NESTING } from '../../../src/read/expression/cursor.ts';
import { meets } from '../../../src/read/expression/evaluate.ts';
import { parseRequirement } from '../../../src/read/expression/requirement.ts';
import { anyRequirement, printed, subject } from '../../support/expression.ts';

/** True, false, or the column at which OpenNebula's grammar stops. */
type Outcome = boolean | number;

/** `rule` says where in OpenNebula the outcome comes from: its scanner, its grammar, or the look-up of names. */
const vectors: readonly (readonly [text: string, expected: Outcome, rule: string])[] = [
  ['', true, 'grammar: an empty text is true'],
  [' \t ', true, 'scanner: blanks are passed over'],
  ['ARCH = "x86_64"', true, 'grammar: NAME = STRING'],
  ['ARCH="x86_64"', true, 'scanner: no blanks are needed'],
  ['ARCH = x86_64', true, 'scanner: a bare word is a string'],
  ['ARCH = "X86_64"', false, 'fnmatch: case matters'],
  ['arch = "x86_64"', false, 'look-up: names are case-sensitive'],
  ['"x86_64" = ARCH', false, 'grammar: the name stands on the left, whatever it looks like'],
  ['QOS != SILVER', true, 'grammar: NAME != STRING'],
  ['QOS ! = SILVER', true, 'grammar: != is two tokens, so a blank may stand between'],
  ['"VMS/ID" @ > 5', true, 'grammar: @> is two tokens, so a blank may stand between'],

  ['ABSENT = 1', false, 'look-up: a missing name makes = false'],
  ['ABSENT != 1', false, 'look-up: a missing name makes != false'],
  ['ABSENT > 0', false, 'look-up: a missing name makes > false'],
  ['ABSENT < 0', false, 'look-up: a missing name makes < false'],
  ['ABSENT @> 1', false, 'look-up: a missing name makes @> false'],
  ['ABSENT = GOLD', false, 'look-up: a missing name makes = false for strings'],
  ['ABSENT != GOLD', false, 'look-up: a missing name makes != false for strings'],
  ['ABSENT = "*"', false, 'look-up: even * does not match what is missing'],
  ['!(ABSENT = GOLD)', true, 'look-up: the negation of a comparison that is false'],
  ['!ABSENT != GOLD', true, 'grammar: ! applies to the comparison, not to the name'],
  ['BLANK = "*"', true, 'look-up: an empty element is there'],
  ['BLANK != GOLD', true, 'look-up: an empty element differs from text'],
  ['BLANK != 1', false, 'look-up: an empty element is no number'],

  ['ARCH = ""', false, 'scanner: "" is a null string, which equals nothing'],
  ['ARCH != ""', false, 'scanner: "" differs from nothing either'],
  ['BLANK = ""', false, 'scanner: "" does not equal an empty element'],
  ['RACKS @> ""', false, 'scanner: nothing contains ""'],
  ['!(ARCH = "")', true, 'grammar: the negation of a comparison with ""'],
  ['"" = 1', 1, 'scanner: a null string names nothing'],

  ['MAX_CPU > 1599', true, 'grammar: NAME > INTEGER'],
  ['MAX_CPU > 1600', false, 'grammar: > is strict'],
  ['MAX_CPU < 1601', true, 'grammar: NAME < INTEGER'],
  ['MAX_CPU = 1600', true, 'grammar: NAME = INTEGER'],
  ['MAX_CPU = "1600"', true, 'grammar: a quoted number is a string, compared as text'],
  ['MAX_CPU = "16*"', true, 'fnmatch: a number is text too'],
  ['MAX_CPU >= 1600', 10, 'grammar: there is no >='],
  ['MAX_CPU <= 1600', 10, 'grammar: there is no <='],
  ['MAX_CPU == 1600', 10, 'grammar: there is no =='],
  ['MAX_CPU > "1599"', 11, 'grammar: > takes no string'],
  ['MAX_CPU < GOLD', 11, 'grammar: < takes no string'],
  ['1600 = MAX_CPU', 1, 'grammar: the name stands on the left'],
  ['MAX_CPU', 8, 'grammar: a name alone is no comparison'],
  ['MAX_CPU = 1600 * 1', 16, 'grammar: no arithmetic in a requirement'],
  ['MAX_CPU -1 > 5', 9, 'grammar: no arithmetic in a requirement'],

  ['FREE_CPU > 1500', false, 'number: 1500.5 read as an integer is 1500'],
  ['FREE_CPU > 1500.0', true, 'number: a float literal reads the value as a float'],
  ['FREE_CPU = 1500.5', true, 'grammar: NAME = FLOAT'],
  ['FREE_CPU != 1500.25', true, 'grammar: NAME != FLOAT'],
  ['FREE_CPU < 1500.75', true, 'grammar: NAME < FLOAT'],
  ['MAX_CPU = 1600.0', true, 'number: an integer value read as a float'],
  ['SPEED = 2', true, 'number: 2.5GHz begins with the integer 2'],
  ['SPEED > 2.25', true, 'number: 2.5GHz begins with the float 2.5'],
  ['WORD = 0', false, 'number: abc is no number, not 0'],
  ['WORD != 0', false, 'number: what is no number makes != false'],
  ['WORD < 1', false, 'number: what is no number makes < false'],
  ['EXPONENT = 1', true, 'number: 1e3 begins with the integer 1'],
  ['EXPONENT = 1000.0', true, 'number: 1e3 is the float 1000'],
  ['TORN = 4', true, 'number: 4e begins with the integer 4'],
  ['TORN = 4.0', false, 'number: 4e is no float at all'],
  ['MIXED = 12', true, 'look-up: values that are no number are passed over'],
  ['MIXED = 12.0', true, 'look-up: values that are no float are passed over'],
  ['MIXED = abc', true, 'look-up: as text the first value counts'],
  ['MIXED = "12"', false, 'look-up: as text only the first value counts'],
  ['TWO_TIB > 0', false, 'number: 2147483648 does not fit an int, so it is no number'],
  ['TWO_TIB > 0.0', true, 'number: as a float it is'],
  ['TWO_TIB = "2147483648"', true, 'number: as text it is what it is'],
  ['MAX_CPU > 2147483648', true, 'scanner: an integer literal wraps to -2147483648'],
  ['MAX_CPU > 5000000000', false, 'scanner: 5000000000 wraps to 705032704'],
  ['MAX_CPU > 99999999999999999999', true, 'scanner: beyond 64 bits it is clamped, then wraps to -1'],
  ['MAX_MEM = 67108865.0', true, 'scanner: a float is of single precision, 67108865 is 67108864'],

  ['BELOW = -4', true, 'scanner: a minus and digits are one integer'],
  ['BELOW=-4', true, 'scanner: also without blanks'],
  ['BELOW > -4.5', true, 'scanner: a minus and digits are one float'],
  ['BELOW = - 4', 9, 'scanner: a minus apart from the digits is an operator'],
  ['MAX_CPU = 1e3', 12, 'scanner: no exponent, 1e3 is the number 1 and the name e3'],
  ['FREE_CPU > .5', true, 'scanner: a lone dot is passed over, .5 is the integer 5'],
  ['SPEED = 2.', true, 'scanner: a dot without digits is passed over'],
  ['ZERO = 0.0.0', 12, 'scanner: 0.0.0 is a float, a dot passed over, an integer'],
  ['$ARCH = x86_64', true, 'scanner: a character of no token is passed over'],
  ["ARCH = 'x86_64'", true, 'scanner: single quotes are passed over'],
  ['ARCH = x86-64', 11, 'scanner: a bare word ends at a minus'],
  ['ARCH = "x86_64', true, 'scanner: a quote that is never closed is passed over'],
  ['ARCH\n=\nx86_64', true, 'scanner: line breaks are passed over'],
  ['ARCH = "x86\\"', false, 'scanner: a quote can not be escaped'],
  ['ARCH ^ GOLD', 6, 'scanner: ^ is a token that no rule has'],
  ['9LIVES = 1', 1, 'scanner: a name does not begin with a digit'],
  ['MAX-CPU = 1600', 4, 'scanner: a minus ends a name'],

  ['ARCH = "x86*"', true, 'fnmatch: * is any text'],
  ['ARCH = "x86?64"', true, 'fnmatch: ? is one character'],
  ['ARCH = "x86"', false, 'fnmatch: the whole text must match'],
  ['ARCH = "x[0-9]6_64"', true, 'fnmatch: [0-9] is a range'],
  ['ARCH != "[!a-w]*"', false, 'fnmatch: [!…] negates'],
  ['STARRED = "a\\*b"', true, 'fnmatch: a backslash takes * as it is'],
  ['ARCH = "x86\\*"', false, 'fnmatch: a backslash takes * as it is'],
  ['ARCH = "x86.*"', false, 'fnmatch: no regular expressions'],
  ['ARCH = "(x86_64|arm64)"', false, 'fnmatch: no alternatives'],

  ['"VMS/ID" @> 5', true, 'grammar: NAME @> INTEGER'],
  ['"VMS/ID" @> 6', false, 'grammar: @> looks at every value'],
  ['"VMS/ID" @> 5.0', true, 'grammar: NAME @> FLOAT'],
  ['RACKS @> "r2"', true, 'grammar: NAME @> STRING, on every value'],
  ['RACKS @> "r[3-9]"', false, 'fnmatch: @> matches patterns'],
  ['RACKS = "r2"', false, 'look-up: = sees the first value only'],
  ['MIXED @> 12', true, 'look-up: @> passes over what is no number'],
  ['"/HOST/VMS/ID" @> 7', true, 'look-up: a leading slash is a path from the root'],
  ['"HOST/VMS/ID" @> 7', false, 'look-up: without it HOST is looked for below HOST'],
  ['"/HOST/TEMPLATE/QOS" = GOLD', true, 'look-up: absolute'],
  ['"/DATASTORE/NAME" = "*"', false, 'look-up: another root is missing'],
  ['"TEMPLATE/ARCH" = x86_64', true, 'look-up: a path is appended to each route'],
  ['"A B" = 1', false, 'look-up: what can be no path is missing'],

  ['NETRX = 42', true, 'look-up: MONITORING/SYSTEM'],
  ['FREE_DISK = 77', true, 'look-up: HOST_SHARE/DATASTORES'],
  ['TIER = 2', true, 'look-up: CLUSTER_TEMPLATE'],
  ['NAME = "node-*"', true, 'look-up: HOST itself'],
  ['QOS = GOLD', true, 'look-up: TEMPLATE stands before CLUSTER_TEMPLATE in the document'],
  ['QOS @> SILVER', true, 'look-up: the union holds both'],
  ['MAX_CPU = 1', false, 'look-up: HOST_SHARE stands before TEMPLATE, though its route comes later'],
  ['MAX_CPU @> 1', true, 'look-up: the union holds both'],

  ['CURRENT_VMS = 5', true, 'CURRENT_VMS: VM 5 is on the host'],
  ['CURRENT_VMS = 6', false, 'CURRENT_VMS: VM 6 is not'],
  ['CURRENT_VMS != 5', false, 'CURRENT_VMS: the negation'],
  ['CURRENT_VMS != 6', true, 'CURRENT_VMS: the negation'],
  ['CURRENT_VMS @> 5', false, 'CURRENT_VMS: @> looks for an attribute of that name'],
  ['CURRENT_VMS > 3', false, 'CURRENT_VMS: an order sees -1'],
  ['CURRENT_VMS = "5"', false, 'CURRENT_VMS: text sees no number'],

  ['ZERO=1 & ZERO=1 | ZERO=0', true, 'grammar: from left to right'],
  ['ZERO=0 | ZERO=0 & ZERO=1', false, 'grammar: one level: (0|0)&1, where & first would be true'],
  ['ZERO=0 | (ZERO=0 & ZERO=1)', true, 'grammar: parentheses'],
  ['!ZERO=1 & ZERO=1', false, 'grammar: ! takes one operand: (!1)&1, not !(1&1)'],
  ['!ZERO=0 | ZERO=0', true, 'grammar: ! takes one operand: (!0)|0, not !(0|0)'],
  ['ZERO=0 & !ZERO=0 | ZERO=0', true, 'grammar: ! within a chain takes one operand'],
  ['!!ZERO=0', true, 'grammar: ! of !'],
  ['!(ZERO=0 | ZERO=1) | ZERO=0', true, 'grammar: ! of parentheses'],
  ['ZERO=0 !ZERO=1', 8, 'grammar: ! does not join'],
  ['ZERO=0 ZERO=0', 8, 'grammar: comparisons must be joined'],
  ['ZERO=0 && ZERO=0', 9, 'grammar: & is one character'],
  ['ZERO=0 || ZERO=0', 9, 'grammar: | is one character'],
  ['ZERO=0 AND ZERO=0', 8, 'grammar: no words for operators'],
  ['ZERO=0 &', 9, 'grammar: an operand is missing'],
  ['(ZERO=0', 8, 'grammar: a parenthesis is not closed'],
  ['ZERO=0)', 7, 'grammar: a parenthesis was not opened'],
  ['()', 2, 'grammar: nothing in parentheses'],
  ['!', 2, 'grammar: nothing to negate'],
];

const outcome = (text: string): Outcome => {
  const parsed = parseRequirement(text);
  return parsed.kind === 'parsed' ? meets(parsed.expression, subject) : parsed.refusal.column;
};

for (const [text, expected, rule] of vectors) {
  test(`${rule}: ${JSON.stringify(text)}`, () => assert.equal(outcome(text), expected));
}

test('XPath beyond plain paths is refused, not guessed', () => {
  for (const name of ['//ID', 'VMS/*', 'VMS/ID[1]', '../X', 'count(VMS)', 'A|B', '@x']) {
    const parsed = parseRequirement(`ZERO = 0 & "${name}" = 1`);
    assert.equal(parsed.kind === 'refused' && parsed.refusal.code, 'Unsupported', name);
  }
});

test('deep nesting and very long texts are refused', () => {
  const deep = (open: string, close: string, depth: number): Outcome =>
    outcome(`${open.repeat(depth)}ZERO=0${close.repeat(depth)}`);
  assert.equal(deep('(', ')', MAX_NESTING), true);
  assert.equal(deep('(', ')', MAX_NESTING + 1), MAX_NESTING + 2);
  assert.equal(deep('!', '', MAX_NESTING), true);
  assert.equal(deep('!', '', MAX_NESTING + 1), MAX_NESTING + 2);
  assert.equal(outcome('('.repeat(MAX_LENGTH)), MAX_NESTING + 2);
  assert.equal(outcome('ZERO=0'.padEnd(MAX_LENGTH)), true);
  assert.equal(outcome('ZERO=0'.padEnd(MAX_LENGTH + 1)), MAX_LENGTH + 1);
});

test('a long chain is read and evaluated from left to right', () => {
  const links = Array.from({ length: 6_000 }, (_, index) => (index % 2 === 0 ? ' & X=1' : ' | ZERO=0'));
  assert.equal(outcome(`ZERO=0${links.join('')}`), true);
});

test('whatever the requirement, printed and read again it is the same', () => {
  fc.assert(
    fc.property(anyRequirement, (requirement) => {
      const parsed = parseRequirement(printed(requirement));
      assert.equal(parsed.kind === 'parsed' && printed(parsed.expression), printed(requirement));
      assert.equal(outcome(printed(requirement)), meets(requirement, subject));
    }),
    { seed: 1, numRuns: 500 },
  );
});

test('whatever the chain, it means what parentheses from the left say', () => {
  const links = fc.array(fc.tuple(fc.constantFrom('&', '|'), anyRequirement), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(anyRequirement, links, (first, rest) => {
      const flat = rest.reduce(
        (text, [operator, next]) => `${text} ${operator} (${printed(next)})`,
        `(${printed(first)})`,
      );
      const nested = rest.reduce(
        (text, [operator, next]) => `(${text} ${operator} (${printed(next)}))`,
        `(${printed(first)})`,
      );
      assert.equal(outcome(flat), outcome(nested));
    }),
    { seed: 2, numRuns: 300 },
  );
});

test('whatever the text, it is evaluated or refused at a place in it', () => {
  const pieces = fc.constantFrom(
    'A',
    'ZERO',
    '=',
    '!',
    '&',
    '|',
    '(',
    ')',
    '@',
    '>',
    '<',
    '"',
    '5',
    '-',
    '.',
    ' ',
    '\\',
  );
  const texts = fc.oneof(fc.string({ unit: pieces, maxLength: 30 }), fc.string({ unit: 'binary', maxLength: 40 }));
  fc.assert(
    fc.property(texts, (text) => {
      const found = outcome(text);
      assert.ok(typeof found === 'boolean' || (found >= 1 && found <= text.length + 1));
    }),
    { seed: 3, numRuns: 2_000 },
  );
});
