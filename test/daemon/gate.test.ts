import assert from 'node:assert/strict';
import test from 'node:test';
import { type GateTerms, gate, policyUnder } from '../../src/daemon/gate.ts';
import { actionId, leaseId } from '../../src/domain/ids.ts';
import type { Action, Plan } from '../../src/domain/plan.ts';
import { DEFAULT_POLICY } from '../../src/domain/policy.ts';
import { NOW, PLAN } from '../support/epoch.ts';

/** In the plan of `support/epoch.ts` sim is stopped so that urgent can start, mover migrates after that, later starts in an hour. */
const names = (actions: readonly Action[]): string => actions.map(({ id }) => id).join(' ');

const full = (maxActions: number | null): GateTerms => ({ automation: 'full', maxActions });

test('full lets everything through that begins before the next epoch', () => {
  assert.equal(names(gate(PLAN, full(null)).through), 'live-migrate-13 stop-12 deploy-21');
});

test('manual lets nothing through, and all that is due waits for approval', () => {
  const { through, unapproved } = gate(PLAN, { automation: 'manual', maxActions: null });
  assert.deepEqual([names(through), names(unapproved)], ['', 'live-migrate-13 stop-12 deploy-21']);
});

test('partial neither pauses nor moves what runs, and starts nothing that counts on it', () => {
  const free = { ...(PLAN.actions[2] as Action), id: actionId('deploy-23'), lease: leaseId('vm-23'), dependsOn: [] };
  const { through, unapproved } = gate(
    { ...PLAN, actions: [...PLAN.actions.slice(0, 3), free] },
    { automation: 'partial', maxActions: null },
  );
  assert.deepEqual([names(through), names(unapproved)], ['deploy-23', 'live-migrate-13 stop-12 deploy-21']);
});

test('partial ends a lease at its time', () => {
  const end = {
    ...(PLAN.actions[1] as Action),
    id: actionId('undeploy-12'),
    operation: 'undeploy' as const,
    notBefore: NOW + 30,
  };
  const forecasts = PLAN.forecasts.map((one) =>
    one.lease === end.lease ? { ...one, outcome: 'runs' as const, endAt: NOW + 30 } : one,
  );
  const { through } = gate({ ...PLAN, actions: [end], forecasts }, { automation: 'partial', maxActions: null });
  assert.equal(names(through), 'undeploy-12');
});

test('under partial a plan is made that needs no approval', () => {
  const { preemption, migration } = policyUnder(DEFAULT_POLICY, 'partial');
  assert.deepEqual([preemption.operation, migration.operation], ['none', 'none']);
  assert.equal(policyUnder(DEFAULT_POLICY, 'full'), DEFAULT_POLICY);
});

/** Starts of leases, one letter a VM: `aab` are two VMs of lease a and one of b. */
const starts = (leases: string): Plan => ({
  ...PLAN,
  actions: [...leases].map((lease, index) => ({
    ...(PLAN.actions[2] as Action),
    id: actionId(`${lease}${index}`),
    lease: leaseId(lease),
    dependsOn: [],
  })),
});

const budgets = [
  { title: 'a budget takes the first actions of the plan', leases: 'abcd', most: 2, expected: 'a0 b1' },
  {
    title: 'a gang that does not fit into the budget waits whole, and others go',
    leases: 'abbbcd',
    most: 3,
    expected: 'a0 c4 d5',
  },
  {
    title: 'a gang larger than the whole budget goes when it is first',
    leases: 'aaabc',
    most: 2,
    expected: 'a0 a1 a2',
  },
  { title: 'a gang is counted where its last member stands', leases: 'abac', most: 3, expected: 'a0 b1 a2' },
];

for (const { title, leases, most, expected } of budgets) {
  test(title, () => {
    const { through, beyondBudget } = gate(starts(leases), full(most));
    assert.equal(names(through), expected);
    assert.equal(through.length + beyondBudget.length, leases.length);
  });
}

test('what depends on an action beyond the budget is beyond it', () => {
  const { through } = gate({ ...PLAN, actions: [PLAN.actions[1] as Action, PLAN.actions[2] as Action] }, full(1));
  assert.equal(names(through), 'stop-12');
});

test('what fails again and again is set aside, with what depends on it', () => {
  const { through, setAside } = gate(PLAN, full(null), ({ id }) => id === 'stop-12');
  assert.deepEqual([names(through), names(setAside)], ['', 'live-migrate-13 stop-12 deploy-21']);
});
