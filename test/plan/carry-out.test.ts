import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { checkPlan } from '../../src/check/plan.ts';
import { checkSchedule } from '../../src/check/schedule.ts';
import type { Plan } from '../../src/domain/plan.ts';
import type { Policy } from '../../src/domain/policy.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import { incumbentOf } from '../../src/domain/solution.ts';
import { formulate } from '../../src/formulate/formulate.ts';
import { toPlan } from '../../src/plan/plan.ts';
import { solverNamed } from '../../src/solve/registry.ts';
import { anyCloud, anyPolicy } from '../support/any-cloud.ts';
import { carryOut } from '../support/carry-out.ts';
import { solveSmall } from '../support/solving.ts';

const solver = solverNamed('easy', { check: (problem, schedule) => checkSchedule(problem, schedule) });

async function planned(snapshot: Snapshot, policy: Policy): Promise<Plan> {
  const { problem, verdicts } = formulate(snapshot, policy, []);
  const schedule = incumbentOf(await solveSmall(solver, problem))?.schedule;
  assert(schedule !== undefined, 'a greedy policy always finds a schedule');
  return toPlan(snapshot, policy, problem, schedule, verdicts);
}

const due = (plan: Plan): readonly string[] =>
  plan.actions.filter(({ notBefore }) => notBefore <= plan.now).map(({ id }) => id);

test('carrying out what is due and planning again comes to rest, and nothing is done twice', async () => {
  let carried = 0;
  const property = fc.asyncProperty(anyCloud(), anyPolicy(), async (cloud, policy) => {
    const done = new Set<string>();
    let snapshot = cloud;
    for (let round = 0; round <= 10; round++) {
      const plan = await planned(snapshot, policy);
      const actions = due(plan);
      for (const id of actions) assert(!done.has(id), `${id} is done twice`);
      if (actions.length === 0) return;
      carried += actions.length;
      for (const id of actions) done.add(id);
      snapshot = { ...carryOut(snapshot, plan, plan.now + 1), takenAt: plan.now };
    }
    assert.fail(`still at it: ${[...done].join(' ')}`);
  });
  await fc.assert(property, { seed: 7, numRuns: 200 });
  assert(carried > 60, `only ${carried} actions were carried out`);
});

test('what is carried out keeps every host within its account', async () => {
  const property = fc.asyncProperty(anyCloud(), anyPolicy(), async (cloud, policy) => {
    const plan = await planned(cloud, policy);
    const after = carryOut(cloud, plan, plan.enactBefore);
    const over = (snapshot: Snapshot): readonly number[] =>
      snapshot.hosts.filter(({ usage, capacity }) => usage.cpuCentis > capacity.cpuCentis).map(({ id }) => id);
    const before = new Set(over(cloud));
    assert.deepEqual(
      over(after).filter((id) => !before.has(id)),
      [],
    );
    assert.deepEqual(
      checkPlan(cloud, policy, plan, []).filter(({ rule }) => rule === 'legal' || rule === 'capacity'),
      [],
    );
  });
  await fc.assert(property, { seed: 8, numRuns: 100 });
});
