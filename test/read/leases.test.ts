import assert from 'node:assert/strict';
import test from 'node:test';
import type { VmId } from '../../src/domain/ids.ts';
import type { LeaseAttributes, ScheduledAction, Vm } from '../../src/domain/vm.ts';
import { assembleLeases } from '../../src/read/leases.ts';
import { NOW, running, stopped, vm } from '../support/cloud.ts';

const asking = (
  id: number,
  values: LeaseAttributes['values'],
  overrides: Partial<Vm> = {},
  dialect: LeaseAttributes['dialect'] = 'ONEPLAN',
): Vm => vm(id, { name: `job-${id}`, submittedAt: NOW - 1_000 + id, lease: { dialect, values }, ...overrides });

const trio = (id: number, overrides: Partial<Vm> = {}): Vm =>
  asking(id, { GROUP: 'trio', GROUP_SIZE: '3', DURATION: '01:00:00' }, overrides);

const pair = (id: number, overrides: Partial<Vm> = {}): Vm =>
  asking(id, { GROUP: 'pair', DURATION: '01:00:00' }, overrides, 'HAIZEA');

const has = (values: LeaseAttributes['values']): Partial<Vm> => ({ lease: { dialect: 'ONEPLAN', values } });

/** Leases as `id: members`, verdicts as `vm: code`. */
function assembled(
  vms: readonly Vm[],
  leftOut: readonly Vm[] = [],
): { leases: readonly string[]; verdicts: readonly string[] } {
  const { made, verdicts } = assembleLeases(vms, new Set<VmId>(leftOut.map(({ id }) => id)));
  return {
    leases: made.map(({ id, vms: members }) => `${id}: ${members.join(' ')}`),
    verdicts: verdicts.map(({ about, code }) => `${about.kind} ${about.id}: ${code}`),
  };
}

const cases: readonly {
  readonly title: string;
  readonly vms: readonly Vm[];
  readonly leftOut?: readonly Vm[];
  readonly leases: readonly string[];
  readonly verdicts?: readonly string[];
}[] = [
  { title: 'every VM without a group is a lease', vms: [vm(1), asking(2, {})], leases: ['vm-1: 1', 'vm-2: 2'] },
  { title: 'members of a group are one lease', vms: [trio(3), trio(4), trio(5)], leases: ['oneadmin/trio: 3 4 5'] },
  {
    title: 'leases are in the order of their first VM',
    vms: [trio(3), vm(4), trio(5), trio(6), vm(7)],
    leases: ['oneadmin/trio: 3 5 6', 'vm-4: 4', 'vm-7: 7'],
  },
  {
    title: 'groups of two owners are two gangs',
    vms: [pair(1), pair(2, { userName: 'alice' }), pair(3), pair(4, { userName: 'alice' })],
    leases: ['oneadmin/pair: 1 3', 'alice/pair: 2 4'],
  },
  {
    title: 'too few members wait',
    vms: [trio(3), trio(4)],
    leases: [],
    verdicts: ['vm 3: GangIncomplete', 'vm 4: GangIncomplete'],
  },
  {
    title: 'too many members are refused',
    vms: [trio(3), trio(4), trio(5), trio(6)],
    leases: [],
    verdicts: ['vm 3: BadAttribute', 'vm 4: BadAttribute', 'vm 5: BadAttribute', 'vm 6: BadAttribute'],
  },
  {
    title: 'an ONEPLAN group without GROUP_SIZE never closes',
    vms: [asking(3, { GROUP: 'open' })],
    leases: [],
    verdicts: ['vm 3: GangIncomplete'],
  },
  { title: 'a HAIZEA group is whole as it is found', vms: [pair(1), pair(2)], leases: ['oneadmin/pair: 1 2'] },
  {
    title: 'members that ask for different things are refused',
    vms: [trio(3), trio(4), trio(5, has({ GROUP: 'trio', GROUP_SIZE: '3', DURATION: '02:00:00' }))],
    leases: [],
    verdicts: ['vm 3: BadAttribute', 'vm 4: BadAttribute', 'vm 5: BadAttribute'],
  },
  {
    title: 'the same written in two ways is the same',
    vms: [
      trio(3),
      trio(4),
      trio(5, has({ GROUP: 'trio', GROUP_SIZE: '03', DURATION: '1:00:00', START: 'best_effort' })),
    ],
    leases: ['oneadmin/trio: 3 4 5'],
  },
  {
    title: 'a member with a bad attribute keeps its gang waiting',
    vms: [trio(3), trio(4), trio(5, has({ GROUP: 'trio', GROUP_SIZE: '3', DURATION: 'soon' }))],
    leases: [],
    verdicts: ['vm 5: BadAttribute', 'vm 3: GangIncomplete', 'vm 4: GangIncomplete'],
  },
  {
    title: 'a member that is left out keeps its gang waiting',
    vms: [trio(3), trio(4), trio(5)],
    leftOut: [trio(4)],
    leases: [],
    verdicts: ['vm 3: GangIncomplete', 'vm 5: GangIncomplete'],
  },
  { title: 'a single VM that is left out is no lease', vms: [vm(1), vm(2)], leftOut: [vm(1)], leases: ['vm-2: 2'] },
  {
    title: 'a gang that has begun stays whole when members leave it',
    vms: [running(trio(3), 0, NOW - 60), running(trio(4), 1, NOW - 60)],
    leases: ['oneadmin/trio: 3 4'],
  },
  {
    title: 'a gang of which some run and some wait stays one lease',
    vms: [running(trio(3), 0, NOW - 60), stopped(trio(4), 1, NOW - 60, NOW - 30), trio(5)],
    leases: ['oneadmin/trio: 3 4 5'],
  },
  {
    title: 'a second gang of the same name is told from the one that runs',
    vms: [...[3, 4, 5].map((id) => running(trio(id), id, NOW - 60)), trio(6), trio(7), trio(8)],
    leases: ['oneadmin/trio: 3 4 5', 'oneadmin/trio#6: 6 7 8'],
  },
  {
    title: 'the second gang waits until it is whole too',
    vms: [...[3, 4, 5].map((id) => running(trio(id), id, NOW - 60)), trio(6)],
    leases: ['oneadmin/trio: 3 4 5'],
    verdicts: ['vm 6: GangIncomplete'],
  },
  {
    title: 'who joins a HAIZEA group after it began is of the next one',
    vms: [running(pair(1), 0, NOW - 500), pair(2), pair(3, { submittedAt: NOW - 10 })],
    leases: ['oneadmin/pair: 1 2', 'oneadmin/pair#3: 3'],
  },
];

