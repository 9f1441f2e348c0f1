import assert from 'node:assert/strict';
import test from 'node:test';
import { ZERO_COST } from '../../src/domain/levels.ts';
import type { Plan } from '../../src/domain/plan.ts';
import { DEFAULT_POLICY, type Policy } from '../../src/domain/policy.ts';
import type { Problem } from '../../src/domain/problem.ts';
import type { Schedule } from '../../src/domain/schedule.ts';
import type { Vm } from '../../src/domain/vm.ts';
import { toPlan } from '../../src/plan/plan.ts';
import { NOW, stopped, suspended } from '../support/cloud.ts';
import { type CloudDetails, cloudOf } from '../support/cloud-of-problem.ts';
import { leave, move, pause, resumed, start, stay } from '../support/decisions.ts';
import { type JobDraft, problem, runningJob, type VmDraft, waiting } from '../support/problem.ts';

const EDGES = [0, 300, 600, 900, 1200].map((second) => NOW + second);
const CORES_4 = { demand: [400, 4000] };
const PAUSE = {
  slots: [0, 1, 2],
  saveSeconds: 50,
  resumeSeconds: 50,
  resumesAnywhere: true,
  finishBy: null,
  cost: ZERO_COST,
};
const MOVE = { slots: [0, 1, 2], transitSeconds: 18, lostSeconds: 0, cost: ZERO_COST };

/** Hosts of four cores and 8,000 MiB: one VM of four cores fills one. */
const staged = (jobs: readonly JobDraft[], fields: Partial<Omit<Problem, 'jobs'>> = {}, hosts = 2): Problem =>
  problem({ edges: EDGES, hosts: Array(hosts).fill({ capacity: [400, 8000] }), jobs, ...fields });

const guest = (fields: VmDraft = {}): VmDraft => ({ ...CORES_4, saveSeconds: 50, ...fields });

const plan = (
  staging: Problem,
  schedule: Schedule,
  { policy, ...details }: CloudDetails & { readonly policy?: Partial<Policy> } = {},
): Plan => toPlan(cloudOf(staging, details), { ...DEFAULT_POLICY, ...policy }, staging, schedule, []);

/** `0+30 deploy-100 on 1 after stop-101`: seconds after now, seconds it takes, and what it waits for. */
const lines = ({ actions }: Plan): readonly string[] =>
  actions.map(({ id, host, notBefore, expectedSeconds, dependsOn }) =>
    [`${notBefore - NOW}+${expectedSeconds} ${id} on ${host}`, dependsOn.join(' ')].filter(Boolean).join(' after '),
  );

/** `100 on 1: boot 0-30, run 30-` in seconds after now. */
const stays = ({ occupations }: Plan): readonly string[] =>
  occupations.map(
    ({ vm, host, from, until, phase }) =>
      `${vm} on ${host} ${phase} ${from - NOW}-${until === null ? '' : until - NOW}`,
  );

const suspendedVm = (vm: Vm): Vm => suspended({ ...vm, stay: null }, 0, NOW - 3600, NOW - 600);
const stoppedVm = (vm: Vm): Vm => stopped(vm, 0, NOW - 3600, NOW - 600);

