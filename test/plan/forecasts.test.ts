import assert from 'node:assert/strict';
import test from 'node:test';
import { ACCEPTANCE, costAt, ZERO_COST } from '../../src/domain/levels.ts';
import { DEFAULT_POLICY, type Policy } from '../../src/domain/policy.ts';
import type { Problem, Rule } from '../../src/domain/problem.ts';
import type { Schedule } from '../../src/domain/schedule.ts';
import type { Verdict } from '../../src/domain/verdict.ts';
import { explain } from '../../src/plan/explain.ts';
import { toPlan } from '../../src/plan/plan.ts';
import { at, cloud, lease, NOW, running, suspended, vm } from '../support/cloud.ts';
import { type CloudDetails, cloudOf } from '../support/cloud-of-problem.ts';
import { leave, move, pause, resumed, start, stay } from '../support/decisions.ts';
import { type JobDraft, problem, runningJob, waiting } from '../support/problem.ts';

/** 08:00, 08:05, … */
const EDGES = [0, 300, 600, 900, 1200].map((second) => NOW + second);
const FULL = [{ demand: [400, 4000], saveSeconds: 50 }];
const PAUSE = {
  slots: [0, 1, 2],
  saveSeconds: 50,
  resumeSeconds: 50,
  resumesAnywhere: true,
  finishBy: null,
  cost: ZERO_COST,
};
const MOVE = { slots: [0, 1, 2], transitSeconds: 18, lostSeconds: 0, cost: ZERO_COST };

/** Hosts of four cores, which a VM of `FULL` fills; VMs are vm-100, vm-101, … */
const staged = (jobs: readonly JobDraft[], fields: Partial<Omit<Problem, 'jobs'>> = {}, hosts = 1): Problem =>
  problem({
    edges: EDGES,
    resources: ['cpuCentis', 'memoryMib'],
    hosts: Array(hosts).fill({ capacity: [400, 8192] }),
    jobs,
    ...fields,
  });

const endless = (fields: Partial<JobDraft> = {}): JobDraft =>
  waiting({ vms: FULL, occupiedSeconds: null, ...fields } as Parameters<typeof waiting>[0]);

const apart: Rule = { kind: 'apart', name: 'vm-group shop', strength: 'must', left: [0], right: [1] };

interface Case {
  readonly title: string;
  readonly problem: Problem;
  readonly schedule: Schedule;
  readonly details?: CloudDetails & { readonly policy?: Partial<Policy> };
  /** Of the last lease: `outcome code: reason`. */
  readonly forecast: string;
  /** Reasons of actions that matter here, in order. */
  readonly reasons?: readonly string[];
}

const reserved = { terms: { kind: 'advance-reservation', startAt: NOW + 300 }, name: 'course' } as const;

