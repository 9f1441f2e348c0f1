import assert from 'node:assert/strict';
import test from 'node:test';
import { checkSchedule } from '../../src/check/schedule.ts';
import { hostId } from '../../src/domain/ids.ts';
import type { Problem } from '../../src/domain/problem.ts';
import type { Decision, Schedule } from '../../src/domain/schedule.ts';
import { solveOn } from '../../src/planner.ts';
import { fillLeft } from '../../src/solve/fill-left.ts';
import { OPENINGS } from '../../src/solve/greedy/policies.ts';
import { solverNamed } from '../../src/solve/registry.ts';
import { Search } from '../../src/solve/search/search.ts';
import { warmStart } from '../../src/solve/warm-start.ts';
import { later, withJobs } from '../support/changed-problem.ts';
import { host, problem, randomProblem, runningJob, waiting } from '../support/problem.ts';

const SEEDS = Array.from({ length: 250 }, (_, seed) => seed + 1);

const leaves: Decision = { kind: 'leave' };
const runs: Decision = { kind: 'run', moves: [] };

/** Two leases wait for one of two hosts; the first starts at 600 on host 1, the second at 0 on host 0. */
const drafts = [waiting({ latest: 2 }), waiting({ delayWeight: 2 })];
const before = problem({ jobs: drafts });
const decided: Schedule = [starts(2, 1), starts(0, 0)];

const cases: readonly { readonly title: string; readonly now: Problem; readonly expected: Schedule }[] = [
  { title: 'nothing has changed', now: before, expected: decided },
  {
    title: 'a slot has gone by: starts keep their moment, what is past is now',
    now: later(before, 300),
    expected: [starts(1, 1), starts(0, 0)],
  },
  {
    title: 'half a slot has gone by: starts come with the next edge',
    now: later(before, 150),
    expected: [starts(2, 1), starts(0, 0)],
  },
  {
    title: 'a host is gone: who was to go there is left',
    now: { ...before, hosts: before.hosts.slice(0, 1), hostSets: [[0]] },
    expected: [leaves, starts(0, 0)],
  },
  {
    title: 'hosts have another order',
    now: { ...before, hosts: before.hosts.toReversed() },
    expected: [starts(2, 0), starts(0, 1)],
  },
  {
    title: 'a host has another id',
    now: problem({ jobs: drafts, hosts: [host({ id: hostId(7) }), host()] }),
    expected: [starts(2, 1), leaves],
  },
  { title: 'a lease is gone', now: withJobs(before, [1]), expected: [starts(0, 0)] },
  {
    title: 'a lease is new: it is left',
    now: problem({ jobs: [...drafts, waiting()] }),
    expected: [...decided, leaves],
  },
  {
    title: 'a lease may not wait so long any more',
    now: problem({ jobs: [waiting({ latest: 1 }), waiting()] }),
    expected: [leaves, starts(0, 0)],
  },
  {
    title: 'a lease may not go to that host any more',
    now: problem({ jobs: [waiting({ vms: [{ hosts: [0] }] }), waiting()] }),
    expected: [leaves, starts(0, 0)],
  },
  {
    title: 'a lease that was to start runs: it runs on',
    now: problem({ jobs: [waiting(), runningJob()] }),
    expected: [starts(2, 1), runs],
  },
  {
    title: 'a lease has become larger than what is free: the heavier one stays',
    now: problem({
      jobs: [waiting({ vms: [{ demand: [3, 3] }] }), waiting({ vms: [{ demand: [3, 3] }], delayWeight: 2 })],
      hosts: [host(), host({ capacity: [2, 8] })],
    }),
    expected: [leaves, starts(0, 0)],
  },
];

for (const { title, now, expected } of cases) {
  test(`a schedule goes on: ${title}`, () => {
    assert.deepEqual(warmStart(now, { problem: before, schedule: decided, solution: null }), expected);
  });
}

