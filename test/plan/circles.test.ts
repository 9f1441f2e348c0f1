import assert from 'node:assert/strict';
import test from 'node:test';
import { ZERO_COST } from '../../src/domain/levels.ts';
import type { Plan } from '../../src/domain/plan.ts';
import { DEFAULT_POLICY } from '../../src/domain/policy.ts';
import type { Rule, RunningJob } from '../../src/domain/problem.ts';
import type { Schedule } from '../../src/domain/schedule.ts';
import { toPlan } from '../../src/plan/plan.ts';
import { NOW } from '../support/cloud.ts';
import { cloudOf } from '../support/cloud-of-problem.ts';
import { move, start } from '../support/decisions.ts';
import { type JobDraft, problem, runningJob, waiting } from '../support/problem.ts';

/*
 * Hosts of four cores that one VM fills. Room changes hands at once (no transit), so VMs may change places in one slot
 * of a schedule, while real migrations need room at both ends.
 */
const AT_ONCE = { slots: [0], transitSeconds: 0, lostSeconds: 0, cost: ZERO_COST };
const PAUSE: RunningJob['pause'] = {
  slots: [0],
  saveSeconds: 50,
  resumeSeconds: 50,
  resumesAnywhere: true,
  finishBy: null,
  cost: ZERO_COST,
};
const EDGES = [0, 300, 600].map((second) => NOW + second);

const mover = (on: number, fields: Partial<Pick<RunningJob, 'pause' | 'delayWeight'>> = {}): JobDraft =>
  runningJob({ vms: [{ demand: [400, 4000], on, move: AT_ONCE }], ...fields });

function changePlaces(jobs: readonly JobDraft[], hosts: number, schedule: Schedule, rules: readonly Rule[] = []): Plan {
  const capacity = { capacity: [400, 8000] };
  const staging = problem({ edges: EDGES, hosts: Array(hosts).fill(capacity), jobs, rules });
  return toPlan(cloudOf(staging), DEFAULT_POLICY, staging, schedule, []);
}

const lines = ({ actions }: Plan): readonly string[] =>
  actions.map(({ id, host, notBefore, dependsOn }) =>
    [`${notBefore - NOW} ${id} on ${host}`, dependsOn.join(' ')].filter(Boolean).join(' after '),
  );

