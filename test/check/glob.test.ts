import assert from 'node:assert/strict';
import test from 'node:test';
import { matches } from '../../src/check/plan/glob.ts';

const cases: readonly (readonly [pattern: string, text: string, expected: boolean])[] = [
  ['web-*', 'web-1', true],
  ['web-*', 'a web-1', false],
  ['*', '', true],
  ['vm-?', 'vm-1', true],
  ['vm-?', 'vm-12', false],
  ['vm-[12]0', 'vm-20', true],
  ['vm-[12]0', 'vm-30', false],
  ['vm-[!1-3]', 'vm-4', true],
  ['vm-[!1-3]', 'vm-2', false],
  ['a.c', 'abc', false],
  ['a+(b)', 'a+(b)', true],
  ['[', '[', true],
  ['[]]', ']', true],
];

for (const [pattern, text, expected] of cases) {
  test(`${pattern} ${expected ? 'matches' : 'does not match'} "${text}"`, () => {
    assert.equal(matches(pattern, text), expected);
  });
}
