import assert from 'node:assert/strict';
import test from 'node:test';
import { checkSchedule } from '../../src/check/schedule.ts';
import type { Cost } from '../../src/domain/levels.ts';
import type { PauseTerms, Problem, Rule } from '../../src/domain/problem.ts';
import type { Schedule } from '../../src/domain/schedule.ts';
import { leave, move, pause, resumed, start, stay } from '../support/decisions.ts';
import { host, problem, runningJob, waiting } from '../support/problem.ts';

const movable = { slots: [0, 1, 2, 3], transitSeconds: 0, lostSeconds: 0, cost: [0, 0, 0, 0, 0] } as const;
const pausable: PauseTerms = {
  slots: [0, 1, 2, 3],
  saveSeconds: 100,
  resumeSeconds: 20,
  resumesAnywhere: true,
  finishBy: null,
  cost: [0, 0, 600, 40, 0],
};
const must = { name: 'shop', strength: 'must' } as const;
const prefer = { name: 'shop', strength: 'prefer' } as const;
const pair = (strength: typeof must | typeof prefer): Rule => ({
  ...strength,
  kind: 'apart',
  left: [0, 1],
  right: [0, 1],
});

const twoHere = [runningJob({ vms: [{ move: movable }], pause: pausable, remainingSeconds: 900 }), runningJob()];
const free: PauseTerms = { ...pausable, cost: [0, 0, 0, 0, 0] };

