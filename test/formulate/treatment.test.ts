import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import test from 'node:test';
import { DEFAULT_POLICY } from '../../src/domain/policy.ts';
import { VM_STATES } from '../../src/domain/vm.ts';
import { formulate } from '../../src/formulate/formulate.ts';
import type { TreatmentKind } from '../../src/formulate/lcm-states.ts';
import { treatmentOf } from '../../src/formulate/treatment.ts';
import { at, cloud, host, lease, NOW, running, stopped, suspended, vm } from '../support/cloud.ts';
import { shared, unlessShared } from '../support/shared.ts';

const RECORDED = 'opennebula/7.4/vm-states';

/** What is done with a VM in each recorded state, by the first words of the file's name. */
const RECORDED_KINDS: Readonly<Record<string, TreatmentKind>> = {
  BOOT: 'arriving',
  BOOT_FAILURE: 'failed',
  BOOT_MIGRATE_FAILURE: 'failed',
  BOOT_STOPPED_FAILURE: 'failed',
  DONE: 'gone',
  HOLD: 'held',
  MIGRATE: 'migrating',
  PENDING: 'waiting',
  POWEROFF: 'powered-off',
  RUNNING: 'running',
  SAVE_MIGRATE: 'migrating',
  SAVE_STOP: 'leaving',
  SAVE_SUSPEND: 'parking',
  SHUTDOWN: 'leaving',
  SHUTDOWN_POWEROFF: 'parking',
  SHUTDOWN_UNDEPLOY: 'leaving',
  STOPPED: 'stopped',
  SUSPENDED: 'suspended',
  UNDEPLOYED: 'stopped',
};

test('a VM in each recorded state has its treatment', { skip: unlessShared(RECORDED) }, () => {
  const files = readdirSync(shared(RECORDED));
  assert.ok(files.length > 30);
  for (const file of files) {
    const [, name = '', state, lcmState] = /^([A-Z_]+).*\.state(\d+)-lcm(\d+)\./.exec(file) ?? [];
    const treatment = treatmentOf({ state: Number(state), lcmState: Number(lcmState) });
    assert.equal(treatment.kind, RECORDED_KINDS[name], file);
    assert.equal(treatment.state, name, file);
  }
});

test('every state of OpenNebula has a treatment, and an unknown one counts as an action under way', () => {
  for (const [state, name] of Object.entries(VM_STATES)) {
    if (name !== 'ACTIVE') assert.equal(treatmentOf({ state: Number(state), lcmState: 0 }).state, name);
  }
  const unused = [13, 14, 55, 58];
  for (let lcmState = 0; lcmState <= 71; lcmState++) {
    const { state } = treatmentOf({ state: 3, lcmState });
    assert.equal(state.startsWith('LCM_STATE'), unused.includes(lcmState), `LCM_STATE ${lcmState} is ${state}`);
  }
  assert.equal(treatmentOf({ state: 3, lcmState: 99 }).code, 'InFlight');
  assert.equal(treatmentOf({ state: 42, lcmState: 0 }).code, 'InFlight');
});

const declared = { durationSeconds: 3_600, preemptible: true };
const fixed = { durationSeconds: 3_600, preemptible: false };