const cases: readonly Case[] = [
  {
    title: 'first in line',
    problem: staged([endless()]),
    schedule: [start(0, 0)],
    forecast: 'starts Starts: starts now on host-0',
    reasons: ['deployed now: first in line, fits on host-0'],
  },
  {
    title: 'a reservation, and the lease stopped for it',
    problem: staged([
      runningJob({ vms: FULL, pause: PAUSE, remainingSeconds: 5000 }),
      endless({ earliest: 1, latest: 1 } as Partial<JobDraft>),
    ]),
    schedule: [pause(0), start(1, 0)],
    details: { leaseOf: (job) => (job === 1 ? reserved : { name: 'sim' }) },
    forecast: 'starts Window: starts at 08:05 on host-0, as reserved',
    reasons: [
      'stopped now so that reservation course can start at 08:05 on host-0',
      'deployed at 08:05 on host-0, as reserved; before that sim leaves',
    ],
  },
  {
    title: 'a deadline',
    problem: staged([endless()]),
    schedule: [start(0, 0)],
    details: { leaseOf: () => ({ terms: { kind: 'deadline', notBefore: null, finishBy: NOW + 3600 } }) },
    forecast: 'starts Starts: starts now on host-0',
    reasons: ['deployed now on host-0, to be done by 09:00'],
  },
  {
    title: 'not before a time',
    problem: staged([endless({ earliest: 2 } as Partial<JobDraft>)]),
    schedule: [start(2, 0)],
    details: { leaseOf: () => ({ terms: { kind: 'best-effort', notBefore: NOW + 500 } }) },
    forecast: 'starts Window: starts at 08:10 on host-0, not before 08:08, as asked',
    reasons: ['deployed at 08:10 on host-0: not before 08:08, as asked'],
  },
  {
    title: 'it waits for the end of another',
    problem: staged([runningJob({ vms: FULL, remainingSeconds: 600 }), endless()]),
    schedule: [stay, start(2, 0)],
    forecast: 'starts Resources: starts at 08:10 on host-0: host-0 is held by vm-100 until 08:10',
    reasons: ['undeployed at 08:09: its 10 min are over', 'deployed at 08:10 on host-0, as soon as vm-100 is gone'],
  },
  {
    title: 'no room in this horizon',
    problem: staged([runningJob({ vms: FULL }), endless()]),
    schedule: [stay, leave],
    forecast: 'waits Resources: waits: host-0 is held by vm-100 beyond the horizon',
  },
  {
    title: 'no room for a reservation',
    problem: staged([runningJob({ vms: FULL }), endless({ leaveCost: costAt(ACCEPTANCE, 1) } as Partial<JobDraft>)]),
    schedule: [stay, leave],
    forecast: 'refused Resources: can not be met: host-0 is held by vm-100 beyond the horizon',
  },
  {
    title: 'room for a part of a gang',
    problem: staged([runningJob({ vms: FULL }), waiting({ vms: [...FULL, ...FULL] })], {}, 2),
    schedule: [stay, leave],
    forecast: 'waits Resources: waits: 1 of its 2 VMs would find room; host-0 is held by vm-100 beyond the horizon',
  },
  {
    title: 'another one goes first',
    problem: staged([endless({ occupiedSeconds: 600 } as Partial<JobDraft>), endless()]),
    schedule: [start(0, 0), start(2, 0)],
    forecast: 'starts Priority: starts at 08:10 on host-0: vm-100 has the room on host-0 from now',
  },
  {
    title: 'a reservation to come has the room',
    problem: staged([endless({ earliest: 1, latest: 1 } as Partial<JobDraft>), endless()]),
    schedule: [start(1, 0), leave],
    details: { leaseOf: (job) => (job === 0 ? reserved : {}) },
    forecast: 'waits Priority: waits: reservation course has the room on host-0 from 08:05',
  },
  {
    title: 'a rule among VMs',
    problem: staged(
      [runningJob({ vms: [{ demand: [100, 100] }] }), endless({ vms: [{ demand: [100, 100] }] } as Partial<JobDraft>)],
      { rules: [apart] },
    ),
    schedule: [stay, leave],
    forecast: 'waits Affinity: waits: vm-group shop keeps it apart from vm-100',
  },
  {
    title: 'maintenance',
    problem: problem({
      edges: EDGES,
      hosts: [{ capacity: [400, 8192], blocks: [{ from: 1, until: 3, amounts: [400, 8192] }] }],
      jobs: [endless()],
    }),
    schedule: [start(3, 0)],
    forecast: 'starts Maintenance: starts at 08:15 on host-0: host-0 is away from 08:05 until 08:15',
  },
  {
    title: 'a budget of actions',
    problem: staged([waiting({ vms: [{ demand: [100, 100] }] }), waiting({ vms: [{ demand: [100, 100] }] })], {
      budgets: { migrations: null, pauses: null, actionsPerHostSlot: 1 },
    }),
    schedule: [start(0, 0), start(1, 0)],
    forecast: 'starts Budget: starts at 08:05 on host-0: no more actions may begin on host-0 now',
  },
  {
    title: 'room that the solver did not use',
    problem: staged([endless()]),
    schedule: [leave],
    forecast: 'waits Priority: waits: others go first, though there would be room on host-0 now',
  },
  {
    title: 'a start beyond the horizon',
    problem: staged([endless({ earliest: 4, latest: 3, idealSecond: NOW + 5000 } as Partial<JobDraft>)]),
    schedule: [leave],
    forecast: 'waits NotInHorizon: waits: may not start before the horizon ends at 08:20',
  },
  {
    title: 'room that nobody of the problem holds',
    problem: problem({
      edges: EDGES,
      hosts: [{ capacity: [400, 8192], blocks: [{ from: 0, until: 4, amounts: [200, 100] }] }],
      jobs: [endless()],
    }),
    schedule: [leave],
    forecast: 'waits Resources: waits: host-0 has no room for it beside what is left as it is there',
  },
  {
    title: 'it runs on',
    problem: staged([runningJob({ vms: FULL, remainingSeconds: 700 })]),
    schedule: [stay],
    forecast: 'runs Runs: runs on host-0 until 08:11',
  },
  {
    title: 'it is paused and goes on elsewhere',
    problem: staged([runningJob({ vms: FULL, pause: PAUSE })], {}, 2),
    schedule: [resumed(0, 2, 1)],
    forecast: 'paused Preempted: stopped now to make room on host-0; goes on at 08:10 on host-1',
    reasons: ['stopped now to make room on host-0', 'deployed again at 08:10 on host-1'],
  },
  {
    title: 'it is paused and not back in sight',
    problem: staged([runningJob({ vms: FULL, pause: PAUSE })]),
    schedule: [pause(0)],
    forecast: 'paused Preempted: stopped now to make room on host-0; not back within the horizon',
  },
  {
    title: 'it moves to make room',
    problem: staged([endless(), runningJob({ vms: [{ ...FULL[0], move: MOVE }] })], {}, 2),
    schedule: [start(1, 0), move(0, 1)],
    forecast: 'runs Moved: migrated live now from host-0 to host-1 so that vm-100 can start at 08:05 on host-0',
  },
  {
    title: 'it moves because it was asked to leave',
    problem: staged([runningJob({ vms: [{ ...FULL[0], move: MOVE }] })], {}, 2),
    schedule: [move(0, 1)],
    details: { vmOf: (guest) => ({ ...guest, resched: true }) },
    forecast: 'runs Moved: migrated live now from host-0 to host-1 as it was asked to leave its host',
  },
  {
    title: 'it moves ahead of maintenance',
    problem: staged([runningJob({ vms: [{ ...FULL[0], move: MOVE }], unwelcomeFrom: 2 })], {}, 2),
    schedule: [move(0, 1)],
    details: { policy: { maintenance: [{ host: 'host-0', from: NOW + 600, until: NOW + 900 }] } },
    forecast: 'runs Moved: migrated live now from host-0 to host-1 ahead of maintenance of host-0 at 08:10',
  },
  {
    title: 'it moves so that fewer hosts are in use',
    problem: staged([runningJob({ vms: [{ ...FULL[0], move: MOVE }] })], { shape: { kind: 'pack' } }, 2),
    schedule: [move(0, 1)],
    forecast: 'runs Moved: migrated live now from host-0 to host-1 so that fewer hosts are in use',
  },
  {
    title: 'a suspended one goes on where it is',
    problem: staged([runningJob({ vms: FULL })]),
    schedule: [stay],
    details: { vmOf: (guest) => suspended({ ...guest, stay: null }, 0, NOW - 900, NOW - 600) },
    forecast: 'runs Runs: runs on host-0',
    reasons: ['resumed now on host-0, where it still holds its room'],
  },
];

