import assert from 'node:assert/strict';
import test from 'node:test';
import { checkSchedule } from '../../src/check/schedule.ts';
import type { PauseTerms, Problem, Rule } from '../../src/domain/problem.ts';
import type { Schedule } from '../../src/domain/schedule.ts';
import type { RuleName } from '../../src/domain/violation.ts';
import { leave, move, pause, resumed, start, stay } from '../support/decisions.ts';
import { host, problem, runningJob, waiting } from '../support/problem.ts';

const everySlot = [0, 1, 2, 3];
const movable = { slots: everySlot, transitSeconds: 0, lostSeconds: 0, cost: [0, 0, 0, 0, 0] } as const;
const pausable: PauseTerms = {
  slots: everySlot,
  saveSeconds: 100,
  resumeSeconds: 0,
  resumesAnywhere: true,
  finishBy: null,
  cost: [0, 0, 0, 0, 0],
};
const big = { demand: [4, 8] };
const rule = (fields: Partial<Rule> & Pick<Rule, 'kind'>): Rule =>
  ({ name: 'shop', strength: 'must', ...fields }) as Rule;

interface Case {
  readonly title: string;
  readonly rule: RuleName;
  readonly problem: Problem;
  readonly keep: readonly Schedule[];
  readonly break: readonly Schedule[];
}

