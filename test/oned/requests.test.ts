import assert from 'node:assert/strict';
import test from 'node:test';
import { parseTemplate, textOf } from '../support/oned/core/template.ts';
import { mixedRequests } from '../support/oned/requests.ts';

test('a hundred requests are of all kinds, gangs are whole, and the same seed gives the same', () => {
  const requests = mixedRequests(100, 7);
  assert.equal(requests.length, 100);
  assert.equal(new Set(requests.map(({ kind }) => kind)).size, 10);
  for (const { template } of requests) assert.ok(Number(textOf(parseTemplate(template) ?? [], 'CPU')) > 0);
  const gangs = new Map<string, number>();
  for (const { gang } of requests) if (gang !== null) gangs.set(gang, (gangs.get(gang) ?? 0) + 1);
  assert.ok([...gangs.values()].every((members) => members === 3));
  assert.deepEqual(mixedRequests(100, 7), requests);
});
