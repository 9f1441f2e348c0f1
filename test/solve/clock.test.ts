import assert from 'node:assert/strict';
import test from 'node:test';
import { checkSchedule } from '../../src/check/schedule.ts';
import { generateEpoch } from '../../src/read/benchmarks/generate.ts';
import { problemOf } from '../../src/read/instance.ts';
import { solverNamed } from '../../src/solve/registry.ts';
import { SABOTAGE_VARIABLE } from '../support/sabotage.ts';

const crowded = problemOf(generateEpoch({ hosts: 12, leases: 60, slots: 24, load: 1.2, seed: 1 }));
const LIMIT_SECONDS = 1.5;
const BUSY_SECONDS = 1.5;
const DAY = 86_400_000;

for (const { title, jump } of [
  { title: 'forth', jump: (call: number) => call * DAY },
  { title: 'back', jump: (call: number) => -call * DAY },
  { title: 'to and fro', jump: (call: number) => (call % 2 === 0 ? DAY : -DAY) },
]) {
  for (const solver of ['auto', 'highs']) {
    test(`${solver}: the limit is kept when the clock is set ${title} all the time`, async (context) => {
      const real = Date.now;
      let calls = 0;
      Date.now = () => real() + jump(calls++);
      process.env[SABOTAGE_VARIABLE] = '-worker:clock-jumps';
      context.after(() => {
        Date.now = real;
        delete process.env[SABOTAGE_VARIABLE];
      });
      const solution = await solverNamed(solver, { check: checkSchedule }).solve(crowded, {
        limits: { timeLimitSeconds: LIMIT_SECONDS, gap: 0, seed: 1, nodeLimit: null, solver },
        start: null,
        events: { improved: () => undefined, fault: () => undefined },
        signal: new AbortController().signal,
      });
      assert.ok('incumbent' in solution);
      assert.deepEqual(checkSchedule(crowded, solution.incumbent.schedule).violations, []);
      const { wallSeconds } = solution.trace;
      assert.ok(wallSeconds <= LIMIT_SECONDS * 1.05 + 0.2 + BUSY_SECONDS, `${wallSeconds} s`);
      assert.ok(wallSeconds >= LIMIT_SECONDS * 0.9 || solution.status === 'optimal', `only ${wallSeconds} s`);
    });
  }
}
