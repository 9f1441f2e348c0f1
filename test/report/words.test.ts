import assert from 'node:assert/strict';
import test from 'node:test';
import { amount, counted, elapsed, iso, memory, moment, percent, span } from '../../src/report/words.ts';

const cases = [
  { title: 'numbers are grouped by thousands', actual: amount(1_234_567), expected: '1,234,567' },
  { title: 'nothing is 0 %', actual: percent(0), expected: '0 %' },
  { title: 'a tiny share is not rounded to nothing', actual: percent(0.00001), expected: '<0.01 %' },
  { title: 'a small share keeps two digits', actual: percent(0.0004), expected: '0.04 %' },
  { title: 'a share of a few percent keeps one digit', actual: percent(0.0284), expected: '2.8 %' },
  { title: 'a large share is whole', actual: percent(0.676), expected: '68 %' },
  { title: 'a moment is written as OpenNebula does', actual: moment(1_795_404_371), expected: '11/23 03:26:11' },
  { title: 'no moment is a dash', actual: moment(null), expected: '-' },
  { title: 'a moment beyond the calendar is its number', actual: iso(1e15), expected: '@1000000000000000' },
  { title: 'seconds', actual: span(45), expected: '45s' },
  { title: 'whole minutes', actual: span(300), expected: '5m' },
  { title: 'hours and minutes', actual: span(3_900), expected: '1h05m' },
  { title: 'days and hours', actual: span(183_600), expected: '2d03h' },
  { title: 'a span back in time', actual: span(-60), expected: '-1m' },
  { title: 'half a core of memory in gigabytes', actual: memory(1_536), expected: '1.5G' },
  { title: 'no memory', actual: memory(0), expected: '0M' },
  { title: 'terabytes', actual: memory(2 * 1_024 * 1_024), expected: '2T' },
  { title: 'short times keep two digits', actual: elapsed(0.314), expected: '0.31 s' },
  { title: 'one thing', actual: counted(1, 'host'), expected: '1 host' },
  { title: 'several things', actual: counted(1_000, 'host'), expected: '1,000 hosts' },
] as const;

for (const { title, actual, expected } of cases) {
  test(title, () => assert.equal(actual, expected));
}
