import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { bootstrapMean } from '../../../src/report/simulation/bootstrap.ts';
import { type Measured, pairedRows } from '../../../src/report/simulation/paired.ts';
import { dice } from '../../support/dice.ts';

const WAIT = [{ name: 'wait', better: 'lower' }] as const;

/** Waits of two policies, case by case. */
const waits = (ours: readonly (number | null)[], theirs: readonly (number | null)[]): readonly Measured[] => [
  ...ours.map((wait, index) => ({ policy: 'ours', instance: `window ${index}`, figures: { wait } })),
  ...theirs.map((wait, index) => ({ policy: 'easy', instance: `window ${index}`, figures: { wait } })),
];

test('a difference that is there in every case is shown, however far apart the cases are', () => {
  const theirs = [10, 1_000, 100_000, 50, 7_000];
  const [row] = pairedRows(
    waits(
      theirs.map((wait) => wait - 5),
      theirs,
    ),
    'easy',
    WAIT,
    1,
  );
  assert.deepEqual([row?.verdict, row?.difference.mean, row?.wins, row?.losses], ['better', -5, 5, 0]);
});

test('where higher is better, the same difference is worse', () => {
  const [row] = pairedRows(waits([1, 2, 3], [6, 7, 8]), 'easy', [{ name: 'wait', better: 'higher' }], 1);
  assert.deepEqual([row?.verdict, row?.wins, row?.losses], ['worse', 0, 3]);
});

test('differences both ways, or too few of them, show nothing', () => {
  assert.equal(pairedRows(waits([5, 15, 5, 15], [10, 10, 10, 10]), 'easy', WAIT, 1)[0]?.verdict, 'no difference shown');
  const two = pairedRows(waits([1, 1], [9, 9]), 'easy', WAIT, 1)[0];
  assert.deepEqual([two?.verdict, two?.difference.low], ['no difference shown', null]);
});

test('a case that one of them lacks counts for neither', () => {
  const [row] = pairedRows(waits([1, null, 3, 4], [2, 100, null, 5]), 'easy', WAIT, 1);
  assert.deepEqual([row?.cases, row?.policyMean, row?.baselineMean], [2, 2.5, 3.5]);
  assert.deepEqual(pairedRows(waits([null], [1]), 'easy', WAIT, 1), []);
});

test('whatever the values, the interval holds its mean, repeats with its seed and lies among them', () => {
  const values = fc.array(fc.integer({ min: -1_000, max: 1_000 }), { minLength: 3, maxLength: 40 });
  fc.assert(
    fc.property(values, fc.nat(), (list, seed) => {
      const interval = bootstrapMean(list, seed) ?? assert.fail();
      assert.deepEqual(bootstrapMean(list, seed), interval);
      const [low, high] = [interval.low ?? assert.fail(), interval.high ?? assert.fail()];
      assert.ok(Math.min(...list) <= low && low <= high && high <= Math.max(...list));
    }),
    { numRuns: 40, seed: 5 },
  );
});

test('of many samples, about 95 in a hundred intervals hold the true mean', () => {
  const { between } = dice(8);
  const samples = Array.from({ length: 200 }, () => Array.from({ length: 30 }, () => between(0, 100)));
  const held = samples.filter((values, sample) => {
    const { low, high } = bootstrapMean(values, sample) ?? assert.fail();
    return (low ?? 0) <= 50 && 50 <= (high ?? 0);
  });
  assert.ok(held.length >= 180 && held.length < 200, `${held.length} of 200`);
});
