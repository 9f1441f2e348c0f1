import assert from 'node:assert/strict';
import test from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Newest } from '../../src/solve/newest.ts';

test('of what comes in one turn of the event loop only the newest is dealt with, and nothing twice', async () => {
  const dealt: number[] = [];
  const newest = new Newest<number>((message) => dealt.push(message));
  for (let message = 1; message <= 1_000; message++) newest.take(message);
  await nextTurn();
  newest.take(1_001);
  newest.flush();
  await nextTurn();
  assert.deepEqual(dealt, [1_000, 1_001]);
});

test('what is left of two messages is for the caller to say', () => {
  const dealt: string[] = [];
  const newest = new Newest<string>(
    (message) => dealt.push(message),
    (older, newer) => `${older}+${newer}`,
  );
  for (const message of ['a', 'b', 'c']) newest.take(message);
  newest.flush();
  assert.deepEqual(dealt, ['a+b+c']);
});
