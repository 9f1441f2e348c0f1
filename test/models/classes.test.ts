import assert from 'node:assert/strict';
import test from 'node:test';
import { classModel } from '../../models/classes.ts';
import { checkSchedule } from '../../src/check/schedule.ts';
import type { Problem } from '../../src/domain/problem.ts';
import { incumbentOf } from '../../src/domain/solution.ts';
import { classBoundSolver } from '../../src/solve/highs/class-bound.ts';
import { highsSolver } from '../../src/solve/highs/solver.ts';
import { host, problem, randomProblem, waiting } from '../support/problem.ts';
import { stopwatch } from '../support/stopwatch.ts';

const dependencies = { check: checkSchedule, stopwatch };
const highs = highsSolver(dependencies);
const classes = classBoundSolver(dependencies);

/** A random problem whose hosts are all alike but for what is on them. */
const alike = (seed: number): Problem => {
  const random = randomProblem(seed);
  const { capacity, blocks } = random.hosts[0] ?? { capacity: [], blocks: [] };
  return { ...random, hosts: random.hosts.map((each) => ({ ...each, capacity, blocks })) };
};

test('the class bound never lies above the optimum', async () => {
  let met = 0;
  for (let seed = 0; seed < 80; seed++) {
    const given = seed % 2 === 0 ? alike(seed) : randomProblem(seed);
    const best = incumbentOf(await highs.solve(given, asked()));
    assert.ok(best !== null);
    const bounded = await classes.solve(given, asked(best.schedule));
    assert.deepEqual(bounded.trace.faults, [], `seed ${seed}: ${JSON.stringify(given)}`);
    assert.ok('bound' in bounded);
    for (const [level, amount] of bounded.bound.entries()) assert.ok(amount <= (best.cost[level] as number));
    if (bounded.status === 'optimal') met += 1;
  }
  assert.ok(met > 0, 'it meets some optima');
});

test('it knows that two VMs of nine do not fit a host of sixteen', async () => {
  const given = problem({
    hosts: Array.from({ length: 2 }, () => host({ capacity: [16, 16] })),
    jobs: Array.from({ length: 3 }, () => waiting({ vms: [{ demand: [9, 1] }] })),
  });
  const best = incumbentOf(await highs.solve(given, asked()));
  assert.deepEqual(best?.cost, [0, 0, 600, 0, 0]);
  const bounded = await classes.solve(given, asked(best.schedule));
  assert.equal(bounded.status, 'optimal');
});

test('hosts that are alike share their columns', () => {
  const given = (hosts: number): Problem =>
    problem({ hosts: Array.from({ length: hosts }, () => host()), jobs: [waiting({ latest: 0 })] });
  const columnsOf = (hosts: number): number | undefined => classModel(given(hosts))?.columns.upper.length;
  assert.deepEqual([columnsOf(1), columnsOf(50)], [2, 2]);
});

test('where there is nothing to decide it says nothing', () => {
  assert.equal(classModel(problem({ jobs: [] })), null);
});

function asked(start: Parameters<typeof highs.solve>[1]['start'] = null): Parameters<typeof highs.solve>[1] {
  return {
    limits: { timeLimitSeconds: 20, gap: 0, seed: 1, nodeLimit: null, solver: 'highs' },
    start,
    events: { improved: () => undefined, fault: () => undefined },
    signal: new AbortController().signal,
  };
}
