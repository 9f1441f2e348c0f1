import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { sceneOf } from '../../models/scene.ts';
import { checkSchedule } from '../../src/check/schedule.ts';
import { ACCEPTANCE, type Cost, LEVELS, MEND, SERVICE } from '../../src/domain/levels.ts';
import type { Problem } from '../../src/domain/problem.ts';
import type { Schedule } from '../../src/domain/schedule.ts';
import type { Incumbent } from '../../src/domain/solution.ts';
import { LagrangianBound } from '../../src/solve/bound/lagrangian.ts';
import { type Found, solveInRounds } from '../../src/solve/exact/rounds.ts';
import { suits } from '../../src/solve/exact/suits.ts';
import { classBoundSolver } from '../../src/solve/highs/class-bound.ts';
import { runHighs } from '../../src/solve/highs/highs-run.ts';
import { highsSolver } from '../../src/solve/highs/solver.ts';
import { trivialBound } from '../../src/solve/trivial-bound.ts';
import { plainProblem } from '../support/plain-problem.ts';
import { randomProblem } from '../support/problem.ts';
import { stopwatch } from '../support/stopwatch.ts';

const dependencies = { check: checkSchedule, stopwatch };
const highs = highsSolver(dependencies);
const classes = classBoundSolver(dependencies);
const PROBLEMS = 260;

test('whatever the problem, no bound lies above its optimum', async () => {
  const seen = new Set<string>();
  await everyProblem(randomProblem, async (problem, { cost, schedule }) => {
    for (const kind of kindsIn(problem)) seen.add(kind);
    assertBelow('trivial', trivialBound(problem), cost);
    assertLagrangian(problem, cost);
    const bounded = await classes.solve(problem, asked(schedule));
    assert.ok('bound' in bounded);
    assertBelow('class', bounded.bound, cost);
    assert.deepEqual(bounded.trace.faults, []);
  });
  assert.deepEqual([...seen].sort(), ['best effort', 'deadline', 'gang', 'movable', 'pausable', 'reservation']);
});

test('on plain problems no bound on the way lies above the optimum, and the last one meets it', async () => {
  await everyProblem(roomyProblem, async (problem, { cost, schedule }) => {
    assert.ok(suits(problem));
    assertLagrangian(problem, cost);
    for (const known of [null, schedule]) assertRounds(problem, known, cost);
  });
});

function everyProblem(
  make: (seed: number) => Problem,
  holds: (problem: Problem, best: Incumbent) => Promise<void>,
): Promise<void> {
  const seeds = fc.integer({ min: 1, max: 1_000_000 });
  const property = fc.asyncProperty(seeds, async (seed) => {
    const problem = make(seed);
    const solution = await highs.solve(problem, asked(null));
    assert.equal(solution.status, 'optimal');
    assert.ok('incumbent' in solution);
    await holds(problem, solution.incumbent);
  });
  return fc.assert(property, { numRuns: PROBLEMS, seed: 7 });
}

/** A plain problem; without its blocks where what runs is in their way. */
function roomyProblem(seed: number): Problem {
  const problem = plainProblem(seed);
  return suits(problem) ? problem : { ...problem, hosts: problem.hosts.map((host) => ({ ...host, blocks: [] })) };
}

function assertLagrangian(problem: Problem, optimum: Cost): void {
  const nothingRefused = optimum[MEND] === 0 && optimum[ACCEPTANCE] === 0;
  const bound = new LagrangianBound(problem, optimum[SERVICE], nothingRefused);
  for (let step = 0; step < 200 && !bound.isExhausted; step++) bound.iterate();
  assert.ok(bound.best <= optimum[SERVICE], `Lagrangian: ${bound.best} > ${optimum[SERVICE]}`);
}

/**
 * Every bound is at most the optimum and above the last, what is found is valid, and what is found last costs the
 * optimum. All news laid over each other say as much: that is what is heard of those that come at once.
 */
function assertRounds(problem: Problem, known: Schedule | null, optimum: Cost): void {
  const schedules: Schedule[] = [];
  let last = Number.NEGATIVE_INFINITY;
  let heard: Found = {};
  const task = { scene: sceneOf(problem), known, nodeLimit: null, seed: 1 };
  solveInRounds(
    task,
    (program, news) => runHighs(program, { news, isStopped: () => false }),
    (found) => {
      const { bound, schedule } = found;
      heard = { ...heard, ...found };
      if (schedule !== undefined) schedules.push(schedule);
      if (bound === undefined) return;
      assert.ok(bound <= optimum[SERVICE], `rounds: ${bound} > ${optimum[SERVICE]}`);
      assert.ok(bound > last);
      last = bound;
    },
  );
  assert.equal(heard.bound, optimum[SERVICE]);
  assert.equal(heard.schedule, schedules.at(-1));
  const replays = schedules.map((each) => checkSchedule(problem, each));
  for (const { violations } of replays) assert.deepEqual(violations, []);
  assert.deepEqual(replays.at(-1)?.cost, optimum);
}

function assertBelow(name: string, bound: Cost, optimum: Cost): void {
  const level = LEVELS.findIndex((_, each) => bound[each] !== optimum[each]);
  if (level !== -1) assert.ok((bound[level] as number) < (optimum[level] as number), `${name}: ${bound} > ${optimum}`);
}

/** The kinds of leases in a problem. */
function kindsIn({ jobs }: Problem): readonly string[] {
  return jobs.flatMap((job) => {
    const gang = job.vms.length > 1 ? ['gang'] : [];
    if (job.kind === 'running') {
      const movable = job.moves.some((terms) => terms !== null) ? ['movable'] : [];
      return [...gang, ...movable, ...(job.pause === null ? [] : ['pausable'])];
    }
    if (job.earliest === job.latest) return [...gang, 'reservation'];
    return [...gang, job.leaveCost[ACCEPTANCE] > 0 ? 'deadline' : 'best effort'];
  });
}

function asked(start: Schedule | null): Parameters<typeof highs.solve>[1] {
  return {
    limits: { timeLimitSeconds: 60, gap: 0, seed: 1, nodeLimit: null, solver: 'highs' },
    start,
    events: { improved: () => undefined, fault: () => undefined },
    signal: new AbortController().signal,
  };
}
