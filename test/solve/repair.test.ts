import assert from 'node:assert/strict';
import test from 'node:test';
import { checkSchedule } from '../../src/check/schedule.ts';
import { ACCEPTANCE, type Cost, compareCosts, costAt, DISRUPTION } from '../../src/domain/levels.ts';
import type { Problem } from '../../src/domain/problem.ts';
import { repair } from '../../src/solve/repair/repair.ts';
import { dice } from '../support/dice.ts';
import { host, type JobDraft, problem, runningJob, waiting } from '../support/problem.ts';

const ENDLESS = { seed: 1, isOver: () => false, hasTime: () => true };
/** One slot in transit. */
const move = { slots: [0, 1, 2, 3], transitSeconds: 300, lostSeconds: 0, cost: costAt(DISRUPTION, 1) };
/** A VM of so many cores on a host, which may be moved. */
const vm = (cores: number, on: number, fields: { readonly hosts?: readonly number[] } = {}) => ({
  demand: [cores, 1],
  on,
  move,
  ...fields,
});
const service = (...vms: readonly ReturnType<typeof vm>[]): JobDraft => runningJob({ vms });
const rack = { kind: 'together', name: 'rack', strength: 'must' } as const;
const apart = { kind: 'apart', name: 'web', strength: 'must' } as const;

const CASES: readonly { readonly title: string; readonly problem: Problem; readonly cost: Cost }[] = [
  {
    title: 'a host above its capacity is relieved by the fewest VMs that will do',
    problem: problem({ hosts: [host(), host()], jobs: [service(vm(1, 0)), service(vm(1, 0)), service(vm(4, 0))] }),
    cost: [300, 0, 0, 1, 0],
  },
  {
    title: 'a host that goes away is evacuated',
    problem: problem({
      hosts: [host(), host({ capacity: [2, 8] }), host({ capacity: [2, 8] })],
      jobs: [2, 1, 1].map((cores) => runningJob({ vms: [vm(cores, 0)], unwelcomeFrom: 1 })),
    }),
    cost: [0, 0, 0, 3, 0],
  },
  {
    title: 'a move waits for the room that another makes',
    problem: problem({
      hosts: [host(), host(), host()],
      jobs: [
        runningJob({ vms: [vm(4, 0, { hosts: [1] })], unwelcomeFrom: 0 }),
        service(vm(2, 1, { hosts: [2] })),
        service(vm(1, 1, { hosts: [2] })),
      ],
    }),
    cost: [600, 0, 0, 3, 0],
  },
  {
    title: 'two VMs that would have to change places are not, and one goes elsewhere',
    problem: problem({
      hosts: [host(), host(), host()],
      jobs: [
        runningJob({ vms: [vm(4, 0, { hosts: [1, 2] })], unwelcomeFrom: 0 }),
        runningJob({ vms: [vm(4, 1, { hosts: [0, 2] })], unwelcomeFrom: 0 }),
      ],
    }),
    cost: [900, 0, 0, 2, 0],
  },
  {
    title: 'VMs that share a host and must not, part',
    problem: problem({
      hosts: [host(), host(), host()],
      jobs: [service(vm(1, 0)), service(vm(1, 0)), service(vm(1, 0))],
      rules: [{ ...apart, left: [0, 1, 2], right: [0, 1, 2] }],
    }),
    cost: [900, 0, 0, 2, 0],
  },
  {
    title: 'VMs that belong into one rack switch there at once',
    problem: problem({
      hosts: [host(), host(), host(), host()],
      jobs: [service(vm(1, 0)), service(vm(1, 0)), service(vm(1, 2)), service(vm(1, 3))],
      rules: [{ ...rack, vms: [0, 1, 2, 3], zones: [0, 0, 1, 2] }],
    }),
    cost: [1500, 0, 0, 2, 0],
  },
  {
    title: 'what must run and does not is started, others making way',
    problem: problem({
      hosts: [host(), host()],
      jobs: [
        service(vm(1, 0)),
        service(vm(2, 1)),
        waiting({ vms: [{ demand: [4, 1] }], occupiedSeconds: null, leaveCost: costAt(ACCEPTANCE, 1), delayWeight: 0 }),
      ],
    }),
    cost: [0, 0, 0, 1, 0],
  },
  {
    title: 'what may not be moved is paused',
    problem: problem({
      hosts: [host(), host()],
      jobs: [
        runningJob({
          vms: [{ demand: [1, 1] }],
          delayWeight: 0,
          unwelcomeFrom: 0,
          pause: {
            slots: [0],
            saveSeconds: 300,
            resumeSeconds: 0,
            resumesAnywhere: true,
            finishBy: null,
            cost: costAt(DISRUPTION, 7),
          },
        }),
      ],
    }),
    cost: [300, 0, 0, 7, 0],
  },
];

for (const { title, problem: given, cost } of CASES) {
  test(title, () => {
    const repaired = repair(given, ENDLESS);
    assert.ok(repaired !== null);
    assert.deepEqual(checkSchedule(given, repaired.schedule), { violations: [], cost });
    assert.ok(compareCosts(repaired.bound, cost) <= 0, `bound ${repaired.bound}`);
  });
}

test('where nothing is wrong there is nothing to repair', () => {
  assert.equal(repair(problem({ jobs: [service(vm(1, 0)), waiting()] }), ENDLESS), null);
});

test('three hundred hosts, a tenth of them leaving: repaired, and as cheaply as can be', () => {
  const given = datacentre(300, 7);
  const repaired = repair(given, ENDLESS);
  assert.ok(repaired !== null);
  const { violations, cost } = checkSchedule(given, repaired.schedule);
  assert.deepEqual(violations, []);
  assert.deepEqual(cost, repaired.bound);
  assert.deepEqual(repair(given, ENDLESS)?.schedule, repaired.schedule, 'the same answer again');
});

/** Hosts in racks of 20 at about 60 % load, services of three VMs apart in one rack, every tenth host to be left. */
function datacentre(hosts: number, seed: number): Problem {
  const { between } = dice(seed);
  const leaving = (on: number): boolean => on % 10 === 0;
  const staying = Array.from({ length: hosts }, (_, on) => on).filter((on) => !leaving(on));
  const jobs: JobDraft[] = [];
  const rules: Problem['rules'][number][] = [];
  const zones = Array.from({ length: hosts }, (_, on) => Math.floor(on / 20));
  for (let service = 0; service < hosts; service++) {
    const first = jobs.length;
    const corner = 20 * Math.floor(service / 20);
    for (let k = 0; k < 3; k++) {
      const on = corner + ((service + k) % 20);
      const vms = [{ demand: [between(5, 30), between(5, 30)], on, hosts: staying, move }];
      jobs.push(runningJob({ vms, unwelcomeFrom: leaving(on) ? 0 : null }));
    }
    const vms = [first, first + 1, first + 2];
    rules.push({ ...apart, left: vms, right: vms });
    rules.push({ ...rack, vms, zones });
  }
  return problem({ hosts: Array.from({ length: hosts }, () => host({ capacity: [100, 100] })), jobs, rules });
}
