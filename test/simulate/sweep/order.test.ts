import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { inOrder } from '../../../src/simulate/sweep/in-order.ts';
import { pairings, workOrder } from '../../../src/simulate/sweep/order.ts';

test('whatever the order in which results come, and come again, they are handed on in the order of the sweep', () => {
  const arrivals = fc.integer({ min: 1, max: 30 }).chain((count) => {
    const places = Array.from({ length: count }, (_, place) => place);
    return fc.tuple(fc.constant(count), fc.shuffledSubarray([...places, ...places], { minLength: 2 * count }));
  });
  fc.assert(
    fc.property(arrivals, ([count, places]) => {
      const taken: number[] = [];
      const results = inOrder<string>((result, place) => {
        assert.equal(result, `result of ${place}`);
        taken.push(place);
      });
      for (const place of places) results.add(place, `result of ${place}`);
      assert.deepEqual(
        taken,
        Array.from({ length: count }, (_, place) => place),
      );
      assert.equal(results.count(), count);
    }),
    { seed: 1 },
  );
});

test('runs are reported policy by policy and begun case by case, each once', () => {
  const reported = pairings(3, 2).map(({ policy, of }) => [policy, of]);
  assert.deepEqual(reported, [
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
    [2, 0],
    [2, 1],
  ]);
  assert.deepEqual(workOrder(3, 2), [0, 2, 4, 1, 3, 5]);
});
