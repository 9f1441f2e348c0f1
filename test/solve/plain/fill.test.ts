import assert from 'node:assert/strict';
import test from 'node:test';
import { checkSchedule } from '../../../src/check/schedule.ts';
import { compareCosts } from '../../../src/domain/levels.ts';
import { plainPart } from '../../../src/solve/plain/build.ts';
import { construct } from '../../../src/solve/plain/construct.ts';
import { fill } from '../../../src/solve/plain/fill.ts';
import { searchHere } from '../../../src/solve/plain/here.ts';
import { byArrival, byDensity } from '../../../src/solve/plain/orders.ts';
import { LEFT } from '../../../src/solve/plain/part.ts';
import { scheduleOf } from '../../../src/solve/plain/schedule.ts';
import { costOfPlacing } from '../../../src/solve/plain/task.ts';
import { present } from '../../../src/solve/present.ts';
import { randomProblem } from '../../support/problem.ts';

const SEEDS = Array.from({ length: 300 }, (_, seed) => seed + 1);

test('what is left out is put in where it costs less, and nothing else is touched', () => {
  for (const seed of SEEDS) {
    const problem = randomProblem(seed, { hosts: [2, 5], jobs: [4, 12], slots: [4, 9] });
    const part = plainPart(problem, present(problem));
    const whole = construct(part, byArrival(part));
    const start = whole.start.map((slot, j) => (part.running[j] === 0 && (seed + j) % 3 === 0 ? LEFT : slot));
    const placing = { start, host: whole.host.map((host, k) => (start[part.owner[k] as number] === LEFT ? -1 : host)) };
    const filled = fill(part, placing, byDensity(part));
    for (const [j, slot] of start.entries()) if (slot !== LEFT) assert.equal(filled.start[j], slot, `seed ${seed}`);
    const [before, after] = [placing, filled].map((each) =>
      checkSchedule(problem, scheduleOf(part, each, present(problem))),
    );
    assert.ok(before !== undefined && after !== undefined);
    assert.deepEqual(after.violations, [], `seed ${seed}`);
    assert.ok(compareCosts(after.cost, before.cost) <= 0, `seed ${seed}`);
  }
});

test('a search in the thread of its caller ends in time with something no worse, and lets others go on', async () => {
  const problem = randomProblem(3, { hosts: [5, 5], jobs: [30, 30], slots: [9, 9] });
  const part = plainPart(problem, present(problem));
  const placing = construct(part, byArrival(part));
  let turns = 0;
  const timer = setInterval(() => turns++, 5);
  const began = performance.now();
  const terms = { seconds: 0.15, from: 0.5, seed: 1, signal: new AbortController().signal };
  const found = await searchHere(part, placing, terms);
  clearInterval(timer);
  assert.ok(performance.now() - began < 1_500);
  assert.ok(turns > 2);
  assert.ok(costOfPlacing(part, found) <= costOfPlacing(part, placing));
});
