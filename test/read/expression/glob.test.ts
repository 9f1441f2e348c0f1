import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { compileGlob, matchesGlob } from '../../../src/read/expression/glob.ts';

const matches = (pattern: string, text: string): boolean => matchesGlob(compileGlob(pattern), text);

/** As `fnmatch(pattern, text, 0)` of glibc answers. */
const cases: readonly (readonly [pattern: string, text: string, expected: boolean])[] = [
  ['', '', true],
  ['', 'a', false],
  ['*', '', true],
  ['*', '/a/.b', true],
  ['?', '', false],
  ['?', '/', true],
  ['?', 'é', false],
  ['??', 'é', true],
  ['caf*', 'café', true],
  ['café', 'café', true],
  ['[é]', 'é', false],
  ['[[:punct:]]', '_', true],
  ['[[:xdigit:]]', 'g', false],
  ['[[:cntrl:]]', '\t', true],
  ['[[:no:]]', ':', false],
  ['a*c', 'abcbc', true],
  ['a**c', 'ac', true],
  ['*a', 'b', false],
  ['a?c', 'abc', true],
  ['[abc]', 'b', true],
  ['[a-c]', 'd', false],
  ['[!a-c]', 'd', true],
  ['[^a-c]', 'b', false],
  ['[]a]', ']', true],
  ['[!]a]', ']', false],
  ['[a-]', '-', true],
  ['[-a]', '-', true],
  ['[z-a]', 'm', false],
  ['[a', '[a', true],
  ['[', '[', true],
  ['a[', 'a[', true],
  ['[]', '[]', true],
  ['[\\]]', ']', true],
  ['[a\\-c]', 'b', false],
  ['[[:digit:]]x', '7x', true],
  ['[![:alpha:]]', '7', true],
  ['[[:digit:][:upper:]-]', '-', true],
  ['\\*', '*', true],
  ['\\*', 'a', false],
  ['\\a', 'a', true],
  ['\\\\', '\\', true],
  ['a\\', 'a', false],
  ['a\\', 'a\\', false],
  ['x86.*', 'x86', false],
  ['{a,b}', 'a', false],
];

for (const [pattern, text, expected] of cases) {
  test(`${JSON.stringify(pattern)} ${expected ? 'matches' : 'does not match'} ${JSON.stringify(text)}`, () => {
    assert.equal(matches(pattern, text), expected);
  });
}

test('whatever the small pattern, it matches as a naive matcher does', () => {
  const piece = fc.constantFrom('a', 'b', '?', '*', '[ab]', '[!a]', '\\*', '\\?');
  const pieces = fc.array(piece, { maxLength: 6 });
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 6 });
  fc.assert(
    fc.property(pieces, text, (parts, sample) => {
      assert.equal(matches(parts.join(''), sample), naively(parts, sample));
    }),
    { seed: 5, numRuns: 3_000 },
  );
});

test('a pattern of many stars takes no longer than pattern times text', () => {
  const began = process.cpuUsage().user;
  assert.equal(matches(`${'*a'.repeat(200)}b`, 'a'.repeat(2_000)), false);
  assert.ok(process.cpuUsage(undefined).user - began < 2_000_000);
});

/** Tries every way a star could go. */
function naively([first, ...rest]: readonly string[], text: string): boolean {
  if (first === undefined) return text === '';
  if (first === '*') return naively(rest, text) || (text !== '' && naively([first, ...rest], text.slice(1)));
  const accepted = { '?': 'ab*?', '[ab]': 'ab', '[!a]': 'b*?', '\\*': '*', '\\?': '?' }[first] ?? first;
  return text !== '' && accepted.includes(text.charAt(0)) && naively(rest, text.slice(1));
}
