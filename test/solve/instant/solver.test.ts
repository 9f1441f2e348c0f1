import assert from 'node:assert/strict';
import test from 'node:test';
import { checkSchedule } from '../../../src/check/schedule.ts';
import { SHAPE } from '../../../src/domain/levels.ts';
import { incumbentOf } from '../../../src/domain/solution.ts';
import { mustBePlaced } from '../../../src/read/benchmarks/placed-at-once.ts';
import { diceOf } from '../../../src/solve/dice.ts';
import { secondBound } from '../../../src/solve/instant/bound/bins.ts';
import { solverNamed } from '../../../src/solve/registry.ts';
import { randomInstant } from '../../support/instant-problem.ts';
import { problem, waiting } from '../../support/problem.ts';
import { solveSmall } from '../../support/solving.ts';

const instant = solverNamed('instant', { check: checkSchedule });

test('VMs are packed on the fewest hosts, and that is proven', async () => {
  const sizes = [60, 50, 40, 40, 30, 30, 20, 20, 10];
  const packed = mustBePlaced({
    resources: ['size'],
    capacities: sizes.map(() => [100]),
    demands: sizes.map((size) => [size]),
    shape: { kind: 'pack' },
    useCosts: null,
  });
  for (const solver of [instant, solverNamed('auto', { check: checkSchedule })]) {
    const solution = await solveSmall(solver, packed);
    assert.equal(solution.status, 'optimal');
    assert.equal(incumbentOf(solution)?.cost[SHAPE], 3);
  }
});

test('a thousand VMs are placed in full on hosts that are four fifths full', async () => {
  const dice = diceOf(1);
  const sizes = Array.from({ length: 1000 }, () => [1 + dice.below(8), 1 + dice.below(8)]);
  const each = sizes.reduce((sum, [cpu]) => sum + (cpu as number), 0) / 80;
  const crowd = mustBePlaced({
    resources: ['cpu', 'memory'],
    capacities: Array.from({ length: 100 }, () => [Math.ceil(each), Math.ceil(each)]),
    demands: sizes,
    shape: { kind: 'none' },
    useCosts: null,
  });
  const solution = await solveSmall(instant, crowd);
  assert.equal(solution.status, 'optimal');
  assert.deepEqual(incumbentOf(solution)?.cost, [0, 0, 0, 0, 0]);
});

test('with a limit on tries the same seed gives the same answer, and no fault', async () => {
  for (const seed of [3, 20, 31]) {
    const answers = await Promise.all(
      [1, 2].map(() =>
        instant.solve(randomInstant(seed), {
          limits: { timeLimitSeconds: 59.99987, gap: 0, seed: 1, nodeLimit: 4_000, solver: 'instant' },
          start: null,
          events: { improved: () => undefined, fault: (message) => assert.fail(message) },
          signal: new AbortController().signal,
        }),
      ),
    );
    const [one, other] = answers.map((answer) => incumbentOf(answer));
    assert.deepEqual(one?.schedule, other?.schedule);
  }
});

test('a problem of more than one slot is refused in words', async () => {
  const solution = await solveSmall(instant, problem({ jobs: [waiting()] }));
  assert.equal(solution.status, 'unknown');
  assert.equal(solution.reason, 'instant: not a problem of one instant');
});

for (const { sizes, room, bins } of [
  { sizes: [6, 6, 6], room: 10, bins: 3 },
  { sizes: [7, 4, 4, 4], room: 10, bins: 3 },
  { sizes: [5, 5, 5, 5], room: 10, bins: 2 },
  { sizes: [], room: 10, bins: 0 },
]) {
  test(`sizes ${sizes.join(', ') || 'of nothing'} need ${bins} bins of ${room} at least`, () => {
    assert.equal(secondBound(sizes, room), bins);
  });
}
