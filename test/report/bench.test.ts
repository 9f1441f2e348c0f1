import assert from 'node:assert/strict';
import test from 'node:test';
import { type BenchRow, benchDocument, benchLine, benchText } from '../../src/report/bench.ts';
import { PLAIN } from '../../src/report/text-table.ts';

const row = (given: Partial<BenchRow>): BenchRow => ({
  instance: 'c05100',
  objective: 1960,
  bound: 1931,
  gap: 29 / 1960,
  bestKnown: 1931,
  feasible: true,
  seconds: 10.04,
  peakRssMib: 180,
  ...given,
});
const unread = row({
  instance: 'x.txt',
  objective: null,
  bound: null,
  gap: null,
  bestKnown: null,
  feasible: false,
  peakRssMib: null,
});

test('one table, a row an instance, and all of it in a line', () => {
  assert.equal(
    benchText([row({}), unread], PLAIN),
    [
      'INSTANCE INCUMBENT BOUND   GAP BEST_KNOWN SECONDS PEAK_MIB',
      'c05100       1,960 1,931 1.5 %      1,931    10.0      180',
      'x.txt            -     -     -          -    10.0        -',
      '2 instances, 1 solved; gap mean 1.5 %, median 1.5 %, worst 1.5 %; to the best known mean 1.5 %, median 1.5 %, worst 1.5 %',
      '',
    ].join('\n'),
  );
});

test('for machines there are the eight fields and no others', () => {
  const fields = ['instance', 'objective', 'bound', 'gap', 'bestKnown', 'feasible', 'seconds', 'peakRssMib'];
  const more = { ...row({}), more: 1 };
  assert.deepEqual(Object.keys(benchDocument([more])[0] ?? {}), fields);
});

test('a line says how far it is to the bound and to the best value known', () => {
  assert.equal(benchLine(row({ objective: 1926 })), 'c05100: 1,926, gap 1.5 %, -0.26 % to the best known, 10.0 s');
  assert.equal(benchLine(row({ gap: null, bestKnown: null })), 'c05100: 1,960, no bound, 10.0 s');
  assert.equal(benchLine(unread), 'x.txt: no solution');
});