const cases: readonly {
  readonly title: string;
  readonly jobs: readonly JobDraft[];
  readonly schedule: Schedule;
  readonly details?: Parameters<typeof plan>[2];
  readonly problem?: Partial<Problem>;
  readonly actions: readonly string[];
  readonly occupations?: readonly string[];
}[] = [
  {
    title: 'a lease that starts is deployed at the edge of its slot and ended when its time is over',
    jobs: [waiting({ vms: [guest()], occupiedSeconds: 640 })],
    schedule: [start(1, 1)],
    actions: ['300+30 deploy-100 on 1', '930+10 undeploy-100 on 1 after deploy-100'],
    occupations: ['100 on 1 boot 300-330', '100 on 1 run 330-930', '100 on 1 save 930-940'],
  },
  {
    title: 'a lease without end is deployed and nothing more',
    jobs: [waiting({ vms: [guest()], occupiedSeconds: null })],
    schedule: [start(0, 0)],
    actions: ['0+30 deploy-100 on 0'],
    occupations: ['100 on 0 boot 0-30', '100 on 0 run 30-'],
  },
  {
    title: 'an end beyond the horizon is left to a later epoch',
    jobs: [waiting({ vms: [guest()], occupiedSeconds: 1300 })],
    schedule: [start(0, 0)],
    actions: ['0+30 deploy-100 on 0'],
  },
  {
    title: 'a lease that waits gets no action and holds nothing',
    jobs: [waiting({ vms: [guest()] })],
    schedule: [leave],
    actions: [],
    occupations: [],
  },
  {
    title: 'a gang is deployed at one moment',
    jobs: [waiting({ vms: [guest(), guest()], occupiedSeconds: null })],
    schedule: [start(2, 0, 1)],
    actions: ['600+30 deploy-100 on 0', '600+30 deploy-101 on 1'],
  },
  {
    title: 'a stopped VM is deployed directly, which restores its memory',
    jobs: [waiting({ vms: [guest()], occupiedSeconds: null })],
    schedule: [start(0, 1)],
    details: { vmOf: stoppedVm },
    actions: ['0+50 deploy-100 on 1'],
  },
  {
    title: 'a stopped VM that was made pending still has its memory to restore',
    jobs: [waiting({ vms: [guest()], occupiedSeconds: null })],
    schedule: [start(0, 1)],
    details: { vmOf: (vm) => ({ ...stoppedVm(vm), state: 1 }) },
    actions: ['0+50 deploy-100 on 1'],
  },
  {
    title: 'an undeployed VM is deployed and boots',
    jobs: [waiting({ vms: [guest()], occupiedSeconds: null })],
    schedule: [start(0, 1)],
    details: {
      vmOf: (vm) => ({ ...stoppedVm(vm), state: 9, stay: { ...(stoppedVm(vm).stay as object), action: 5 } }) as Vm,
    },
    actions: ['0+30 deploy-100 on 1'],
  },
  {
    title: 'a held VM that is planned is deployed from HOLD',
    jobs: [waiting({ vms: [guest()], occupiedSeconds: null })],
    schedule: [start(0, 1)],
    details: { vmOf: (vm) => ({ ...vm, state: 2 }) },
    actions: ['0+30 deploy-100 on 1'],
  },
  {
    title: 'a suspended VM whose lease runs is resumed where it is, at once',
    jobs: [runningJob({ vms: [guest()], remainingSeconds: 700 })],
    schedule: [stay],
    details: { vmOf: suspendedVm },
    actions: ['0+50 resume-100 on 0', '690+10 undeploy-100 on 0 after resume-100'],
    occupations: ['100 on 0 boot 0-50', '100 on 0 run 50-690', '100 on 0 save 690-700'],
  },
  {
    title: 'a suspended VM that is paused is stopped as it is',
    jobs: [runningJob({ vms: [guest()], pause: PAUSE })],
    schedule: [pause(0)],
    details: { vmOf: suspendedVm },
    actions: ['0+50 stop-100 on 0'],
    occupations: ['100 on 0 save 0-50'],
  },
  {
    title: 'a paused lease is stopped, and deployed again where it is resumed, for the rest of its time',
    jobs: [runningJob({ vms: [guest()], remainingSeconds: 560, pause: PAUSE })],
    schedule: [resumed(1, 2, 1)],
    actions: [
      '300+50 stop-100 on 0',
      '600+50 deploy-100 on 1 after stop-100',
      '900+10 undeploy-100 on 1 after deploy-100',
    ],
    occupations: [
      '100 on 0 run 0-300',
      '100 on 0 save 300-350',
      '100 on 1 boot 600-650',
      '100 on 1 run 650-900',
      '100 on 1 save 900-910',
    ],
  },
  {
    title: 'pausing by suspension resumes on the same host',
    jobs: [runningJob({ vms: [guest()], pause: { ...PAUSE, resumesAnywhere: false } })],
    schedule: [resumed(1, 2, 0)],
    details: { policy: { preemption: { ...DEFAULT_POLICY.preemption, operation: 'suspend-overcommit' } } },
    actions: ['300+50 suspend-100 on 0', '600+50 resume-100 on 0 after suspend-100'],
  },
  {
    title: 'pausing by undeploying boots anew',
    jobs: [runningJob({ vms: [guest({ saveSeconds: 10 })], pause: PAUSE })],
    schedule: [resumed(1, 2, 1)],
    details: { policy: { preemption: { ...DEFAULT_POLICY.preemption, operation: 'undeploy' } } },
    actions: ['300+10 undeploy-100 on 0', '600+30 deploy-100 on 1 after undeploy-100'],
  },
  {
    title: 'saves on one host take turns, each after the one before; those of other hosts do not wait',
    jobs: [
      runningJob({ vms: [guest({ demand: [100, 1000] })], pause: PAUSE }),
      runningJob({ vms: [guest({ demand: [100, 1000] }), guest({ demand: [100, 1000], on: 1 })], pause: PAUSE }),
      runningJob({ vms: [guest({ demand: [100, 1000] })], pause: PAUSE }),
    ],
    schedule: [pause(1), pause(1), pause(1)],
    problem: { serialSaves: true },
    actions: [
      '300+50 stop-100 on 0',
      '300+50 stop-102 on 1',
      '350+50 stop-101 on 0 after stop-100',
      '400+50 stop-103 on 0 after stop-101',
    ],
  },
  {
    title: 'a move migrates live, and both hosts hold it meanwhile',
    jobs: [runningJob({ vms: [guest({ move: MOVE })], remainingSeconds: 500 })],
    schedule: [move(1, 1)],
    actions: ['300+18 live-migrate-100 on 1', '490+10 undeploy-100 on 1 after live-migrate-100'],
    occupations: ['100 on 0 run 0-318', '100 on 1 transit 300-318', '100 on 1 run 318-490', '100 on 1 save 490-500'],
  },
  {
    title: 'a cold move saves the VM meanwhile and ends later by what is lost',
    jobs: [
      runningJob({ vms: [guest({ move: { ...MOVE, transitSeconds: 100, lostSeconds: 100 } })], remainingSeconds: 500 }),
    ],
    schedule: [move(1, 1)],
    details: { policy: { migration: { ...DEFAULT_POLICY.migration, operation: 'cold' } } },
    actions: ['300+100 migrate-100 on 1', '590+10 undeploy-100 on 1 after migrate-100'],
    occupations: [
      '100 on 0 run 0-300',
      '100 on 0 save 300-400',
      '100 on 1 transit 300-400',
      '100 on 1 run 400-590',
      '100 on 1 save 590-600',
    ],
  },
  {
    title: 'a VM that is not heard of is migrated cold',
    jobs: [runningJob({ vms: [guest({ move: MOVE })] })],
    schedule: [move(0, 1)],
    details: { vmOf: (vm) => ({ ...vm, lcmState: 16 }) },
    actions: ['0+18 migrate-100 on 1'],
  },
  {
    title: 'a VM with devices is migrated cold',
    jobs: [runningJob({ vms: [guest({ move: MOVE })] })],
    schedule: [move(0, 1)],
    details: {
      vmOf: (vm) => ({ ...vm, pci: [{ vendor: '10de', device: null, pciClass: null, shortAddress: null }] }),
    },
    actions: ['0+18 migrate-100 on 1'],
  },
  {
    title: 'a running lease is ended when its time is over',
    jobs: [runningJob({ vms: [guest()], remainingSeconds: 400 })],
    schedule: [stay],
    actions: ['390+10 undeploy-100 on 0'],
    occupations: ['100 on 0 run 0-390', '100 on 0 save 390-400'],
  },
  {
    title: 'a lease whose time is over already is ended now',
    jobs: [runningJob({ vms: [guest()], remainingSeconds: 0 })],
    schedule: [stay],
    actions: ['0+10 undeploy-100 on 0'],
  },
  {
    title: 'a lease ends as the policy says',
    jobs: [runningJob({ vms: [guest()], remainingSeconds: 400 })],
    schedule: [stay],
    details: { policy: { atLeaseEnd: 'stop' } },
    actions: ['350+50 stop-100 on 0'],
  },
  {
    title: 'a charter ends itself',
    jobs: [runningJob({ vms: [guest()], remainingSeconds: 400 })],
    schedule: [stay],
    details: { leaseOf: () => ({ declaredBy: 'charter' }) },
    actions: [],
    occupations: ['100 on 0 run 0-400'],
  },
  {
    title: 'where the policy leaves leases to their owners, nobody is ended',
    jobs: [runningJob({ vms: [guest()], remainingSeconds: 400 })],
    schedule: [stay],
    details: { policy: { atLeaseEnd: 'leave' } },
    actions: [],
    occupations: ['100 on 0 run 0-400'],
  },
  {
    title: 'an arrival waits for the departure that frees its room, and for no other',
    jobs: [
      runningJob({ vms: [guest({ demand: [200, 1000] })], pause: PAUSE }),
      runningJob({ vms: [guest({ demand: [200, 1000] })], remainingSeconds: 310 }),
      runningJob({ vms: [guest({ demand: [100, 1000], on: 1 })], pause: PAUSE }),
      waiting({ vms: [guest({ demand: [200, 1000] })], occupiedSeconds: null }),
    ],
    schedule: [pause(0), stay, pause(0), start(2, 0)],
    actions: [
      '0+50 stop-100 on 0',
      '0+50 stop-102 on 1',
      '300+10 undeploy-101 on 0',
      '600+30 deploy-103 on 0 after stop-100',
    ],
  },
  {
    title: 'an arrival that needs the room of several waits for each',
    jobs: [
      runningJob({ vms: [guest({ demand: [200, 1000] })], pause: PAUSE }),
      runningJob({ vms: [guest({ demand: [200, 1000] })], pause: PAUSE }),
      waiting({ vms: [guest()], occupiedSeconds: null }),
    ],
    schedule: [pause(0), pause(0), start(1, 0)],
    actions: ['0+50 stop-100 on 0', '0+50 stop-101 on 0', '300+30 deploy-102 on 0 after stop-100 stop-101'],
  },
  {
    title: 'one large departure makes small ones before it superfluous',
    jobs: [
      runningJob({ vms: [guest({ demand: [100, 1000] })], pause: PAUSE }),
      runningJob({ vms: [guest({ demand: [300, 1000], saveSeconds: 60 })], pause: PAUSE }),
      waiting({ vms: [guest({ demand: [300, 1000] })], occupiedSeconds: null }),
    ],
    schedule: [pause(0), pause(0), start(1, 0)],
    actions: ['0+50 stop-100 on 0', '0+60 stop-101 on 0', '300+30 deploy-102 on 0 after stop-101'],
  },
  {
    title: 'room that is free anyway is used before room that is being made',
    jobs: [
      runningJob({ vms: [guest({ demand: [200, 1000] })], pause: PAUSE }),
      waiting({ vms: [guest({ demand: [200, 1000] })], occupiedSeconds: null }),
    ],
    schedule: [pause(0), start(1, 0)],
    actions: ['0+50 stop-100 on 0', '300+30 deploy-101 on 0'],
  },
  {
    title: 'two arrivals do not rely on the same room',
    jobs: [
      runningJob({ vms: [guest({ demand: [200, 1000] })], pause: PAUSE }),
      runningJob({ vms: [guest({ demand: [200, 1000] })], pause: PAUSE }),
      waiting({ vms: [guest({ demand: [200, 1000] })], occupiedSeconds: null }),
      waiting({ vms: [guest({ demand: [200, 1000] })], occupiedSeconds: null }),
    ],
    schedule: [pause(0), pause(0), start(1, 0), start(1, 0)],
    actions: [
      '0+50 stop-100 on 0',
      '0+50 stop-101 on 0',
      '300+30 deploy-102 on 0 after stop-100',
      '300+30 deploy-103 on 0 after stop-101',
    ],
  },
  {
    title: 'a start on a host that a migration leaves waits for that migration',
    jobs: [runningJob({ vms: [guest({ move: MOVE })] }), waiting({ vms: [guest()], occupiedSeconds: null })],
    schedule: [move(0, 1), start(1, 0)],
    actions: ['0+18 live-migrate-100 on 1', '300+30 deploy-101 on 0 after live-migrate-100'],
  },
  {
    title: 'room that a charter gives back needs no waiting for anybody',
    jobs: [runningJob({ vms: [guest()], remainingSeconds: 300 }), waiting({ vms: [guest()], occupiedSeconds: null })],
    schedule: [stay, start(1, 0)],
    details: { leaseOf: (job) => (job === 0 ? { declaredBy: 'charter' } : {}) },
    actions: ['300+30 deploy-101 on 0'],
  },
  {
    title: 'room that maintenance closes and opens again is free after it',
    jobs: [waiting({ vms: [guest()], occupiedSeconds: null })],
    schedule: [start(2, 0)],
    problem: {
      hosts: problem({ hosts: [{ capacity: [400, 8000], blocks: [{ from: 0, until: 2, amounts: [400, 8000] }] }] })
        .hosts,
    },
    actions: ['600+30 deploy-100 on 0'],
  },
];