test('a lease that was to be paused and resumed waits for its resume when it is paused by now', () => {
  const pause = {
    slots: [0, 1],
    saveSeconds: 0,
    resumeSeconds: 0,
    resumesAnywhere: true,
    finishBy: null,
    cost: [0, 0, 0, 1, 0],
  } as const;
  const running = problem({ jobs: [runningJob({ pause })] });
  const schedule: Schedule = [{ kind: 'pause', slot: 0, resume: { slot: 2, hosts: [1] } }];
  const now = later(problem({ jobs: [waiting()] }), 300);
  assert.deepEqual(warmStart(now, { problem: running, schedule, solution: null }), [starts(1, 1)]);
  assert.deepEqual(warmStart(running, { problem: running, schedule, solution: null }), schedule);
});

test('a move that has been made is not made again', () => {
  const move = { slots: [0], transitSeconds: 0, lostSeconds: 0, cost: [0, 0, 1, 0, 0] } as const;
  const [here, there] = [0, 1].map((on) => problem({ jobs: [runningJob({ vms: [{ on, move }] })] }));
  assert.ok(here !== undefined && there !== undefined);
  const schedule: Schedule = [{ kind: 'run', moves: [{ position: 0, slot: 0, host: 1 }] }];
  assert.deepEqual(warmStart(there, { problem: here, schedule, solution: null }), [runs]);
});

test('whatever two problems have in common, what goes on from one to the other keeps every rule', () => {
  for (const seed of SEEDS) {
    const last = randomProblem(seed);
    const schedule = searched(last, seed);
    const kept = last.jobs.flatMap((_, index) => ((seed + index) % 3 > 0 ? [index] : []));
    for (const now of [randomProblem(seed + 5_000), later(last, 1 + (seed % 9)), withJobs(last, kept)]) {
      const carried = warmStart(now, { problem: last, schedule, solution: null });
      assert.deepEqual(checkSchedule(now, carried).violations, [], `seed ${seed}`);
    }
  }
});

test('what a schedule leaves is started where there is room, and nothing else is touched', () => {
  for (const seed of SEEDS) {
    const last = randomProblem(seed);
    const schedule: Schedule = searched(last, seed).map((decision, index) =>
      decision.kind === 'start' && (seed + index) % 2 === 0 && last.precedences.length === 0 ? leaves : decision,
    );
    const filled = fillLeft(last, schedule, () => false);
    assert.deepEqual(checkSchedule(last, filled).violations, [], `seed ${seed}`);
    for (const [index, decision] of schedule.entries()) {
      if (decision.kind !== 'leave') assert.deepEqual(filled[index], decision, `seed ${seed}`);
    }
  }
});

test('when nothing has changed the schedule is the same', () => {
  for (const seed of SEEDS) {
    const last = randomProblem(seed);
    const schedule = searched(last, seed);
    assert.deepEqual(warmStart(last, { problem: last, schedule, solution: null }), schedule, `seed ${seed}`);
  }
});

test('an epoch in which nothing has changed has the last solution, and nobody searches', async () => {
  const asked = { limits: { timeLimitSeconds: 5, gap: 0, seed: 1, nodeLimit: null, solver: 'search' } };
  const idle = { events: { improved: () => undefined, fault: () => undefined }, signal: new AbortController().signal };
  const solver = solverNamed('easy', { check: checkSchedule });
  const solution = await solveOn({ ...idle, solver, last: null }, asked.limits, before);
  const nobody = { name: 'nobody', solve: () => Promise.reject(new Error('was asked')) };
  const last = { problem: before, schedule: decided, solution };
  const copy = structuredClone(before);
  assert.equal(await solveOn({ ...idle, solver: nobody, last }, asked.limits, copy), solution);
  await assert.rejects(solveOn({ ...idle, solver: nobody, last }, asked.limits, later(before, 1)), /was asked/);
});

function starts(slot: number, ...hosts: number[]): Decision {
  return { kind: 'start', slot, hosts };
}

/** A schedule with pauses and moves, unlike what greedy passes make. */
function searched(last: Problem, seed: number): Schedule {
  const opening = OPENINGS[0]?.place(last);
  assert.ok(opening !== undefined);
  const search = new Search(last, opening, seed);
  for (let step = 0; step < 60; step++) search.step(step / 60);
  return search.best.schedule;
}
