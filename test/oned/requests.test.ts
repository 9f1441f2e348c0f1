import assert from 'node:assert/strict';
import test from 'node:test';
import { parseTemplate, textOf } from '../support/oned/core/template.ts';
import { mixedRequests, type Request } from '../support/oned/requests.ts';

test('a hundred requests are of all kinds, gangs are whole, and the same seed gives the same', () => {
  const requests = mixedRequests(100, 7);
  assert.equal(requests.length, 100);
  assert.ok(gangSizes(mixedRequests(40, 7)).every((size) => size === 3));
  assert.equal(new Set(requests.map(({ kind }) => kind)).size, 10);
  for (const { template } of requests) assert.ok(Number(textOf(parseTemplate(template) ?? [], 'CPU')) > 0);
  assert.ok(gangSizes(requests).every((size) => size === 3));
  assert.deepEqual(mixedRequests(100, 7), requests);
});

function gangSizes(requests: readonly Request[]): readonly number[] {
  const gangs = new Map<string, number>();
  for (const { gang } of requests) if (gang !== null) gangs.set(gang, (gangs.get(gang) ?? 0) + 1);
  return [...gangs.values()];
}
