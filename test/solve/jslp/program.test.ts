import assert from 'node:assert/strict';
import test from 'node:test';
import type { EngineTask } from '../../../src/solve/engine.ts';
import { toJslp } from '../../../src/solve/jslp/program.ts';

/** min 2a + b + 10: a + b = 1, a − c ≤ 0, c ≤ 5; a and b whole. */
const task: EngineTask = {
  lower: new Float64Array(3),
  upper: Float64Array.from([1, 1, 5]),
  integer: Uint8Array.from([1, 1, 0]),
  cost: Float64Array.from([2, 1, 0]),
  offset: 10,
  rowLower: Float64Array.from([1, Number.NEGATIVE_INFINITY]),
  rowUpper: Float64Array.from([1, 0]),
  starts: Int32Array.from([0, 2, 4]),
  columns: Int32Array.from([0, 1, 0, 2]),
  values: Float64Array.from([1, 1, 1, -1]),
  start: null,
  timeLimitSeconds: null,
  nodeLimit: null,
  relativeGap: 0,
  absoluteGap: 0,
  heuristicEffort: 0,
  seed: 1,
};

test('rows and columns keep their numbers, and only upper bounds that no row implies become rows', () => {
  assert.deepEqual(toJslp(task), {
    optimize: 'cost',
    opType: 'min',
    constraints: { r0: { equal: 1 }, r1: { max: 0 }, u2: { max: 5 } },
    variables: { x0: { cost: 2, r0: 1, r1: 1 }, x1: { cost: 1, r0: 1 }, x2: { cost: 0, r1: -1, u2: 1 } },
    ints: { x0: 1, x1: 1 },
    options: { presolve: false },
  });
});