const cases: readonly {
  readonly title: string;
  readonly jobs: readonly JobDraft[];
  readonly hosts: number;
  readonly schedule: Schedule;
  readonly rules?: readonly Rule[];
  readonly expected: readonly string[];
}[] = [
  {
    title: 'two VMs that change places do so by way of a third host',
    jobs: [mover(0), mover(1)],
    hosts: 3,
    schedule: [move(0, 1), move(0, 0)],
    expected: [
      '0 live-migrate-100 on 2',
      '0 live-migrate-101 on 0 after live-migrate-100',
      '0 live-migrate-100-2 on 1 after live-migrate-100 live-migrate-101',
    ],
  },
  {
    title: 'three VMs in a circle need one way through',
    jobs: [mover(0), mover(1), mover(2)],
    hosts: 4,
    schedule: [move(0, 1), move(0, 2), move(0, 0)],
    expected: [
      '0 live-migrate-100 on 3',
      '0 live-migrate-102 on 0 after live-migrate-100',
      '0 live-migrate-101 on 2 after live-migrate-102',
      '0 live-migrate-100-2 on 1 after live-migrate-100 live-migrate-101',
    ],
  },
  {
    title: 'without a third host the one that costs least is stopped and deployed where it belongs',
    jobs: [mover(0, { pause: PAUSE, delayWeight: 5 }), mover(1, { pause: PAUSE, delayWeight: 2 })],
    hosts: 2,
    schedule: [move(0, 1), move(0, 0)],
    expected: [
      '0 stop-101 on 1',
      '50 live-migrate-100 on 1 after stop-101',
      '50 deploy-101 on 0 after stop-101 live-migrate-100',
    ],
  },
  {
    title: 'three in a circle without a free host: a preemptible one is stopped',
    jobs: [mover(0), mover(1), mover(2, { pause: PAUSE })],
    hosts: 3,
    schedule: [move(0, 1), move(0, 2), move(0, 0)],
    expected: [
      '0 stop-102 on 2',
      '50 live-migrate-101 on 2 after stop-102',
      '50 live-migrate-100 on 1 after live-migrate-101',
      '50 deploy-102 on 0 after stop-102 live-migrate-100',
    ],
  },
  {
    title: 'where nothing can clear the way, nobody is moved',
    jobs: [mover(0), mover(1)],
    hosts: 2,
    schedule: [move(0, 1), move(0, 0)],
    expected: [],
  },
  {
    title: 'two circles are opened one after the other',
    jobs: [mover(0), mover(1), mover(2), mover(3)],
    hosts: 5,
    schedule: [move(0, 1), move(0, 0), move(0, 3), move(0, 2)],
    expected: [
      '0 live-migrate-100 on 4',
      '0 live-migrate-101 on 0 after live-migrate-100',
      '0 live-migrate-100-2 on 1 after live-migrate-100 live-migrate-101',
      '0 live-migrate-102 on 4 after live-migrate-100-2',
      '0 live-migrate-103 on 2 after live-migrate-102',
      '0 live-migrate-102-2 on 3 after live-migrate-102 live-migrate-103',
    ],
  },
  {
    title: 'a chain of moves is ordered from its free end',
    jobs: [mover(0), mover(1), mover(2)],
    hosts: 4,
    schedule: [move(0, 1), move(0, 2), move(0, 3)],
    expected: [
      '0 live-migrate-102 on 3',
      '0 live-migrate-101 on 2 after live-migrate-102',
      '0 live-migrate-100 on 1 after live-migrate-101',
    ],
  },
  {
    title: 'a start waits until the circle is through',
    jobs: [mover(0), mover(1), waiting({ vms: [{ demand: [400, 4000] }], occupiedSeconds: null })],
    hosts: 3,
    schedule: [move(0, 1), move(0, 0), start(1, 2)],
    expected: [
      '0 live-migrate-100 on 2',
      '0 live-migrate-101 on 0 after live-migrate-100',
      '0 live-migrate-100-2 on 1 after live-migrate-100 live-migrate-101',
      '300 deploy-102 on 2 after live-migrate-100-2',
    ],
  },
  {
    title: 'nobody passes through a host where a rule forbids it',
    jobs: [mover(0), mover(1), runningJob({ vms: [{ demand: [0, 0], on: 2 }] })],
    hosts: 4,
    schedule: [move(0, 1), move(0, 0), { kind: 'run', moves: [] }],
    rules: [{ kind: 'apart', name: 'rivals', strength: 'must', left: [0, 1], right: [2] }],
    expected: [
      '0 live-migrate-100 on 3',
      '0 live-migrate-101 on 0 after live-migrate-100',
      '0 live-migrate-100-2 on 1 after live-migrate-100 live-migrate-101',
    ],
  },
];

for (const { title, jobs, hosts, schedule, rules, expected } of cases) {
  test(title, () => assert.deepEqual(lines(changePlaces(jobs, hosts, schedule, rules)), expected));
}

test('detours say why they are made', () => {
  const through = changePlaces([mover(0), mover(1)], 3, [move(0, 1), move(0, 0)]);
  const stopped = changePlaces([mover(0, { pause: PAUSE }), mover(1)], 2, [move(0, 1), move(0, 0)]);
  const stuck = changePlaces([mover(0), mover(1)], 2, [move(0, 1), move(0, 0)]);
  assert.match(through.actions[0]?.reason ?? '', /by way of host-2: VMs that change places wait for each other/);
  assert.match(stopped.actions[0]?.reason ?? '', /^stopped now: .* no host has room to pass through/);
  assert.match(stopped.actions.at(-1)?.reason ?? '', /^deployed at 08:00 on host-1, once the others/);
  assert.match(stuck.forecasts[0]?.reason ?? '', /runs on host-0; to change places .* a host to pass through/);
});
