import assert from 'node:assert/strict';
import test from 'node:test';
import { checkSchedule } from '../../src/check/schedule.ts';
import { SHAPE } from '../../src/domain/levels.ts';
import type { PlacementTerms } from '../../src/domain/problem.ts';
import { costOf } from '../../src/solve/cost.ts';
import { leave, move, start, stay } from '../support/decisions.ts';
import { problem, runningJob, waiting } from '../support/problem.ts';

const movable = { slots: [0], transitSeconds: 1, lostSeconds: 0, cost: [0, 0, 0, 0, 0] } as const;
const placement: PlacementTerms = {
  keptInTransit: [true, true],
  hostCosts: [[3, 8], [20, 10], null],
  useCosts: null,
  softLoads: [],
  balances: [],
  groupMoves: null,
  reach: [],
  near: [],
};
const drawn = problem({
  edges: [0, 1],
  jobs: [waiting(), runningJob({ vms: [{ move: movable }] }), waiting()],
  placement,
});

for (const { title, schedule, expected } of [
  { title: 'a VM that is placed costs what its host costs it', schedule: [start(0, 1), stay, leave], expected: 8 + 20 },
  { title: 'a VM that is moved costs what its new host costs it', schedule: [leave, move(0, 1), leave], expected: 10 },
  { title: 'a VM to which all hosts are alike costs nothing', schedule: [leave, stay, start(0, 1)], expected: 20 },
]) {
  test(title, () => {
    const { violations, cost } = checkSchedule(drawn, schedule);
    assert.deepEqual(violations, []);
    assert.equal(cost[SHAPE], expected);
    assert.deepEqual(costOf(drawn, schedule), cost);
  });
}
