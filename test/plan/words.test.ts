import assert from 'node:assert/strict';
import test from 'node:test';
import { amount, clock, list, since, span, when } from '../../src/plan/words.ts';

const NOW = Date.UTC(2026, 10, 23, 3, 26, 11) / 1000;

const cases: readonly (readonly [title: string, said: string, expected: string])[] = [
  ['a moment of the day is told in minutes, UTC', clock(NOW + 2700, NOW), '04:11'],
  ['a moment of another day has its date', clock(NOW + 86_400, NOW), '2026-11-24 03:26'],
  ['a moment beyond the calendar is a number', clock(1e15, NOW), '@1000000000000000'],
  ['now is now', when(NOW, NOW), 'now'],
  ['later is a time', when(NOW + 60, NOW), 'at 03:27'],
  ['since now', since(NOW, NOW), 'from now'],
  ['since later', since(NOW + 60, NOW), 'from 03:27'],
  ['seconds', span(59), '59 s'],
  ['minutes', span(2700), '45 min'],
  ['hours and minutes', span(4800), '1 h 20 min'],
  ['whole hours', span(7200), '2 h'],
  ['days and hours', span(2 * 86_400 + 3 * 3600 + 120), '2 d 3 h'],
  ['one name', list(['a', 'a']), 'a'],
  ['two names', list(['a', 'b']), 'a and b'],
  ['three names', list(['a', 'b', 'c']), 'a, b and c'],
  ['many names', list(['a', 'b', 'c', 'd', 'e']), 'a, b and 3 more'],
  ['no names', list([]), ''],
  ['cores', amount(150, 'cpuCentis'), '1.5 cores'],
  ['memory in GiB', amount(4096, 'memoryMib'), '4 GiB'],
  ['memory in MiB', amount(500, 'memoryMib'), '500 MiB'],
  ['anything else by its name', amount(3, 'licences'), '3 licences'],
];

for (const [title, said, expected] of cases) {
  test(`in words: ${title}`, () => assert.equal(said, expected));
}
