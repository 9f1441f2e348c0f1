import assert from 'node:assert/strict';
import test from 'node:test';
import { checkSchedule } from '../../src/check/schedule.ts';
import type { Schedule } from '../../src/domain/schedule.ts';
import { leave, start } from '../support/decisions.ts';
import { problem, waiting } from '../support/problem.ts';

/** The second job, two slots long, comes after the first. */
const after = (occupiedSeconds: number | null) =>
  problem({ jobs: [waiting({ occupiedSeconds }), waiting()], precedences: [{ before: 0, after: 1 }] });

const cases: readonly {
  readonly title: string;
  readonly seconds: number | null;
  readonly schedule: Schedule;
  readonly broken: boolean;
}[] = [
  { title: 'nothing changes', seconds: 600, schedule: [leave, leave], broken: false },
  { title: 'the first alone', seconds: 600, schedule: [start(0, 0), leave], broken: false },
  { title: 'the second alone', seconds: 600, schedule: [leave, start(3, 0)], broken: true },
  { title: 'the second when the first is over', seconds: 600, schedule: [start(0, 0), start(2, 0)], broken: false },
  { title: 'the second a slot too soon', seconds: 600, schedule: [start(0, 0), start(1, 1)], broken: true },
  { title: 'the second before the first', seconds: 600, schedule: [start(3, 0), start(0, 1)], broken: true },
  {
    title: 'a span that ends inside a slot holds all of it',
    seconds: 301,
    schedule: [start(0, 0), start(1, 1)],
    broken: true,
  },
  {
    title: 'a span that ends on an edge does not hold the next',
    seconds: 300,
    schedule: [start(0, 0), start(1, 1)],
    broken: false,
  },
  {
    title: 'one without length lets the other start with it',
    seconds: 0,
    schedule: [start(2, 0), start(2, 0)],
    broken: false,
  },
  { title: 'one without length still comes first', seconds: 0, schedule: [start(2, 0), start(1, 0)], broken: true },
  { title: 'one without end lets nobody start', seconds: null, schedule: [start(0, 0), start(3, 1)], broken: true },
];

for (const { title, seconds, schedule, broken } of cases) {
  test(`precedence: ${title} ${broken ? 'breaks it' : 'keeps it'}`, () => {
    const { violations } = checkSchedule(after(seconds), schedule);
    assert.deepEqual(
      violations.map(({ rule }) => rule),
      broken ? ['precedence'] : [],
    );
  });
}

test('precedence: a circle leaves everyone in it', () => {
  const circle = problem({
    jobs: [waiting(), waiting()],
    precedences: [
      { before: 0, after: 1 },
      { before: 1, after: 0 },
    ],
  });
  const { violations } = checkSchedule(circle, [start(0, 0), start(2, 0)]);
  assert.deepEqual(violations, [
    { rule: 'precedence', message: 'vm-100 starts in slot 0 (1970-01-01T00:00:00Z), before vm-101 is over' },
  ]);
  assert.deepEqual(checkSchedule(circle, [leave, leave]).violations, []);
});