for (const { title, jobs, schedule, details, problem: fields, actions, occupations } of cases) {
  test(title, () => {
    const made = plan(staged(jobs, fields), schedule, details);
    assert.deepEqual(lines(made), actions);
    if (occupations !== undefined) assert.deepEqual(stays(made), occupations);
  });
}

test('an action repeated on a VM is numbered', () => {
  const jobs = [runningJob({ vms: [guest()], remainingSeconds: 460, pause: PAUSE })];
  const made = plan(staged(jobs), resumedThenStopped, { policy: { atLeaseEnd: 'stop' } });
  assert.deepEqual(lines(made), [
    '0+50 stop-100 on 0',
    '300+50 deploy-100 on 1 after stop-100',
    '760+50 stop-100-2 on 1 after deploy-100',
  ]);
});

const resumedThenStopped: Schedule = [resumed(0, 1, 1)];

test('what begins before the next epoch is enacted', () => {
  const made = plan(staged([]), [], { policy: { time: { ...DEFAULT_POLICY.time, epochSeconds: 45 } } });
  assert.deepEqual([made.now, made.enactBefore], [NOW, NOW + 45]);
});

test('VMs that are no part of the problem hold what they hold', () => {
  const staging = staged([]);
  const snapshot = cloudOf(staging, {
    vms: [suspended({ ...(cloudOf(staged([waiting()])).vms[0] as Vm) }, 0, NOW - 600, NOW - 60)],
  });
  const made = toPlan(snapshot, DEFAULT_POLICY, staging, [], []);
  assert.deepEqual(stays(made), ['100 on 0 save 0-']);
});
