import assert from 'node:assert/strict';
import test from 'node:test';
import { checkPlan } from '../../src/check/plan.ts';
import { actionId, hostId, leaseId, networkId } from '../../src/domain/ids.ts';
import type { Action, Plan } from '../../src/domain/plan.ts';
import { DEFAULT_POLICY, type Policy } from '../../src/domain/policy.ts';
import type { Promised } from '../../src/domain/promise.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import type { RuleName } from '../../src/domain/violation.ts';
import { at, cloud, host, lease, NOW, running, stopped, suspended, vm, vmGroup } from '../support/cloud.ts';
import { act, held, planOf, type Sayings } from '../support/plan-builders.ts';

/*
 * A cloud of four hosts and a plan for it in which something of everything happens. Each case breaks one thing.
 */
const whole = { cpuCentis: 1600, memoryMib: 8192 };
const half = { cpuCentis: 800, memoryMib: 8192 };
const attribute = { dialect: 'ONEPLAN', values: {} } as const;

const batch = running(vm(1, { demand: whole }), 0, NOW - 600);
const course = [vm(2, { demand: half }), vm(3, { demand: half })];
const urgent = vm(4, { demand: half, autoNics: [{ nicId: 0, networks: [networkId(7)] }] });
const service = running(vm(5, { demand: half }), 1, NOW - 9000);
const locked = running(vm(6, { lock: 1 }), 3, NOW - 50);
const setAside = suspended(vm(7), 3, NOW - 900, NOW - 100);
const onHold = vm(8, { state: 2 });
const modest = vm(9);
const [webOne, webTwo] = [vm(10), vm(11)];
const report = running(vm(12), 3, NOW - 3000);
const halted = stopped(vm(13, { lease: attribute }), 3, NOW - 500, NOW - 200);
const failed = at(vm(14), 3, { state: 3, lcmState: 36 });
const reserved = lease(course, { terms: { kind: 'advance-reservation', startAt: NOW + 2700 }, durationSeconds: 3600 });

const snapshot = cloud({
  hosts: [host(0), host(1), host(2), host(3)],
  vms: [
    ...[batch, ...course, urgent, service, locked, setAside, onHold, modest, webOne, webTwo, report, halted, failed],
    vm(15),
  ],
  leases: [
    lease([batch], { durationSeconds: 7200, preemptible: true }),
    reserved,
    lease([urgent], {
      terms: { kind: 'deadline', notBefore: null, finishBy: NOW + 1500 },
      durationSeconds: 1200,
      declaredBy: 'ONEPLAN',
    }),
    lease([report], { durationSeconds: 3600 }),
    lease([halted], { durationSeconds: 900, preemptible: true }),
    lease([vm(15)], { terms: { kind: 'immediate' }, durationSeconds: null }),
  ],
  vmGroups: [
    vmGroup(1, [
      { name: 'web', policy: 'ANTI_AFFINED', vms: [10, 11], hostAntiAffined: [hostId(0)] },
      { name: 'cache', vms: [9], hostAffined: [hostId(2)] },
    ]),
  ],
});

