import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkSchedule } from '../../../src/check/schedule.ts';
import { compareCosts } from '../../../src/domain/levels.ts';
import type { Problem } from '../../../src/domain/problem.ts';
import { incumbentOf } from '../../../src/domain/solution.ts';
import { costOf } from '../../../src/solve/cost.ts';
import { present } from '../../../src/solve/present.ts';
import { solverNamed } from '../../../src/solve/registry.ts';
import { problem, randomProblem, runningJob, waiting } from '../../support/problem.ts';

const sequence = solverNamed('sequence', { check: checkSchedule, workers: 1 });

const solve = (given: Problem, nodeLimit = 40) =>
  sequence.solve(given, {
    limits: { timeLimitSeconds: 60, gap: 0, seed: 7, nodeLimit, solver: 'sequence' },
    start: null,
    events: { improved: () => undefined, fault: () => undefined },
    signal: new AbortController().signal,
  });

test('whatever the problem, its schedule keeps every rule and costs no more than that nothing changes', async () => {
  for (let seed = 1; seed <= 400; seed++) {
    const given = randomProblem(seed, seed % 2 === 0 ? {} : { without: ['rules', 'budgets', 'precedences'] });
    const solution = await solve(given);
    const incumbent = incumbentOf(solution);
    assert.ok(incumbent !== null, `seed ${seed}`);
    assert.deepEqual(checkSchedule(given, incumbent.schedule).violations, [], `seed ${seed}`);
    assert.ok(compareCosts(incumbent.cost, costOf(given, present(given))) <= 0, `seed ${seed}: ${incumbent.by}`);
  }
});

test('its own answers are never refused where nothing runs above what a host has', async () => {
  for (let seed = 1; seed <= 200; seed++) {
    const { trace } = await solve(
      randomProblem(seed, { without: ['rules', 'budgets', 'precedences', 'over-commitment', 'blocks'] }),
    );
    assert.deepEqual(trace.faults, [], `seed ${seed}`);
  }
});

test('the same problem, seed and number of orders give the same schedule', async () => {
  const given = randomProblem(11, { jobs: [8, 8], without: ['rules', 'budgets', 'precedences'] });
  const [one, other] = [await solve(given), await solve(given)];
  assert.deepEqual(incumbentOf(one)?.schedule, incumbentOf(other)?.schedule);
});

test('what runs is paused as late as can be for what is appointed, and goes on as soon as that is over', async () => {
  const pause = {
    slots: [0, 1, 2],
    saveSeconds: 300,
    resumeSeconds: 0,
    resumesAnywhere: true,
    finishBy: null,
    cost: [0, 0, 1, 0, 0],
  } as const;
  const whole = { demand: [4, 8] };
  const given = problem({
    edges: [0, 300, 600, 900, 1200, 1500],
    hosts: [{ capacity: [4, 8] }],
    jobs: [
      runningJob({ vms: [{ ...whole, saveSeconds: 300 }], remainingSeconds: 900, pause }),
      waiting({ vms: [whole], earliest: 2, latest: 2, occupiedSeconds: 300, leaveCost: [0, 4, 9_000, 0, 0] }),
    ],
  });
  assert.deepEqual(incumbentOf(await solve(given))?.schedule, [
    { kind: 'pause', slot: 1, resume: { slot: 3, hosts: [0] } },
    { kind: 'start', slot: 2, hosts: [0] },
  ]);
});