for (const { title, problem: made, schedule, details: { policy, ...details } = {}, forecast, reasons } of cases) {
  test(`words say why: ${title}`, () => {
    const plan = toPlan(cloudOf(made, details), { ...DEFAULT_POLICY, ...policy }, made, schedule, []);
    const last = plan.forecasts.at(-1);
    assert.equal(`${last?.outcome} ${last?.reasonCode}: ${last?.reason}`, forecast);
    if (reasons !== undefined)
      assert.deepEqual(
        plan.actions.map(({ reason }) => reason),
        reasons,
      );
  });
}

test('a forecast gives start, end of the work, and a host for each VM', () => {
  const made = staged([waiting({ vms: [...FULL, ...FULL], occupiedSeconds: 640 })], {}, 2);
  const [forecast] = toPlan(cloudOf(made), DEFAULT_POLICY, made, [start(1, 1, 0)], []).forecasts;
  assert.deepEqual([forecast?.startAt, forecast?.endAt, forecast?.hosts], [NOW + 300, NOW + 930, [1, 0]]);
});

test('a charter ends at its scheduled time, however late it starts', () => {
  const made = staged([waiting({ vms: FULL, occupiedSeconds: 800 })]);
  const scheduled = [{ action: 'terminate', at: NOW + 770, repeats: false, done: false }];
  const snapshot = cloudOf(made, {
    leaseOf: () => ({ declaredBy: 'charter' }),
    vmOf: (guest) => ({ ...guest, scheduled }),
  });
  const plan = toPlan(snapshot, DEFAULT_POLICY, made, [start(1, 0)], []);
  assert.equal(plan.forecasts[0]?.endAt, NOW + 770);
  assert.equal(plan.occupations.at(-1)?.until, NOW + 770 + DEFAULT_POLICY.overheads.shutdownSeconds);
});