for (const { title, vms, leftOut = [], leases, verdicts = [] } of cases) {
  test(title, () => assert.deepEqual(assembled(vms, leftOut), { leases, verdicts }));
}

test('a gang was submitted when its last member was, and its times count from there', () => {
  const members = [3, 5, 4].map((id) => asking(id, { GROUP: 'trio', GROUP_SIZE: '3', START: '+00:45:00' }));
  const [lease] = assembleLeases(members, new Set()).made;
  assert.equal(lease?.submittedAt, NOW - 995);
  assert.deepEqual(lease?.terms, { kind: 'advance-reservation', startAt: NOW - 995 + 2_700 });
});

test('a lease is what its owner wrote', () => {
  const values = { DURATION: '02:00:00', PREEMPTIBLE: 'YES', WEIGHT: '7' };
  assert.deepEqual(assembleLeases([asking(1, values)], new Set()).made, [
    {
      id: 'vm-1',
      name: 'job-1',
      vms: [1],
      terms: { kind: 'best-effort', notBefore: null },
      durationSeconds: 7_200,
      preemptible: true,
      weight: 7,
      submittedAt: NOW - 999,
      declaredBy: 'ONEPLAN',
    },
  ]);
});

test('a lease that nothing declares is best effort, without end, not preemptible', () => {
  const [lease] = assembleLeases([vm(1)], new Set()).made;
  assert.deepEqual(
    [lease?.terms.kind, lease?.durationSeconds, lease?.preemptible, lease?.declaredBy],
    ['best-effort', null, false, 'default'],
  );
});

const ends = (at: number, overrides: Partial<ScheduledAction> = {}): Pick<Vm, 'scheduled'> => ({
  scheduled: [{ action: 'terminate', at, repeats: false, done: false, ...overrides }],
});

const charters: readonly (readonly [title: string, guest: Vm, seconds: number | null, by: string])[] = [
  ['a waiting charter lasts from submission to its action', vm(1, ends(NOW + 3_540)), 3_600, 'charter'],
  ['a running charter lasts from its start', running(vm(1, ends(NOW + 3_500)), 0, NOW - 100), 3_600, 'charter'],
  [
    'what a charter delivered before counts too',
    running(vm(1, { ...ends(NOW + 3_500), deliveredBeforeSeconds: 50 }), 0, NOW - 100),
    3_650,
    'charter',
  ],
  ['an action that is due already leaves a second', vm(1, ends(NOW - 90)), 1, 'charter'],
  ['an action that is done is no end', vm(1, ends(NOW + 60, { done: true })), null, 'default'],
  ['an action that repeats is no end', vm(1, ends(NOW + 60, { repeats: true })), null, 'default'],
  ['a snapshot is no end', vm(1, ends(NOW + 60, { action: 'snapshot-create' })), null, 'default'],
  ['a poweroff is an end', vm(1, ends(NOW + 40, { action: 'poweroff' })), 100, 'charter'],
  ['DURATION is before a charter', asking(1, { DURATION: '00:10:00' }, ends(NOW + 60)), 600, 'ONEPLAN'],
  ['unlimited is before a charter', asking(1, { DURATION: 'unlimited' }, ends(NOW + 60)), null, 'ONEPLAN'],
  ['a charter is before nothing', asking(1, { PREEMPTIBLE: 'no' }, ends(NOW + 1)), 1_000, 'ONEPLAN'],
];

for (const [title, guest, seconds, by] of charters) {
  test(title, () => {
    const [lease] = assembleLeases([guest], new Set()).made;
    assert.deepEqual([lease?.durationSeconds, lease?.declaredBy], [seconds, by]);
  });
}

test('a verdict names the VM, what is wrong, and what to do', () => {
  const [verdict] = assembleLeases([trio(3)], new Set()).verdicts;
  assert.equal(verdict?.message, 'vm 3 (job-3): its gang oneadmin/trio has 1 of 3 members. Submit the others.');
});