const gang = reserved.id;
const [boot, save, down] = [30, 92, 10];
const actions: readonly Action[] = [
  act('stop', 1, 0, 0, save),
  act('deploy', 4, 0, save, boot, {
    dependsOn: [actionId('stop-1')],
    networks: [{ nicId: 0, network: networkId(7) }],
  }),
  act('undeploy', 4, 0, save + boot + 1200, down, { dependsOn: [actionId('deploy-4')] }),
  act('deploy', 2, 0, 2700, boot, { lease: gang, dependsOn: [actionId('stop-1')] }),
  act('deploy', 3, 0, 2700, boot, { lease: gang, dependsOn: [actionId('undeploy-4')] }),
  act('undeploy', 2, 0, 2700 + boot + 3600, down, { lease: gang, dependsOn: [actionId('deploy-2')] }),
  act('undeploy', 3, 0, 2700 + boot + 3600, down, { lease: gang, dependsOn: [actionId('deploy-3')] }),
  act('live-migrate', 5, 2, 0, 27),
  act('deploy', 10, 1, 0, boot),
  act('deploy', 11, 2, 0, boot),
  act('undeploy', 12, 3, 600, down),
  act('deploy', 13, 3, 300, boot),
  act('undeploy', 13, 3, 300 + boot + 600, down, { dependsOn: [actionId('deploy-13')] }),
  act('deploy', 15, 3, 0, boot),
];
const occupations = [
  held(1, 0, -600, 0),
  held(1, 0, 0, save, 'save'),
  held(2, 0, 2700, 2730, 'boot'),
  held(2, 0, 2730, 6340),
  held(3, 0, 2700, 2730, 'boot'),
  held(3, 0, 2730, 6340),
  held(4, 0, save, save + boot, 'boot'),
  held(4, 0, save + boot, save + boot + 1210),
  held(5, 1, -9000, 27),
  held(5, 2, 0, 27, 'transit'),
  held(5, 2, 27, null),
  held(10, 1, 0, null),
  held(11, 2, 0, null),
  held(12, 3, 0, 610),
  held(13, 3, 300, 940),
  held(15, 3, 0, null),
];
const starts = (second: number, ...hosts: number[]): Sayings[string] => ({
  outcome: 'starts',
  startAt: NOW + second,
  hosts: hosts.map(hostId),
});
const says: Sayings = {
  'vm-1': { outcome: 'paused' },
  [gang]: { ...starts(2700, 0, 0), endAt: NOW + 6340 },
  'vm-4': { ...starts(save, 0), endAt: NOW + 1332 },
  'vm-5': { outcome: 'runs' },
  'vm-6': { outcome: 'untouched' },
  'vm-7': { outcome: 'untouched' },
  'vm-8': { outcome: 'untouched' },
  'vm-10': starts(0, 1),
  'vm-11': starts(0, 2),
  'vm-12': { outcome: 'runs' },
  'vm-13': starts(300, 3),
  'vm-14': { outcome: 'untouched' },
  'vm-15': starts(0, 3),
};
const plan = planOf(snapshot, { actions, occupations, says });
const promises: readonly Promised[] = [{ lease: leaseId('vm-4'), startAt: NOW + 60 }];

/** The plan with one action changed, or more than one when they share the id's end. */
const changed = (id: string, change: Partial<Action>): Plan => ({
  ...plan,
  actions: plan.actions.map((action) => (action.id === id ? { ...action, ...change } : action)),
});
const without = (...ids: readonly string[]): Plan => ({
  ...plan,
  actions: plan.actions.filter(({ id }) => !ids.includes(id)),
});
const also = (...more: readonly Action[]): Plan => ({ ...plan, actions: [...plan.actions, ...more] });
const ruling = (fields: Partial<Policy>): Policy => ({ ...DEFAULT_POLICY, ...fields });
const budget = (budgets: Partial<Policy['budgets']>): Policy =>
  ruling({ budgets: { migrations: null, pauses: null, actionsPerHostSlot: null, ...budgets } });
const cloudWith = (change: (given: Snapshot) => Partial<Snapshot>): Snapshot => ({ ...snapshot, ...change(snapshot) });
const hostsWith = (id: number, fields: Partial<Snapshot['hosts'][number]>): Snapshot =>
  cloudWith(({ hosts }) => ({ hosts: hosts.map((each) => (each.id === id ? { ...each, ...fields } : each)) }));
const vmsWith = (id: number, fields: Partial<Snapshot['vms'][number]>): Snapshot =>
  cloudWith(({ vms }) => ({ vms: vms.map((each) => (each.id === id ? { ...each, ...fields } : each)) }));
const leasesWith = (id: string, fields: Partial<Snapshot['leases'][number]>): Snapshot =>
  cloudWith(({ leases }) => ({ leases: leases.map((each) => (each.id === id ? { ...each, ...fields } : each)) }));

