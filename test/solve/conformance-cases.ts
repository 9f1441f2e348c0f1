import { ACCEPTANCE, type Cost, costAt, DISRUPTION } from '../../src/domain/levels.ts';
import type { Problem } from '../../src/domain/problem.ts';
import { dice } from '../support/dice.ts';
import { host, type JobDraft, problem, runningJob, waiting } from '../support/problem.ts';

/** A problem small enough to see its optimum, slots of 300 seconds. */
export interface ConformanceCase {
  readonly title: string;
  readonly problem: Problem;
  readonly optimum: Cost;
}

const big = [{ demand: [3, 3] }];
const pause = {
  slots: [0, 1, 2, 3],
  saveSeconds: 0,
  resumeSeconds: 0,
  resumesAnywhere: true,
  finishBy: null,
  cost: costAt(DISRUPTION, 7),
};
const move = { slots: [0], transitSeconds: 0, lostSeconds: 0, cost: costAt(DISRUPTION, 4) };

/** One or more for every kind of decision, rule and level. */
export const CONFORMANCE_CASES: readonly ConformanceCase[] = [
  {
    title: 'nothing to do costs nothing',
    problem: problem({ jobs: [runningJob()] }),
    optimum: [0, 0, 0, 0, 0],
  },
  {
    title: 'a lease waits for the one that is before it',
    problem: problem({ hosts: [host()], jobs: [waiting({ vms: big }), waiting({ vms: big })] }),
    optimum: [0, 0, 600, 0, 0],
  },
  {
    title: 'the heavier lease goes first',
    problem: problem({ hosts: [host()], jobs: [waiting({ vms: big }), waiting({ vms: big, delayWeight: 5 })] }),
    optimum: [0, 0, 600, 0, 0],
  },
  {
    title: 'a reservation is accepted whatever others wait',
    problem: problem({
      hosts: [host()],
      jobs: [
        waiting({ vms: big, delayWeight: 9, occupiedSeconds: null }),
        waiting({ vms: big, earliest: 1, latest: 1, idealSecond: 300, leaveCost: costAt(ACCEPTANCE, 1) }),
      ],
    }),
    optimum: [0, 0, 9 * 900, 0, 0],
  },
  {
    title: 'a gang starts whole or not at all',
    problem: problem({ jobs: [waiting({ vms: [...big, ...big, ...big] })] }),
    optimum: [0, 0, 3 * 1200, 0, 0],
  },
  {
    title: 'a lease is paused when that is all that makes room',
    problem: problem({
      hosts: [host()],
      jobs: [
        runningJob({ vms: big, remainingSeconds: 600, pause }),
        waiting({ vms: big, latest: 0, occupiedSeconds: 300, leaveCost: costAt(ACCEPTANCE, 1) }),
      ],
    }),
    optimum: [0, 0, 300, 7, 0],
  },
  {
    title: 'a VM is moved off a host that it must leave',
    problem: problem({ jobs: [runningJob({ vms: [{ move }], unwelcomeFrom: 0 })] }),
    optimum: [0, 0, 0, 4, 0],
  },
  {
    title: 'what the present breaks and nothing mends is paid for',
    problem: problem({ hosts: [host({ capacity: [2, 8] })], jobs: [runningJob({ vms: big }), waiting()] }),
    optimum: [1200, 0, 1200, 0, 0],
  },
  {
    title: 'VMs that must keep apart take turns on the only host',
    problem: problem({
      hosts: [host()],
      jobs: [waiting(), waiting()],
      rules: [{ kind: 'apart', name: 'web', strength: 'must', left: [0, 1], right: [0, 1] }],
    }),
    optimum: [0, 0, 600, 0, 0],
  },
  {
    title: 'packing uses as few hosts as will do',
    problem: problem({ jobs: [waiting(), waiting()], shape: { kind: 'pack' } }),
    optimum: [0, 0, 0, 0, 1],
  },
  {
    title: 'balancing keeps the highest load low',
    problem: problem({ jobs: [waiting(), waiting()], shape: { kind: 'balance' } }),
    optimum: [0, 0, 0, 0, 250],
  },
];

/** Too hard for any solver in a second: forty gangs of odd sizes on six hosts. */
export const HARD_PROBLEM: Problem = problem({
  edges: Array.from({ length: 25 }, (_, slot) => 300 * slot),
  hosts: Array.from({ length: 6 }, (_, index) => host({ capacity: [11 + index, 37] })),
  jobs: hardJobs(),
});

function hardJobs(): readonly JobDraft[] {
  const { between } = dice(7);
  return Array.from({ length: 40 }, () => {
    const demand = [between(1, 7), between(2, 17)];
    const weight = between(1, 9);
    return waiting({
      vms: Array.from({ length: between(1, 4) }, () => ({ demand })),
      delayWeight: weight,
      occupiedSeconds: 300 * between(2, 9),
      latest: 23,
      leaveCost: [0, 0, weight * 9000, 0, 0],
    });
  });
}
