import assert from 'node:assert/strict';
import test from 'node:test';
import { checkSchedule } from '../../../src/check/schedule.ts';
import { ACCEPTANCE, costAt, MEND, SERVICE } from '../../../src/domain/levels.ts';
import type { Precedence, Problem } from '../../../src/domain/problem.ts';
import { incumbentOf } from '../../../src/domain/solution.ts';
import { LagrangianBound } from '../../../src/solve/bound/lagrangian.ts';
import { solverNamed } from '../../../src/solve/registry.ts';
import { trivialBound } from '../../../src/solve/trivial-bound.ts';
import { host, problem, randomProblem, waiting } from '../../support/problem.ts';
import { solveSmall } from '../../support/solving.ts';

test('no bound on the service level lies above the proven optimum, and many meet it', async () => {
  const highs = solverNamed('highs', { check: checkSchedule });
  let met = 0;
  let tried = 0;
  for (let seed = 1; seed <= 200; seed++) {
    const given = randomProblem(seed, { jobs: [1, 4] });
    const solution = await solveSmall(highs, given);
    assert.equal(solution.status, 'optimal', `seed ${seed}`);
    const optimum = incumbentOf(solution)?.cost;
    assert(optimum !== undefined);
    assert.ok(trivialBound(given)[SERVICE] <= optimum[SERVICE], `trivial, seed ${seed}`);
    const nothingRefused = optimum[MEND] === 0 && optimum[ACCEPTANCE] === 0;
    for (const mustAccept of nothingRefused ? [false, true] : [false]) {
      const bound = climbed(given, optimum[SERVICE], mustAccept);
      assert.ok(bound.best <= optimum[SERVICE], `seed ${seed}: ${bound.best} > ${optimum[SERVICE]}`);
      tried += 1;
      if (bound.best === optimum[SERVICE]) met += 1;
    }
  }
  assert.ok(met > 0.55 * tried, `${met} of ${tried}`);
});

/** Climbed to its end, at most so many steps, towards a target that may be far off. */
function climbed(given: Problem, target: number, mustAccept = false, steps = 2000): LagrangianBound {
  const bound = new LagrangianBound(given, target, mustAccept);
  for (let step = 0; step < steps && !bound.isExhausted; step++) bound.iterate();
  return bound;
}

/** A crowd: leases of one to four VMs of several sizes, more than the hosts hold at once. */
const crowd = (fields: Partial<Problem> = {}): Problem =>
  problem({
    hosts: Array.from({ length: 6 }, (_, index) => host({ capacity: index < 3 ? [14, 56] : [27, 110] })),
    edges: Array.from({ length: 13 }, (_, slot) => slot * 60),
    ...fields,
    jobs: Array.from({ length: 40 }, (_, index) =>
      waiting({
        vms: Array.from({ length: 1 + (index % 4) }, () => ({
          demand: [2 ** (index % 5), 2 ** (1 + ((index * 7) % 6))],
        })),
        occupiedSeconds: 60 * (1 + ((index * 5) % 7)),
        delayWeight: 1 + (index % 3),
        latest: 11,
        idealSecond: 0,
        leaveCost: costAt(SERVICE, 3000),
      }),
    ),
  });

test('a target far off leads to the same bound, and the same problem always to the same', () => {
  const near = climbed(crowd(), 40_000).best;
  const far = climbed(crowd(), 4_000_000).best;
  assert.ok(near > trivialBound(crowd())[SERVICE]);
  assert.ok(Math.abs(near - far) <= 0.005 * near, `${near} and ${far}`);
  assert.equal(climbed(crowd(), 40_000).best, near);
});

test('prices of the problem before bring the bound up in fewer steps', () => {
  const before = climbed(crowd(), 40_000);
  const { poolPrices } = before;
  assert(poolPrices !== null);
  const warm = new LagrangianBound(crowd(), 40_000, false, poolPrices);
  const cold = new LagrangianBound(crowd(), 40_000, false);
  for (let step = 0; step < 3; step++) {
    warm.iterate();
    cold.iterate();
  }
  assert.ok(warm.best > cold.best, `${warm.best} and ${cold.best}`);
  assert.ok(warm.best <= before.best);
});

test('its duals say what room costs and when jobs start', () => {
  const given = crowd();
  const { duals } = climbed(given, 40_000);
  assert(duals !== null);
  assert.equal(duals.starts.length, given.jobs.length);
  assert.ok(duals.starts.every((start) => start >= 0 && start <= 12));
  assert.ok(duals.starts.some((start) => start > 1));
  assert.ok(duals.prices.every((price) => price >= -1e-9));
  assert.ok(duals.prices.some((price) => price > 0));
});

test('orders of work only narrow what is bounded', () => {
  const precedences: readonly Precedence[] = [{ before: 0, after: 1 }];
  assert.equal(climbed(crowd({ precedences }), 40_000).best, climbed(crowd(), 40_000).best);
});