/** What becomes of a lease of one VM: its job, and what is said about it. */
const cases = [
  { title: 'a pending VM waits', guest: vm(1), becomes: 'waiting' },
  { title: 'a held VM is left to its owner', guest: vm(1, { state: 2 }), becomes: 'Hold' },
  {
    title: 'a held VM waits when held ones are planned',
    guest: vm(1, { state: 2 }),
    planHeld: true,
    becomes: 'waiting',
  },
  { title: 'a locked VM is left alone', guest: vm(1, { lock: 1 }), becomes: 'Locked' },
  {
    title: 'a locked VM that runs is left alone',
    guest: { ...running(vm(1), 0, NOW - 60), lock: 4 },
    becomes: 'Locked',
  },
  { title: 'a VM pinned to NUMA nodes is not placed', guest: vm(1, { pinned: true }), becomes: 'Unsupported' },
  { title: 'a running VM runs', guest: running(vm(1), 0, NOW - 60), becomes: 'running' },
  { title: 'a VM not heard of runs', guest: { ...running(vm(1), 0, NOW - 60), lcmState: 16 }, becomes: 'running' },
  {
    title: 'a suspended preemptible VM goes on',
    guest: suspended(vm(1), 0, NOW - 90, NOW - 60),
    terms: declared,
    becomes: 'running',
  },
  {
    title: 'a suspended VM that is not preemptible stays so',
    guest: suspended(vm(1), 0, NOW - 90, NOW - 60),
    terms: fixed,
    becomes: 'OwnerStopped',
  },
  {
    title: 'a suspended VM without a declared lease stays so',
    guest: suspended(vm(1), 0, NOW - 90, NOW - 60),
    becomes: 'OwnerStopped',
  },
  {
    title: 'a powered-off VM stays so',
    guest: at(vm(1), 0, { state: 8, lcmState: 0 }),
    terms: declared,
    becomes: 'OwnerStopped',
  },
  {
    title: 'a stopped preemptible VM waits for the rest',
    guest: stopped(vm(1), 0, NOW - 90, NOW - 60),
    terms: declared,
    becomes: 'waiting',
  },
  {
    title: 'a stopped VM without a declared lease stays so',
    guest: stopped(vm(1), 0, NOW - 90, NOW - 60),
    becomes: 'OwnerStopped',
  },
  {
    title: 'a stopped VM whose lease is over stays so',
    guest: stopped(vm(1), 0, NOW - 3_700, NOW - 100),
    terms: declared,
    becomes: 'OwnerStopped',
  },
  {
    title: 'a stopped VM with half a minute left waits for that',
    guest: stopped(vm(1), 0, NOW - 3_630, NOW - 60),
    terms: declared,
    becomes: 'waiting',
  },
  {
    title: 'a VM that was shut down with half a minute left stays so: its lease was ended',
    guest: { ...stopped(vm(1), 0, NOW - 3_630, NOW - 60), state: 9 },
    terms: declared,
    becomes: 'OwnerStopped',
  },
  {
    title: 'a stopped VM made pending waits',
    guest: { ...stopped(vm(1), 0, NOW - 90, NOW - 60), state: 1 },
    becomes: 'waiting',
  },
  { title: 'a failed VM stays so', guest: at(vm(1), 0, { state: 3, lcmState: 36 }), becomes: 'Failed' },
  { title: 'a booting VM runs soon', guest: at(vm(1), 0, { state: 3, lcmState: 2 }), becomes: 'running' },
  {
    title: 'a VM with a backup under way is left alone',
    guest: at(vm(1), 0, { state: 3, lcmState: 69 }),
    becomes: 'InFlight',
  },
  { title: 'a VM that is being cloned is left alone', guest: vm(1, { state: 10 }), becomes: 'InFlight' },
  { title: 'a VM whose cloning failed is left alone', guest: vm(1, { state: 11 }), becomes: 'Failed' },
  { title: 'a VM on a host that was not read is left alone', guest: running(vm(1), 9, NOW - 60), becomes: 'Malformed' },
];

for (const { title, guest, terms, planHeld = false, becomes } of cases) {
  test(title, () => {
    const snapshot = cloud({
      hosts: [host(0)],
      vms: [guest],
      leases: terms === undefined ? [] : [lease([guest], terms)],
    });
    const { problem, verdicts } = formulate(snapshot, { ...DEFAULT_POLICY, planHeld }, []);
    assert.deepEqual([...problem.jobs.map(({ kind }) => kind), ...verdicts.map(({ code }) => code)], [becomes]);
  });
}

test('of a gang that is torn apart those that run do so, and the rest waits with a verdict', () => {
  const vms = [running(vm(1), 0, NOW - 60), vm(2), at(vm(3), 0, { state: 3, lcmState: 36 })];
  const gang = lease(vms, { durationSeconds: 600, preemptible: true });
  const { problem, verdicts } = formulate(cloud({ hosts: [host(0)], vms, leases: [gang] }), DEFAULT_POLICY, []);
  assert.deepEqual(
    problem.vms.map(({ id }) => id),
    [1],
  );
  const [job] = problem.jobs;
  assert.ok(job?.kind === 'running' && job.pause === null, 'a part of a gang is never paused');
  assert.deepEqual(
    verdicts.map(({ code }) => code),
    ['Failed', 'GangIncomplete'],
  );
});

test('a verdict that reading has come to already is not repeated', () => {
  const guest = vm(1, { state: 2 });
  const said = { about: { kind: 'vm', id: 1 }, code: 'Hold', message: 'vm 1 is held' } as const;
  const snapshot = cloud({ vms: [guest], verdicts: [said] });
  assert.deepEqual(formulate(snapshot, DEFAULT_POLICY, []).verdicts, []);
});
