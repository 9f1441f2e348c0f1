import assert from 'node:assert/strict';
import process from 'node:process';
import test from 'node:test';
import { checkSchedule } from '../../src/check/schedule.ts';
import { compareCosts } from '../../src/domain/levels.ts';
import type { Problem } from '../../src/domain/problem.ts';
import type { Solution } from '../../src/domain/solution.ts';
import { generateEpoch } from '../../src/read/benchmarks/generate.ts';
import { problemOf } from '../../src/read/instance.ts';
import { greedyPolicies } from '../../src/solve/greedy/policies.ts';
import { solverNamed } from '../../src/solve/registry.ts';
import { SABOTAGE_VARIABLE, type Sabotage } from '../support/sabotage.ts';

/** Crowded, so that nobody is done before the limit; with a rule on some VMs, so that every kind of worker is needed. */
const crowded: Problem = {
  ...problemOf(generateEpoch({ hosts: 12, leases: 60, slots: 24, load: 1.2, seed: 1 })),
  rules: [{ kind: 'spread', name: 'some apart', strength: 'must', vms: [0, 1, 2, 3, 4, 5, 6, 7], atMost: 3 }],
};
/**
 * Long enough for threads to begin on a machine that is busy; hangs are told by the limit only, so theirs is short. A
 * thread that is nearly out of memory may spend long on looking for some: then its silence is told.
 */
const PATIENCE_SECONDS = 12;
const HANG_SECONDS = 2;
/** On top of 5 % and 0.2 s: other tests run at the same time. */
const BUSY_SECONDS = 1.5;

/** A machine so small that a thread is soon out of memory. */
process.constrainedMemory = () => 1_000 * 2 ** 20;

/**
 * Whatever befalls a worker, a checked plan comes in time, no worse than the greedy ones, and what happened is told.
 * Once it is told the search is interrupted: nothing more is to be seen.
 */
export function survives(module: string, sabotage: Sabotage, told: RegExp, solver = 'auto'): void {
  test(`${solver}: ${module} ${sabotage}: a checked plan comes in time, and the report says what happened`, async () => {
    const isHang = sabotage === 'hangs' || sabotage === 'busy' || sabotage === 'floods';
    const timeLimitSeconds = isHang ? HANG_SECONDS : PATIENCE_SECONDS;
    const controller = new AbortController();
    const fault = (message: string): void => {
      if (told.test(message)) setTimeout(() => controller.abort(), 50);
    };
    process.env[SABOTAGE_VARIABLE] = `${module}:${sabotage}`;
    try {
      const solution = await solverNamed(solver, { check: checkSchedule }).solve(crowded, {
        limits: { timeLimitSeconds, gap: 0, seed: 1, nodeLimit: null, solver },
        start: null,
        events: { improved: () => undefined, fault },
        signal: controller.signal,
      });
      assertSound(solution, solver === 'auto');
      assert.match(solution.trace.faults.join('\n'), told);
      const { wallSeconds } = solution.trace;
      assert.ok(wallSeconds <= timeLimitSeconds * 1.05 + 0.2 + BUSY_SECONDS, `${wallSeconds} s`);
    } finally {
      delete process.env[SABOTAGE_VARIABLE];
    }
  });
}

function assertSound(solution: Solution, asGoodAsGreedy: boolean): void {
  assert.ok('incumbent' in solution, solution.status);
  const { violations, cost } = checkSchedule(crowded, solution.incumbent.schedule);
  assert.deepEqual(violations, []);
  assert.ok(compareCosts(solution.bound, cost) <= 0);
  for (const [name, place] of asGoodAsGreedy ? Object.entries(greedyPolicies(1)) : []) {
    assert.ok(compareCosts(cost, checkSchedule(crowded, place(crowded)).cost) <= 0, `worse than ${name}`);
  }
}