test('leases that are not planned carry what was found about them, in the order of the snapshot', () => {
  const say = (about: Verdict['about'], code: Verdict['code'], message: string): Verdict => ({ about, code, message });
  const snapshot = cloud({
    vms: [
      vm(1),
      vm(2),
      vm(3),
      running(vm(4), 0, NOW - 60),
      at(vm(5), 1, { state: 3, lcmState: 36 }),
      running(vm(6), 1, NOW - 60),
    ],
    leases: [lease([vm(1)]), lease([vm(2)]), lease([vm(3)]), lease([running(vm(4), 0, NOW)]), lease([vm(6)])],
    verdicts: [say({ kind: 'vm', id: 5 }, 'Failed', 'needs recover')],
  });
  const none = problem({ edges: EDGES });
  const orphaned = { ...snapshot, leases: snapshot.leases.filter(({ vms }) => !vms.includes(vm(5).id)) };
  const verdicts = [
    say({ kind: 'lease', id: 'vm-1' }, 'TooLarge', 'fits no host'),
    say({ kind: 'vm', id: 2 }, 'Hold', 'is held'),
    say({ kind: 'vm', id: 2 }, 'BadAttribute', 'says nonsense'),
    say({ kind: 'vm', id: 4 }, 'BadAttribute', 'says nonsense, but runs'),
    say({ kind: 'vm', id: 3 }, 'GangIncomplete', 'one of three'),
  ];
  const { forecasts } = toPlan(orphaned, DEFAULT_POLICY, none, [], verdicts);
  assert.deepEqual(
    forecasts.map(({ lease: id, outcome, reasonCode, reason, hosts }) =>
      [id, outcome, reasonCode, reason, ...hosts].join(' | '),
    ),
    [
      'vm-1 | refused | TooLarge | fits no host',
      'vm-2 | refused | BadAttribute | says nonsense',
      'vm-3 | waits | GangIncomplete | one of three',
      'vm-4 | untouched | BadAttribute | says nonsense, but runs | 0',
      'vm-6 | runs | Runs | runs on | 1',
      'vm-5 | untouched | Failed | needs recover | 1',
    ],
  );
});

test('an explanation names what holds a lease and what would let it start earlier', () => {
  const made = staged([
    runningJob({ vms: [{ demand: [300, 300] }], remainingSeconds: 600 }),
    waiting({ vms: [{ demand: [100, 100] }], occupiedSeconds: 900 }),
    endless({ vms: [{ demand: [200, 2048] }] } as Partial<JobDraft>),
  ]);
  const snapshot = cloudOf(made);
  const schedule = [stay, start(0, 0), start(2, 0)];
  assert.deepEqual(explain(snapshot, made, schedule, { ...lease([vm(102)]), name: 'late' }), [
    'late starts at 08:10 on host-0: host-0 is held by vm-100 until 08:10',
    '1 of 1 hosts match it; it needs 2 cores, 2 GiB; from now on, host-0 has 0 cores, 7792 MiB throughout',
  ]);
});

test('an explanation tells in which slot which rule alone is in the way', () => {
  const made = staged(
    [
      runningJob({ vms: [{ demand: [100, 100] }], remainingSeconds: 600 }),
      endless({ vms: [{ demand: [100, 100] }] } as Partial<JobDraft>),
    ],
    { rules: [apart] },
  );
  const lines = explain(cloudOf(made), made, [stay, start(2, 0)], { ...lease([vm(101)]), name: 'web' });
  assert.deepEqual(lines.slice(0, 2), [
    'web starts at 08:10 on host-0: vm-group shop keeps it apart from vm-100',
    'it could start now on host-0, but vm-group shop keeps it apart from vm-100',
  ]);
});

test('an explanation of what is not planned is what was found about it', () => {
  const none = problem({ edges: EDGES });
  const snapshot = cloud({
    vms: [vm(1)],
    verdicts: [{ about: { kind: 'vm', id: 1 }, code: 'Hold', message: 'its owner holds it' }],
  });
  assert.deepEqual(explain(snapshot, none, [], lease([vm(1)])), ['its owner holds it']);
});
