import assert from 'node:assert/strict';
import test, { before } from 'node:test';
import { checkSchedule } from '../../../src/check/schedule.ts';
import { SERVICE } from '../../../src/domain/levels.ts';
import type { Problem } from '../../../src/domain/problem.ts';
import { Genetic } from '../../../src/solve/project/genetic.ts';
import { type Project, projectOf, scheduleOf, serviceAt } from '../../../src/solve/project/project.ts';
import { Prover } from '../../../src/solve/project/proof/prover.ts';
import { solverNamed } from '../../../src/solve/registry.ts';
import { randomProject, shortestMakespan } from '../../support/project.ts';
import { solveSmall, verdictOf } from '../../support/solving.ts';

interface Case {
  readonly seed: number;
  readonly problem: Problem;
  readonly project: Project;
  /** The optimum on the service level. */
  readonly optimum: number;
}

/** So many optima are HiGHS's as well, on the whole problem. */
const BY_HIGHS = 25;
const cases: Case[] = [];

before(async () => {
  const highs = solverNamed('highs', { check: checkSchedule });
  for (let seed = 0; seed < 200; seed++) {
    const problem = randomProject(seed);
    const project = projectOf(problem);
    assert.ok(project !== null, `seed ${seed}`);
    const optimum = serviceAt(project, problem, shortestMakespan(problem));
    cases.push({ seed, problem, project, optimum });
    if (seed >= BY_HIGHS) continue;
    assert.equal(verdictOf(await solveSmall(highs, problem)), `optimal 0,0,${optimum},0,0`, `seed ${seed}`);
  }
});

test('every schedule of the genetic search is valid, and the shortest is optimal', () => {
  const missed: number[] = [];
  for (const { seed, problem, project, optimum } of cases) {
    const genetic = new Genetic(project, seed);
    for (let step = 0; step < 200; step++) {
      if (!genetic.step()) continue;
      const { violations, cost } = checkSchedule(problem, scheduleOf(project, problem, genetic.best.starts));
      assert.deepEqual(violations, [], `seed ${seed}`);
      assert.equal(cost[SERVICE], serviceAt(project, problem, genetic.best.makespan));
    }
    const service = serviceAt(project, problem, genetic.best.makespan);
    assert.ok(service >= optimum, `seed ${seed}: ${service} beats ${optimum}`);
    if (service > optimum) missed.push(seed);
  }
  assert.deepEqual(missed, []);
});

test('a proof never refutes what there is, and ends at the optimum', () => {
  for (const { seed, problem, project, optimum } of cases) {
    const upper = problem.edges.length - 1;
    const prover = new Prover(project, upper, seed);
    let verdict = prover.refute(prover.lower, 3);
    while (verdict !== 'found' && prover.lower < upper) {
      assert.ok(serviceAt(project, problem, prover.lower) <= optimum, `seed ${seed}: ${prover.lower}, ${optimum}`);
      verdict = prover.refute(prover.lower, 3);
    }
    assert.equal(serviceAt(project, problem, prover.lower), optimum, `seed ${seed}`);
    if (verdict !== 'found') continue;
    const { violations, cost } = checkSchedule(problem, scheduleOf(project, problem, prover.starts));
    assert.deepEqual({ violations, service: cost[SERVICE] }, { violations: [], service: optimum }, `seed ${seed}`);
  }
});

test('with a node limit the same seed gives the same answer', async () => {
  const [{ problem }] = cases as [Case];
  const solver = solverNamed('project', { check: checkSchedule });
  const answer = async (): Promise<unknown> => {
    const solution = await solver.solve(problem, {
      limits: { timeLimitSeconds: 20, gap: 0, seed: 3, nodeLimit: 300, solver: 'project' },
      start: null,
      events: { improved: () => undefined, fault: (message) => assert.fail(message) },
      signal: new AbortController().signal,
    });
    assert.equal(solution.status, 'optimal');
    return solution.incumbent.schedule;
  };
  assert.deepEqual(await answer(), await answer());
});

test('what is no project is left to others', async () => {
  const [{ problem }] = cases as [Case];
  const others: readonly Problem[] = [
    { ...problem, precedences: [] },
    { ...problem, hosts: [...problem.hosts, ...problem.hosts] },
    { ...problem, shape: { kind: 'pack' } },
    { ...problem, jobs: problem.jobs.map((job) => ({ ...job, delayWeight: 1 })) },
    { ...problem, edges: problem.edges.map((edge, slot) => (slot === 1 ? edge + 0.5 : edge)) },
    { ...problem, precedences: [...problem.precedences, { before: problem.jobs.length - 1, after: 0 }] },
  ];
  assert.deepEqual(
    others.map((other) => projectOf(other)),
    others.map(() => null),
  );
});
