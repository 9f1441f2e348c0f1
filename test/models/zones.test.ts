import assert from 'node:assert/strict';
import test from 'node:test';
import { checkSchedule } from '../../src/check/schedule.ts';
import { type Cost, compareCosts } from '../../src/domain/levels.ts';
import type { Problem } from '../../src/domain/problem.ts';
import { costOf } from '../../src/solve/cost.ts';
import { solverNamed } from '../../src/solve/registry.ts';
import { everyDecision, everySchedule } from '../support/every-schedule.ts';
import { problem, randomProblem, runningJob, waiting } from '../support/problem.ts';
import { solveSmall, verdictOf } from '../support/solving.ts';

const ZONES = [7, 7, 3];

/** Three hosts in two zones, and all VMs together in one of them. */
const PROBLEMS = Array.from({ length: 90 }, (_, seed) =>
  randomProblem(seed, { hosts: [3, 3], jobs: [2, 3], slots: [2, 2], without: ['gangs', 'rules'] }),
)
  .map((given, seed): Problem => ({ ...given, rules: [inOneZone(given, seed % 4 === 0 ? 'prefer' : 'must')] }))
  .filter((given) => everyDecision(given).reduce((product, { length }) => product * length, 1) <= 2500);

test('with zones, VMs kept together may be on different hosts of one zone and on no others', () => {
  const two = problem({ hosts: [{}, {}, {}], jobs: [runningJob(), waiting()] });
  const given = { ...two, rules: [inOneZone(two, 'must')] };
  const startedOn = (host: number) =>
    checkSchedule(given, [
      { kind: 'run', moves: [] },
      { kind: 'start', slot: 0, hosts: [host] },
    ]).violations.map(({ rule }) => rule);
  assert.deepEqual([0, 1, 2].map(startedOn), [[], [], ['affinity']]);
});

test('a pair that runs in two zones now may go on, and costs its seconds', () => {
  const two = problem({ hosts: [{}, {}, {}], jobs: [runningJob(), runningJob({ vms: [{ on: 2 }] })] });
  const given = { ...two, rules: [inOneZone(two, 'must')] };
  const { violations, cost } = checkSchedule(given, [
    { kind: 'run', moves: [] },
    { kind: 'run', moves: [] },
  ]);
  assert.deepEqual([violations, cost], [[], [1200, 0, 0, 0, 0]]);
});

test('the integer program finds the cheapest of all schedules that keep to one zone', async () => {
  const highs = solverNamed('highs', { check: checkSchedule });
  const disagreements: string[] = [];
  for (const [seed, given] of PROBLEMS.entries()) {
    const expected = `optimal ${cheapest(given).join()}`;
    const found = verdictOf(await solveSmall(highs, given));
    if (found !== expected) disagreements.push(`problem ${seed}: ${found}, not ${expected}`);
  }
  assert.deepEqual(disagreements, []);
  assert.ok(PROBLEMS.length >= 20, `${PROBLEMS.length} problems are small enough`);
});

/** All VMs of the problem kept together by zones. */
function inOneZone(given: Problem, strength: 'must' | 'prefer'): Problem['rules'][number] {
  return { kind: 'together', name: 'rack', strength, vms: [...given.vms.keys()], zones: ZONES };
}

/** Of the schedules that pass the checker; the solvers must count their costs alike. */
function cheapest(given: Problem): Cost {
  let best: Cost | null = null;
  for (const schedule of everySchedule(everyDecision(given))) {
    const { violations, cost } = checkSchedule(given, schedule);
    if (violations.length > 0) continue;
    assert.deepEqual(costOf(given, schedule), cost);
    if (best === null || compareCosts(cost, best) < 0) best = cost;
  }
  assert.ok(best !== null, 'nothing changes is a valid schedule');
  return best;
}