const cases: readonly Case[] = [
  {
    title: 'a host gives away no more than it has, in any slot and resource',
    rule: 'capacity',
    problem: problem({
      hosts: [host({ blocks: [{ from: 3, until: 4, amounts: [1, 0] }] }), host()],
      jobs: [waiting({ vms: [{ demand: [3, 1] }] }), waiting({ vms: [{ demand: [1, 7] }] }), waiting({ vms: [big] })],
    }),
    keep: [
      [start(0, 0), start(0, 0), start(0, 1)],
      [start(0, 0), start(2, 0), leave],
      [start(1, 1), start(1, 1), leave],
    ],
    break: [
      [start(0, 0), start(0, 1), start(0, 1)],
      [leave, leave, start(2, 0)],
      [start(0, 1), leave, start(1, 1)],
    ],
  },
  {
    title: 'a host that is above its capacity may stay so, but takes nobody until it is back within it',
    rule: 'capacity',
    problem: problem({
      jobs: [
        runningJob({ vms: [{ demand: [3, 1], move: movable }], remainingSeconds: 600 }),
        runningJob({ vms: [{ demand: [3, 1], on: 0 }] }),
        waiting({ vms: [{ demand: [1, 0] }] }),
        waiting({ vms: [{ demand: [2, 0] }] }),
      ],
    }),
    keep: [
      [stay, stay, leave, leave],
      [stay, stay, start(2, 0), leave],
      [move(0, 1), stay, start(0, 0), leave],
    ],
    break: [
      [move(0, 1), stay, leave, start(0, 0)],
      [stay, stay, start(0, 0), leave],
      [stay, stay, leave, start(2, 0)],
    ],
  },
  {
    title: 'a migration holds both hosts until it is over',
    rule: 'capacity',
    problem: problem({
      jobs: [
        runningJob({ vms: [{ ...big, move: { ...movable, transitSeconds: 301 } }], remainingSeconds: 900 }),
        waiting({ vms: [big], occupiedSeconds: 300 }),
      ],
    }),
    keep: [
      [move(0, 1), start(2, 0)],
      [move(1, 1), start(0, 1)],
      [move(0, 1), start(3, 1)],
      [move(2, 1), start(3, 0)],
    ],
    break: [
      [move(0, 1), start(1, 0)],
      [move(1, 1), start(1, 1)],
      [move(0, 1), start(2, 1)],
    ],
  },
  {
    title: 'a cold migration holds its new host for the seconds it lost',
    rule: 'capacity',
    problem: problem({
      jobs: [
        runningJob({ vms: [{ ...big, move: { ...movable, lostSeconds: 1 } }], remainingSeconds: 600 }),
        waiting({ vms: [big] }),
      ],
    }),
    keep: [[move(0, 1), start(3, 1)]],
    break: [[move(0, 1), start(2, 1)]],
  },
  {
    title: 'a save holds its host until it is over, and a resume needs room',
    rule: 'capacity',
    problem: problem({
      jobs: [
        runningJob({ vms: [big], remainingSeconds: 600, pause: { ...pausable, saveSeconds: 301 } }),
        waiting({ vms: [big], occupiedSeconds: 300 }),
      ],
    }),
    keep: [
      [pause(0), start(2, 0)],
      [resumed(0, 2, 1), start(2, 0)],
      [resumed(0, 3, 0), start(2, 0)],
    ],
    break: [
      [pause(0), start(1, 0)],
      [resumed(0, 2, 0), start(3, 0)],
    ],
  },
  {
    title: 'all VMs of a lease get a host, or none does; they may share one',
    rule: 'gang',
    problem: problem({ jobs: [waiting({ vms: [{}, {}] })] }),
    keep: [[leave], [start(0, 0, 1)], [start(0, 0, 0)]],
    break: [[start(0, 0)], [start(0, 0, 1, 1)], [start(0)]],
  },
  {
    title: 'a lease starts in its window',
    rule: 'window',
    problem: problem({ jobs: [waiting({ earliest: 1, latest: 2 })] }),
    keep: [[start(1, 0)], [start(2, 0)], [leave]],
    break: [[start(0, 0)], [start(3, 0)], [start(4, 0)], [start(-1, 0)], [start(1.5, 0)]],
  },
  {
    title: 'a reservation starts exactly then',
    rule: 'exact',
    problem: problem({ jobs: [waiting({ earliest: 2, latest: 2 })] }),
    keep: [[start(2, 1)]],
    break: [[start(1, 0)], [start(3, 0)]],
  },
  {
    title: 'a VM is put only on hosts it matches; a running one may come back to where it is',
    rule: 'admissible',
    problem: problem({
      hosts: [host(), host(), host()],
      jobs: [
        waiting({ vms: [{ hosts: [1] }] }),
        runningJob({ vms: [{ hosts: [1], move: movable }], pause: pausable, remainingSeconds: 600 }),
      ],
    }),
    keep: [
      [start(0, 1), stay],
      [leave, move(0, 1)],
      [leave, resumed(0, 1, 0)],
      [leave, resumed(0, 1, 1)],
    ],
    break: [
      [start(0, 0), stay],
      [leave, move(0, 2)],
      [leave, move(0, 0)],
      [leave, resumed(0, 1, 2)],
      [start(0, 7), stay],
    ],
  },
  {
    title: 'a suspended lease is resumed where it was',
    rule: 'admissible',
    problem: problem({ jobs: [runningJob({ pause: { ...pausable, resumesAnywhere: false } })] }),
    keep: [[resumed(0, 1, 0)]],
    break: [[resumed(0, 1, 1)]],
  },
  {
    title: 'only what may be interrupted is paused',
    rule: 'whole',
    problem: problem({ jobs: [runningJob({ pause: pausable }), runningJob()] }),
    keep: [[pause(0), stay]],
    break: [[stay, pause(0)]],
  },
  {
    title: 'a lease is paused in one of its slots and before its end',
    rule: 'window',
    problem: problem({ jobs: [runningJob({ pause: { ...pausable, slots: [0, 1, 3] }, remainingSeconds: 600 })] }),
    keep: [[pause(0)], [resumed(1, 2, 0)]],
    break: [[pause(2)], [pause(3)], [pause(4)]],
  },
  {
    title: 'a lease that must end in time is resumed in time, to the second',
    rule: 'window',
    problem: problem({
      jobs: [runningJob({ pause: { ...pausable, resumeSeconds: 20, finishBy: 900 }, remainingSeconds: 580 })],
    }),
    keep: [[resumed(0, 1, 0)], [resumed(1, 2, 0)], [stay]],
    break: [[resumed(0, 2, 0)], [pause(0)], [resumed(1, 3, 0)]],
  },
  {
    title: 'a lease is resumed only once it is saved',
    rule: 'order',
    problem: problem({ jobs: [runningJob({ pause: { ...pausable, saveSeconds: 301 } })] }),
    keep: [[resumed(0, 2, 0)], [resumed(0, 3, 1)]],
    break: [[resumed(0, 1, 0)], [resumed(1, 1, 1)]],
  },
  {
    title: 'a VM is moved only when it may be',
    rule: 'legal',
    problem: problem({ jobs: [runningJob({ vms: [{ move: movable }, {}] })] }),
    keep: [[move(0, 1)]],
    break: [[move(0, 1, 1)]],
  },
  {
    title: 'a VM is moved in one of its slots and while it still holds its host',
    rule: 'window',
    problem: problem({
      jobs: [runningJob({ vms: [{ move: { ...movable, slots: [1, 3] } }], remainingSeconds: 600 })],
    }),
    keep: [[move(1, 1)]],
    break: [[move(0, 1)], [move(3, 1)]],
  },
  {
    title: 'two VMs that are kept apart share no host while both hold room',
    rule: 'anti-affinity',
    problem: problem({
      jobs: [
        waiting({ vms: [{}] }),
        waiting({ vms: [{}] }),
        runningJob({ vms: [{ on: 1, move: { ...movable, transitSeconds: 300 } }], remainingSeconds: 600 }),
        waiting(),
      ],
      rules: [rule({ kind: 'apart', left: [0, 2], right: [1, 2] })],
    }),
    keep: [
      [start(0, 0), start(2, 0), stay, start(0, 0)],
      [start(0, 0), start(2, 1), stay, start(0, 1)],
      [start(2, 0), start(1, 1), move(0, 0), leave],
    ],
    break: [
      [start(0, 0), start(1, 0), stay, leave],
      [leave, start(1, 1), stay, leave],
      [leave, start(0, 1), move(0, 0), leave],
      [start(1, 0), leave, move(1, 0), leave],
    ],
  },
  {
    title: 'two VMs that break a rule where they are may go on there, not elsewhere',
    rule: 'anti-affinity',
    problem: problem({
      jobs: [
        runningJob({ vms: [{ move: movable }], pause: pausable }),
        runningJob({ vms: [{ move: movable }] }),
        waiting(),
      ],
      rules: [rule({ kind: 'apart', left: [0, 1, 2], right: [0, 1, 2] })],
    }),
    keep: [
      [stay, stay, leave],
      [move(1, 1), stay, leave],
      [resumed(0, 2, 0), stay, leave],
    ],
    break: [
      [move(1, 1), move(1, 1), leave],
      [resumed(0, 2, 1), move(1, 1), leave],
      [move(1, 1), stay, start(0, 0)],
    ],
  },
  {
    title: 'VMs that belong together run on one host at a time',
    rule: 'affinity',
    problem: problem({
      jobs: [
        runningJob({ vms: [{ on: 1, move: { ...movable, transitSeconds: 300 } }], pause: pausable }),
        waiting(),
        waiting(),
      ],
      rules: [rule({ kind: 'together', vms: [0, 1] })],
    }),
    keep: [
      [stay, start(0, 1), start(0, 0)],
      [pause(1), start(1, 0), leave],
      [move(0, 0), start(1, 0), leave],
    ],
    break: [
      [stay, start(0, 0), leave],
      [pause(1), start(0, 0), leave],
      [move(0, 0), start(0, 0), leave],
      [move(0, 0), start(0, 1), leave],
    ],
  },
  {
    title: 'VMs that should be together and run apart may go on, and end up together only together',
    rule: 'affinity',
    problem: problem({
      hosts: [host(), host(), host()],
      jobs: [runningJob({ vms: [{ move: movable }] }), runningJob({ vms: [{ on: 1, move: movable }] })],
      rules: [rule({ kind: 'together', vms: [0, 1] })],
    }),
    keep: [
      [stay, stay],
      [move(1, 1), stay],
      [move(1, 2), move(1, 2)],
    ],
    break: [
      [move(1, 2), stay],
      [move(1, 2), move(2, 2)],
    ],
  },
  {
    title: 'no more VMs of a spread hold room on one host than may, or than do now',
    rule: 'spread',
    problem: problem({
      jobs: [
        runningJob({ vms: [{}, { move: movable }, {}], remainingSeconds: 600 }),
        waiting({ vms: [{ demand: [0, 0] }, { demand: [0, 0] }] }),
      ],
      rules: [rule({ kind: 'spread', vms: [0, 1, 2, 3, 4], atMost: 1 })],
    }),
    keep: [
      [stay, leave],
      [stay, start(2, 0, 1)],
      [move(0, 1, 1), start(2, 0, 1)],
    ],
    break: [
      [stay, start(0, 0, 1)],
      [stay, start(2, 1, 1)],
      [move(0, 1, 1), start(0, 0, 1)],
    ],
  },
  {
    title: 'a pool gives away no more than its limit, or than now; a VM in transit counts once',
    rule: 'pool',
    problem: problem({
      jobs: [
        runningJob({ vms: [{ move: { ...movable, transitSeconds: 300 } }], remainingSeconds: 300 }),
        waiting(),
        waiting(),
      ],
      rules: [
        rule({
          kind: 'pool',
          uses: [
            { vm: 0, amount: 3 },
            { vm: 1, amount: 1 },
            { vm: 2, amount: 2 },
          ],
          limit: 2,
        }),
      ],
    }),
    keep: [
      [stay, leave, leave],
      [move(0, 1), start(1, 0), leave],
      [stay, start(1, 0), start(3, 0)],
    ],
    break: [
      [stay, start(0, 0), leave],
      [stay, start(1, 0), start(2, 1)],
    ],
  },
  {
    title: 'a pool above its limit now is given to no more than now',
    rule: 'pool',
    problem: problem({
      jobs: [runningJob({ pause: pausable }), waiting(), waiting()],
      rules: [
        rule({
          kind: 'pool',
          uses: [
            { vm: 0, amount: 3 },
            { vm: 1, amount: 3 },
            { vm: 2, amount: 1 },
          ],
          limit: 2,
        }),
      ],
    }),
    keep: [
      [pause(0), start(1, 0), leave],
      [stay, leave, leave],
    ],
    break: [
      [pause(0), start(1, 0), start(1, 0)],
      [stay, leave, start(0, 0)],
    ],
  },
  {
    title: 'a rule that is only preferred may be broken',
    rule: 'anti-affinity',
    problem: problem({
      jobs: [waiting(), waiting()],
      rules: [rule({ kind: 'apart', left: [0], right: [1], strength: 'prefer' })],
    }),
    keep: [[start(0, 0), start(0, 0)]],
    break: [],
  },
  {
    title: 'no more VMs are moved than the budget allows',
    rule: 'budget',
    problem: problem({
      jobs: [runningJob({ vms: [{ move: movable }, { move: movable }] }), runningJob({ vms: [{ move: movable }] })],
      budgets: { migrations: 1, pauses: null, actionsPerHostSlot: null },
    }),
    keep: [
      [move(0, 1), stay],
      [stay, move(2, 1)],
    ],
    break: [[move(0, 1), move(2, 1)]],
  },
  {
    title: 'no more VMs are paused than the budget allows, and a gang counts whole',
    rule: 'budget',
    problem: problem({
      jobs: [runningJob({ vms: [{}, {}], pause: pausable }), runningJob({ pause: pausable })],
      budgets: { migrations: null, pauses: 1, actionsPerHostSlot: null },
    }),
    keep: [[stay, pause(1)]],
    break: [
      [pause(0), stay],
      [resumed(0, 1, 0, 0), stay],
    ],
  },
  {
    title: 'no more actions begin on one host in one slot than may',
    rule: 'budget',
    problem: problem({
      jobs: [
        runningJob({ vms: [{ move: movable }], pause: pausable }),
        waiting({ vms: [{}, {}] }),
        runningJob({ vms: [{ on: 1 }], pause: pausable }),
      ],
      budgets: { migrations: null, pauses: null, actionsPerHostSlot: 2 },
    }),
    keep: [
      [stay, start(0, 0, 0), stay],
      [move(0, 1), start(0, 0, 1), stay],
      [resumed(0, 1, 0), start(2, 0, 0), stay],
      [resumed(0, 1, 1), leave, resumed(0, 1, 0)],
    ],
    break: [
      [move(0, 1), start(0, 0, 0), stay],
      [move(0, 1), start(0, 1, 1), stay],
      [pause(0), start(0, 0, 0), stay],
      [resumed(0, 1, 0), start(1, 0, 0), stay],
    ],
  },
  {
    title: 'saves on one host take turns; those of one lease and those on other hosts do not count',
    rule: 'budget',
    problem: problem({
      serialSaves: true,
      jobs: [
        runningJob({ vms: [{ saveSeconds: 250 }, { saveSeconds: 150 }], pause: { ...pausable, saveSeconds: 400 } }),
        runningJob({ vms: [{ saveSeconds: 200 }], pause: { ...pausable, saveSeconds: 200 } }),
        runningJob({ vms: [{ saveSeconds: 200, on: 1 }], pause: { ...pausable, saveSeconds: 200 } }),
        runningJob({ vms: [{ saveSeconds: 201 }], pause: { ...pausable, saveSeconds: 201 } }),
      ],
    }),
    keep: [
      [pause(0), pause(1), stay, stay],
      [pause(0), stay, pause(0), stay],
      [pause(1), pause(0), pause(1), stay],
    ],
    break: [
      [pause(0), pause(0), stay, stay],
      [pause(0), stay, stay, pause(1)],
      [stay, pause(3), stay, pause(3)],
    ],
  },
  {
    title: 'every job has one decision of its kind, about members that exist, each once',
    rule: 'complete',
    problem: problem({ jobs: [waiting(), runningJob({ vms: [{ move: movable }] })] }),
    keep: [[leave, stay]],
    break: [
      [leave],
      [leave, stay, leave],
      [stay, stay],
      [pause(0), stay],
      [leave, start(0, 0)],
      [leave, move(0, 1, 1)],
      [
        leave,
        {
          kind: 'run',
          moves: [
            { position: 0, slot: 0, host: 1 },
            { position: 0, slot: 2, host: 1 },
          ],
        },
      ],
    ],
  },
];

for (const { title, rule: expected, problem: given, keep, break: broken } of cases) {
  test(title, () => {
    for (const schedule of keep)
      assert.deepEqual(checkSchedule(given, schedule).violations, [], JSON.stringify(schedule));
    for (const schedule of broken) {
      const rules = new Set(checkSchedule(given, schedule).violations.map((violation) => violation.rule));
      assert.deepEqual([...rules], [expected], JSON.stringify(schedule));
    }
  });
}

test('a violation names the objects and the moment in one line', () => {
  const given = problem({ jobs: [waiting({ vms: [big] }), waiting({ vms: [big] })] });
  assert.deepEqual(checkSchedule(given, [start(0, 0), start(1, 0)]).violations, [
    { rule: 'capacity', message: 'host-0 gives away 8 of 4 cpu in slot 1 (1970-01-01T00:05:00Z)' },
  ]);
});
