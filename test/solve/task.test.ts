import assert from 'node:assert/strict';
import test from 'node:test';
import { batchModel } from '../../models/batch.ts';
import { SERVICE } from '../../src/domain/levels.ts';
import { levelTask } from '../../src/solve/task.ts';
import { problem, waiting } from '../support/problem.ts';

const asked = { start: null, timeLimitSeconds: null, nodeLimit: null, relativeGap: 0, heuristicEffort: 0, seed: 1 };
/** Starts cost 0, 600, 1200, 1800 and leaving 2500, all a lease of weight 2 and half an hour's horizon. */
const model = batchModel(
  problem({ jobs: [waiting({ delayWeight: 2, idealSecond: 0, leaveCost: [0, 0, 2500, 0, 0] })] }),
);

test('an objective is divided by what divides all of it, and a bound is rounded up to the next multiple', () => {
  const { task, toLevel, roundUp } = levelTask(model, SERVICE, [], asked);
  assert.deepEqual(
    [...new Set(task.cost)].sort((a, b) => a - b),
    [0, 6, 12, 18, 25],
  );
  assert.equal(toLevel(6), 600);
  assert.equal(roundUp(5.2), 600);
});

test('a bound a hair above a whole number is that number', () => {
  const { roundUp } = levelTask(model, SERVICE, [], asked);
  assert.equal(roundUp(6.000_000_01), 600);
});

test('a level that is held becomes a row, a constant one does not', () => {
  const free = levelTask(model, SERVICE, [0, 0], asked).task;
  const held = levelTask(model, SERVICE + 1, [0, 0, 600], asked).task;
  assert.equal(held.rowUpper.length, free.rowUpper.length + 1);
  assert.equal(held.rowUpper.at(-1), 6);
  assert.equal(held.starts.at(-1), held.values.length);
});
