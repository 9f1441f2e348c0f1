import assert from 'node:assert/strict';
import test from 'node:test';
import { checkSchedule } from '../../src/check/schedule.ts';
import { SERVICE } from '../../src/domain/levels.ts';
import { incumbentOf } from '../../src/domain/solution.ts';
import { constantOf, problemOf, readInstance } from '../../src/read/instance.ts';
import { GREEDY_POLICIES, solverNamed } from '../../src/solve/registry.ts';
import { solveSmall } from '../support/solving.ts';

const OPTIMA = [
  { file: '5x10x12s1.json', optimum: 225 },
  { file: '5x10x12s2.json', optimum: 187 },
  { file: '5x10x12s3.json', optimum: 346 },
] as const;

for (const { file, optimum } of OPTIMA) {
  test(`${file}: auto proves ${optimum}, and no greedy policy is better`, async () => {
    const instance = await readInstance(`fixtures/instances/${file}`);
    const problem = problemOf(instance);
    const objective = async (name: string): Promise<number> => {
      const solution = await solveSmall(solverNamed(name, { check: checkSchedule }), problem);
      if (name === 'auto') assert.equal(solution.status, 'optimal');
      return (incumbentOf(solution)?.cost[SERVICE] ?? Number.NaN) + constantOf(instance);
    };
    assert.equal(await objective('auto'), optimum);
    for (const name of GREEDY_POLICIES) assert.ok((await objective(name)) >= optimum, name);
  });
}
