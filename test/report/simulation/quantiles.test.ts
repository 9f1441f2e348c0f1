import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { loadBins } from '../../../src/report/simulation/load-bins.ts';
import { cumulative, quantilesOf } from '../../../src/report/simulation/quantiles.ts';

const lists = fc.array(fc.nat(1_000_000), { minLength: 1, maxLength: 2_000 });

test('whatever the values, thinned quantiles keep the ends and a distribution is off by a percent at most', () => {
  fc.assert(
    fc.property(lists, (values) => {
      const quantiles = quantilesOf(values);
      assert.deepEqual(
        [quantiles.count, quantiles.values[0], quantiles.values.at(-1)],
        [values.length, Math.min(...values), Math.max(...values)],
      );
      for (const { value, share } of cumulative([quantiles])) {
        const real = values.filter((each) => each <= value).length / values.length;
        const below = values.filter((each) => each < value).length / values.length;
        assert.ok(share >= below - 0.01 && share <= real + 0.01, `${share} for ${below} to ${real} at ${value}`);
      }
    }),
    { numRuns: 60, seed: 3 },
  );
});

test('parts count by how many values they stand for', () => {
  const many = quantilesOf(Array.from({ length: 900 }, () => 10));
  const few = quantilesOf(Array.from({ length: 100 }, () => 1));
  assert.deepEqual(
    cumulative([many, few]).map(({ value, share }) => [value, Number(share.toFixed(6))]),
    [
      [1, 0.1],
      [10, 1],
    ],
  );
});

test('bins of time hold means: what lasted half a bin counts half', () => {
  const load = { atSeconds: [0, 1_500], waiting: [2, 0], paused: [0, 4], heldCpuCentis: [100, 100] };
  const bins = loadBins(load, 300_000);
  assert.deepEqual(
    [bins.binSeconds, bins.waiting.slice(0, 3), bins.paused.slice(0, 3), bins.waiting.length],
    [1_000, [2, 1, 0], [0, 2, 4], 300],
  );
});
