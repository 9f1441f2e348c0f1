import assert from 'node:assert/strict';
import test from 'node:test';
import { checkPlan } from '../../src/check/plan.ts';
import { actionId } from '../../src/domain/ids.ts';
import type { Action, Occupation } from '../../src/domain/plan.ts';
import { DEFAULT_POLICY } from '../../src/domain/policy.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import { cloud, host, lease, NOW, running, vm, vmGroup } from '../support/cloud.ts';
import { act, held, planOf } from '../support/plan-builders.ts';

/** A running gang of two and one VM that waits, all of them AFFINED. */
const pair = [running(vm(1), 0, NOW - 60), running(vm(2), 0, NOW - 60)];
const affined = (fields: Partial<Snapshot> = {}): Snapshot =>
  cloud({
    hosts: [host(0), host(1)],
    vms: [...pair, vm(3)],
    leases: [lease(pair, { preemptible: true })],
    vmGroups: [vmGroup(1, [{ name: 'cache', policy: 'AFFINED', vms: [1, 2, 3] }])],
    ...fields,
  });

const gang = affined().leases[0]?.id ?? lease([vm(1)]).id;
const saveSeconds = 400;
const stops = [
  act('stop', 1, 0, 0, saveSeconds, { lease: gang }),
  act('stop', 2, 0, saveSeconds, saveSeconds, { lease: gang, dependsOn: [actionId('stop-1')] }),
];
const saved = [held(1, 0, 0, saveSeconds), held(2, 0, 0, 2 * saveSeconds)];
const elsewhere = act('deploy', 3, 1, 0, 30);

const violations = (actions: readonly Action[], occupations: readonly Occupation[], snapshot = affined()) => {
  const starts = { outcome: 'starts', startAt: NOW, hosts: [elsewhere.host] } as const;
  const says = { 'vm-3': starts, [gang]: { outcome: actions.length > 1 ? 'paused' : 'runs' } } as const;
  const plan = planOf(snapshot, { actions, occupations, says });
  return checkPlan(snapshot, DEFAULT_POLICY, plan, []).map(({ rule }) => rule);
};

test('a VM does not start away from those it belongs with', () => {
  assert.deepEqual(violations([elsewhere], [held(3, 1, 0, null)]), ['affinity', 'affinity']);
});

test('a gang that is saved one VM after another is gone as soon as the first is', () => {
  assert.deepEqual(violations([...stops, elsewhere], [...saved, held(3, 1, 0, null)]), []);
});

test('VMs that are apart already may go on where they are, and not elsewhere', () => {
  const apart = affined({ vms: [...pair, running(vm(3), 1, NOW - 60)] });
  assert.deepEqual(checkPlan(apart, DEFAULT_POLICY, planOf(apart, {}), []), []);
  const moved = affined({ hosts: [0, 1, 2].map((id) => host(id)), vms: [...pair, running(vm(3), 1, NOW - 60)] });
  const plan = planOf(moved, {
    actions: [act('live-migrate', 3, 2, 0, 20)],
    occupations: [held(3, 1, -60, 20), held(3, 2, 0, null)],
    says: { 'vm-3': { outcome: 'runs' } },
  });
  assert.deepEqual(
    checkPlan(moved, DEFAULT_POLICY, plan, []).map(({ rule }) => rule),
    ['affinity', 'affinity'],
  );
});