const cases: readonly {
  readonly title: string;
  readonly problem: Problem;
  readonly costs: readonly (readonly [Schedule, Cost])[];
}[] = [
  {
    title: 'a start costs its weighted seconds after the ideal, and its own cost; a leave costs what the job says',
    problem: problem({
      jobs: [waiting({ delayWeight: 3, idealSecond: -100, startCost: 7, leaveCost: [0, 5, 9, 0, 0] })],
    }),
    costs: [
      [[start(0, 0)], [0, 0, 307, 0, 0]],
      [[start(2, 0)], [0, 0, 3 * 700 + 7, 0, 0]],
      [[leave], [0, 5, 9, 0, 0]],
    ],
  },
  {
    title: 'a pause costs its terms and the weighted seconds until the job goes on, or the rest of the horizon',
    problem: problem({ jobs: [runningJob({ delayWeight: 2, pause: pausable })] }),
    costs: [
      [[stay], [0, 0, 0, 0, 0]],
      [[resumed(1, 3, 1)], [0, 0, 600 + 2 * 620, 40, 0]],
      [[pause(1)], [0, 0, 600 + 2 * 920, 40, 0]],
    ],
  },
  {
    title: 'each move costs what its terms say',
    problem: problem({
      jobs: [runningJob({ vms: [{ move: { ...movable, cost: [0, 0, 300, 12, 0] } }, { move: movable }] })],
    }),
    costs: [
      [[move(0, 1)], [0, 0, 300, 12, 0]],
      [[move(0, 1, 1)], [0, 0, 0, 0, 0]],
    ],
  },
  {
    title: 'a host above its capacity costs its seconds once, whatever the resources and the excess',
    problem: problem({
      edges: [0, 100, 300, 600, 1000],
      hosts: [host({ blocks: [{ from: 1, until: 3, amounts: [9, 9] }] }), host({ capacity: [1, 1] })],
      jobs: [runningJob({ vms: [{ on: 1, demand: [2, 1], move: movable }], remainingSeconds: 300 })],
    }),
    costs: [[[stay], [200 + 300 + 300, 0, 0, 0, 0]]],
  },
  {
    title: 'a VM on a host that it should leave costs its seconds there, in transit, saved and resumed too',
    problem: problem({
      jobs: [
        runningJob({
          vms: [{ move: { ...movable, transitSeconds: 300 } }, { on: 1 }],
          pause: free,
          unwelcomeFrom: 1,
          remainingSeconds: 800,
          delayWeight: 0,
        }),
      ],
    }),
    costs: [
      [[stay], [2 * 600, 0, 0, 0, 0]],
      [[move(0, 1)], [600, 0, 0, 0, 0]],
      [[move(1, 1)], [300 + 600, 0, 0, 0, 0]],
      [[pause(0)], [0, 0, 0, 0, 0]],
      [[pause(1)], [2 * 300, 0, 0, 0, 0]],
      [[resumed(1, 2, 1, 0)], [2 * 300, 0, 0, 0, 0]],
      [[resumed(1, 2, 1, 1)], [2 * 300 + 600, 0, 0, 0, 0]],
    ],
  },
  {
    title: 'a pair that breaks a must costs its seconds at level mend, while both hold room',
    problem: problem({ jobs: twoHere, rules: [pair(must)] }),
    costs: [
      [
        [stay, stay],
        [900, 0, 0, 0, 0],
      ],
      [
        [move(1, 1), stay],
        [300, 0, 0, 0, 0],
      ],
      [
        [pause(1), stay],
        [600, 0, 600 + 920, 40, 0],
      ],
    ],
  },
  {
    title: 'a pair that breaks a prefer costs its seconds at level shape',
    problem: problem({ jobs: [...twoHere, waiting()], rules: [pair(prefer)] }),
    costs: [
      [
        [stay, stay, leave],
        [0, 0, 1200, 0, 900],
      ],
      [
        [move(1, 1), stay, start(0, 0)],
        [0, 0, 0, 0, 300],
      ],
    ],
  },
  {
    title: 'a pair that shares two hosts at once, both in transit, costs its seconds once',
    problem: problem({
      jobs: [0, 0].map(() => runningJob({ vms: [{ move: { ...movable, transitSeconds: 600 } }] })),
      rules: [pair(prefer)],
    }),
    costs: [
      [
        [move(1, 1), move(1, 1)],
        [0, 0, 0, 0, 1200],
      ],
      [
        [move(0, 1), move(1, 1)],
        [0, 0, 0, 0, 1200],
      ],
      [
        [move(0, 1), stay],
        [0, 0, 0, 0, 600],
      ],
    ],
  },
  {
    title: 'every pair that runs apart and should be together costs its seconds; one that is saved does not run',
    problem: problem({
      jobs: [
        runningJob({ pause: { ...free, saveSeconds: 600 }, delayWeight: 0 }),
        runningJob({ vms: [{ on: 1 }] }),
        runningJob({ remainingSeconds: 300 }),
      ],
      rules: [{ ...must, kind: 'together', vms: [0, 1, 2] }],
    }),
    costs: [
      [
        [stay, stay, stay],
        [1200 + 300, 0, 0, 0, 0],
      ],
      [
        [pause(1), stay, stay],
        [300 + 300, 0, 0, 0, 0],
      ],
    ],
  },
  {
    title: 'a spread costs the seconds of each host with too many, once',
    problem: problem({
      jobs: [runningJob({ vms: [{}, {}, {}] }), runningJob({ vms: [{ on: 1 }, { on: 1 }], remainingSeconds: 300 })],
      rules: [{ ...prefer, kind: 'spread', vms: [0, 1, 2, 3, 4], atMost: 1 }],
    }),
    costs: [
      [
        [stay, stay],
        [0, 0, 0, 0, 1500],
      ],
    ],
  },
  {
    title: 'a pool costs the seconds above its limit',
    problem: problem({
      jobs: [runningJob({ remainingSeconds: 500 }), waiting()],
      rules: [
        {
          ...must,
          kind: 'pool',
          uses: [
            { vm: 0, amount: 5 },
            { vm: 1, amount: 1 },
          ],
          limit: 4,
        },
      ],
    }),
    costs: [
      [
        [stay, start(2, 0)],
        [600, 0, 600, 0, 0],
      ],
    ],
  },
  {
    title: 'pack counts the hosts that hold anything at any time, blocks included',
    problem: problem({
      hosts: [host(), host(), host({ blocks: [{ from: 3, until: 4, amounts: [1, 1] }] })],
      jobs: [runningJob({ vms: [{ move: movable }] }), waiting()],
      shape: { kind: 'pack' },
    }),
    costs: [
      [
        [stay, start(0, 0)],
        [0, 0, 0, 0, 2],
      ],
      [
        [move(0, 1), start(0, 1)],
        [0, 0, 0, 0, 2],
      ],
      [
        [move(1, 1), start(0, 0)],
        [0, 0, 0, 0, 3],
      ],
    ],
  },
  {
    title: 'balance counts the highest load of any host in any slot, in permille of the first resource, rounded up',
    problem: problem({
      hosts: [
        host({ capacity: [3, 9] }),
        host({ capacity: [7, 9], blocks: [{ from: 3, until: 4, amounts: [3, 9] }] }),
        host({ capacity: [0, 9] }),
      ],
      jobs: [waiting({ vms: [{ demand: [1, 1] }] })],
      shape: { kind: 'balance' },
    }),
    costs: [
      [[leave], [0, 0, 1200, 0, 429]],
      [[start(0, 1)], [0, 0, 0, 0, 429]],
      [[start(0, 0)], [0, 0, 0, 0, 429]],
    ],
  },
];

for (const { title, problem: given, costs } of cases) {
  test(title, () => {
    for (const [schedule, cost] of costs) {
      assert.deepEqual(checkSchedule(given, schedule), { violations: [], cost }, JSON.stringify(schedule));
    }
  });
}
