import assert from 'node:assert/strict';
import test from 'node:test';
import { checkSchedule } from '../../src/check/schedule.ts';
import { ACCEPTANCE, MEND, SERVICE } from '../../src/domain/levels.ts';
import { incumbentOf } from '../../src/domain/solution.ts';
import { LagrangianBound } from '../../src/solve/bound/lagrangian.ts';
import { solverNamed } from '../../src/solve/registry.ts';
import { trivialBound } from '../../src/solve/trivial-bound.ts';
import { randomProblem } from '../support/problem.ts';
import { solveSmall } from '../support/solving.ts';

test('no bound on the service level lies above the proven optimum, and many meet it', async () => {
  const highs = solverNamed('highs', { check: checkSchedule });
  let met = 0;
  for (let seed = 1; seed <= 120; seed++) {
    const problem = randomProblem(seed);
    const solution = await solveSmall(highs, problem);
    assert.equal(solution.status, 'optimal', `seed ${seed}`);
    const optimum = incumbentOf(solution)?.cost;
    assert(optimum !== undefined);
    assert.ok(trivialBound(problem)[SERVICE] <= optimum[SERVICE], `trivial, seed ${seed}`);
    const nothingRefused = optimum[MEND] === 0 && optimum[ACCEPTANCE] === 0;
    for (const mustAccept of nothingRefused ? [false, true] : [false]) {
      const bound = new LagrangianBound(problem, optimum[SERVICE], mustAccept);
      for (let step = 0; step < 300 && !bound.isExhausted; step++) bound.iterate();
      assert.ok(bound.best <= optimum[SERVICE], `seed ${seed}: ${bound.best} > ${optimum[SERVICE]}`);
      if (bound.best === optimum[SERVICE]) met += 1;
    }
  }
  assert.ok(met > 60, `${met} of 120 problems`);
});