test('a plan that keeps every rule has no violation', () => {
  assert.deepEqual(checkPlan(snapshot, DEFAULT_POLICY, plan, promises), []);
});

test('a plan that does nothing and says so has no violation, where nothing ends', () => {
  const idle = planOf(snapshot, {
    says: Object.fromEntries(snapshot.leases.map(({ id }) => [id, { outcome: 'untouched' }])),
  });
  assert.deepEqual(checkPlan(snapshot, ruling({ atLeaseEnd: 'leave' }), idle, promises), []);
});

interface Case {
  readonly title: string;
  readonly rule: RuleName;
  readonly plan?: Plan;
  readonly snapshot?: Snapshot;
  readonly policy?: Policy;
  readonly promises?: readonly Promised[];
}

const cases: readonly Case[] = [
  { title: 'of another moment than the snapshot', rule: 'complete', plan: { ...plan, now: NOW + 1 } },
  { title: 'an action on a VM that is not there', rule: 'complete', plan: also(act('deploy', 99, 2, 0, boot)) },
  { title: 'an action on a host that is not there', rule: 'complete', plan: changed('deploy-10', { host: hostId(9) }) },
  { title: 'an action for another lease', rule: 'complete', plan: changed('deploy-2', { lease: leaseId('vm-2') }) },
  { title: 'two actions with one id', rule: 'complete', plan: also(act('deploy', 10, 1, 0, boot)) },
  { title: 'an action before the epoch', rule: 'window', plan: changed('deploy-10', { notBefore: NOW - 1 }) },
  {
    title: 'a dependency that is not there',
    rule: 'order',
    plan: changed('deploy-10', { dependsOn: [actionId('stop-99')] }),
  },
  {
    title: 'dependencies in a circle',
    rule: 'order',
    plan: changed('stop-1', { dependsOn: [actionId('undeploy-4')] }),
  },
  {
    title: "an action that does not wait for its VM's previous one",
    rule: 'order',
    plan: changed('undeploy-13', { dependsOn: [] }),
  },
  { title: 'a migration to where the VM is', rule: 'legal', plan: changed('live-migrate-5', { host: hostId(1) }) },
  { title: 'a resume of a stopped VM', rule: 'legal', plan: changed('deploy-13', { operation: 'resume' }) },
  { title: 'a deploy of a running VM', rule: 'legal', plan: changed('live-migrate-5', { operation: 'deploy' }) },
  { title: 'a stop where the VM is not', rule: 'legal', plan: changed('stop-1', { host: hostId(2) }) },
  {
    title: 'a live migration of a pinned VM',
    rule: 'legal',
    snapshot: vmsWith(5, { pinned: true }),
  },
  { title: 'an action on a locked VM', rule: 'in-flight', plan: also(act('stop', 6, 3, 0, 51)) },
  { title: 'an action on what its owner suspended', rule: 'in-flight', plan: also(act('resume', 7, 3, 0, 51)) },
  { title: 'an action on what its owner holds', rule: 'in-flight', plan: also(act('deploy', 8, 2, 0, boot)) },
  { title: 'an action on a failed VM', rule: 'in-flight', plan: also(act('terminate', 14, 3, 0, down)) },
  { title: 'an action on a VM under way', rule: 'in-flight', snapshot: vmsWith(5, { lcmState: 4 }) },
  {
    title: 'a deploy to a host that does not match',
    rule: 'admissible',
    snapshot: vmsWith(10, { hosts: [hostId(2)] }),
  },
  { title: 'a move to a host that does not match', rule: 'admissible', snapshot: vmsWith(5, { hosts: [hostId(1)] }) },
  { title: 'a deploy to a disabled host', rule: 'admissible', snapshot: hostsWith(1, { state: 4 }) },
  { title: 'a first deploy without a datastore', rule: 'admissible', plan: changed('deploy-10', { datastore: null }) },
  { title: 'an automatic NIC without a network', rule: 'admissible', plan: changed('deploy-4', { networks: [] }) },
  {
    title: 'a deploy before the save that makes room is over',
    rule: 'capacity',
    plan: changed('deploy-4', { dependsOn: [], notBefore: NOW + save - 1 }),
  },
  { title: 'a deploy to a full host', rule: 'capacity', plan: changed('deploy-15', { host: hostId(0) }) },
  {
    title: 'a suspend instead of a stop, which frees nothing',
    rule: 'capacity',
    plan: changed('stop-1', { operation: 'suspend' }),
  },
  {
    title: 'a power off instead of an undeploy, which frees nothing',
    rule: 'capacity',
    plan: changed('undeploy-4', { operation: 'poweroff' }),
  },
  {
    title: 'a migration to a full host',
    rule: 'capacity',
    snapshot: hostsWith(2, { usage: { cpuCentis: 900, memoryMib: 0 } }),
  },
  {
    title: 'more memory than a host has',
    rule: 'capacity',
    snapshot: vmsWith(15, { demand: { cpuCentis: 1, memoryMib: 65_536 } }),
  },
  {
    title: 'an arrival on a host that goes into maintenance while it runs',
    rule: 'maintenance',
    policy: ruling({ maintenance: [{ host: 'host-1', from: NOW + 3600, until: NOW + 7200 }] }),
  },
  { title: 'a gang that is not whole', rule: 'gang', plan: without('deploy-3', 'undeploy-3') },
  { title: 'a gang that does not start at once', rule: 'gang', plan: changed('deploy-3', { notBefore: NOW + 2701 }) },
  { title: 'a reservation that starts too soon', rule: 'exact', plan: changed('deploy-2', { notBefore: NOW + 2699 }) },
  { title: 'a reservation that starts too late', rule: 'exact', plan: changed('deploy-3', { notBefore: NOW + 2701 }) },
  { title: 'an immediate lease that waits', rule: 'window', plan: changed('deploy-15', { notBefore: NOW + 300 }) },
  {
    title: 'a start before it may',
    rule: 'window',
    snapshot: leasesWith('vm-4', { terms: { kind: 'best-effort', notBefore: NOW + save + 1 } }),
  },
  {
    title: 'a lease that is done too late',
    rule: 'window',
    snapshot: leasesWith('vm-4', { terms: { kind: 'deadline', notBefore: null, finishBy: NOW + save + boot + 1199 } }),
  },
  {
    title: 'a lease with a deadline that is interrupted and never resumed',
    rule: 'window',
    snapshot: leasesWith('vm-1', { terms: { kind: 'deadline', notBefore: null, finishBy: NOW + 7000 } }),
  },
  { title: 'an interruption of what runs whole', rule: 'whole', snapshot: leasesWith('vm-1', { preemptible: false }) },
  { title: 'an end before all is delivered', rule: 'whole', plan: changed('undeploy-12', { notBefore: NOW + 599 }) },
  {
    title: 'an end of what has none',
    rule: 'whole',
    plan: changed('live-migrate-5', { operation: 'undeploy', host: hostId(1) }),
  },
  {
    title: 'an end long after all is delivered',
    rule: 'whole',
    plan: changed('undeploy-12', { notBefore: NOW + 901 }),
  },
  { title: 'a terminate to make room', rule: 'whole', plan: changed('stop-1', { operation: 'terminate' }) },
  {
    title: 'an interruption where the policy allows none',
    rule: 'whole',
    policy: ruling({ preemption: { ...DEFAULT_POLICY.preemption, operation: 'none' } }),
  },
  { title: 'a lease that is over and not ended', rule: 'complete', plan: without('undeploy-12') },
  {
    title: 'two VMs of a role that keeps apart on one host',
    rule: 'anti-affinity',
    plan: changed('deploy-11', { host: hostId(1) }),
  },
  {
    title: 'a VM on a host its role keeps off',
    rule: 'anti-affinity',
    plan: changed('deploy-10', { host: hostId(0), notBefore: NOW + 7000 }),
  },
  { title: 'a VM off the hosts of its role', rule: 'affinity', plan: also(act('deploy', 9, 1, 0, boot)) },
  {
    title: 'VMs that belong together on two hosts',
    rule: 'affinity',
    policy: ruling({
      rules: [{ kind: 'together', name: 'pair', strength: 'must', vms: 'vm-1?' }],
    }),
  },
  {
    title: 'more VMs on a host than a spread allows',
    rule: 'spread',
    policy: ruling({ rules: [{ kind: 'spread', name: 'thin', strength: 'must', vms: 'vm-?', atMost: 1 }] }),
  },
  {
    title: 'more VMs than a pool has licences for',
    rule: 'pool',
    policy: ruling({ rules: [{ kind: 'pool', name: 'licence', strength: 'must', vms: 'vm-1?', limit: 4, amount: 1 }] }),
  },
  { title: 'more migrations than may be', rule: 'budget', policy: budget({ migrations: 0 }) },
  { title: 'more pauses than may be', rule: 'budget', policy: budget({ pauses: 0 }) },
  { title: 'more actions on a host at once than may be', rule: 'budget', policy: budget({ actionsPerHostSlot: 1 }) },
  {
    title: 'a start later than promised',
    rule: 'promise',
    promises: [{ lease: leaseId('vm-13'), startAt: NOW }],
  },
  {
    title: 'an occupation that no action leads to',
    rule: 'complete',
    plan: { ...plan, occupations: [...plan.occupations, held(9, 2, 0, null)] },
  },
  {
    title: 'an action without its occupation',
    rule: 'complete',
    plan: { ...plan, occupations: plan.occupations.slice(0, -1) },
  },
  {
    title: 'an occupation that ends a second before its action does',
    rule: 'complete',
    plan: {
      ...plan,
      occupations: plan.occupations.map((each) => (each.vm === 12 ? { ...each, until: NOW + 609 } : each)),
    },
  },
  { title: 'a missing forecast', rule: 'complete', plan: { ...plan, forecasts: plan.forecasts.slice(1) } },
  { title: 'a start that is said to wait', rule: 'complete', plan: saying('vm-4', { outcome: 'waits' }) },
  { title: 'a start that is not planned', rule: 'complete', plan: saying('vm-9', { outcome: 'starts', startAt: NOW }) },
  { title: 'a start on another host', rule: 'complete', plan: saying('vm-4', { hosts: [hostId(1)] }) },
  { title: 'a start at another time', rule: 'complete', plan: saying('vm-4', { startAt: NOW + 300 }) },
  { title: 'an interruption that is not foretold', rule: 'complete', plan: saying('vm-1', { outcome: 'runs' }) },
  { title: 'a pause that is not planned', rule: 'complete', plan: saying('vm-5', { outcome: 'paused' }) },
  { title: 'an end before all is delivered', rule: 'complete', plan: saying('vm-4', { endAt: NOW + 900 }) },
];

function saying(id: string, change: Partial<Plan['forecasts'][number]>): Plan {
  const forecasts = plan.forecasts.map((forecast) => (forecast.lease === id ? { ...forecast, ...change } : forecast));
  return { ...plan, forecasts };
}

for (const broken of cases) {
  test(`${broken.rule} names ${broken.title}`, () => {
    const found = checkPlan(
      broken.snapshot ?? snapshot,
      broken.policy ?? DEFAULT_POLICY,
      broken.plan ?? plan,
      broken.promises ?? promises,
    );
    const rules = found.map(({ rule }) => rule);
    assert.ok(rules.includes(broken.rule), `${broken.rule} is among ${found.map(({ message }) => message).join('; ')}`);
  });
}

test('a violation is one line that names the objects and the moment', () => {
  const [first] = checkPlan(snapshot, DEFAULT_POLICY, changed('deploy-15', { host: hostId(0) }), promises);
  assert.deepEqual(first, {
    rule: 'capacity',
    message: 'host-0 gives away 1800 of 1600 cpuCentis at 2027-01-15T08:00:00Z',
  });
});
