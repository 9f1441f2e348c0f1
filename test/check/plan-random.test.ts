import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { checkPlan } from '../../src/check/plan.ts';
import { isPlannable } from '../../src/domain/host.ts';
import type { Plan } from '../../src/domain/plan.ts';
import { DEFAULT_POLICY, type Policy } from '../../src/domain/policy.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import { anyCloud } from '../support/any-cloud.ts';
import { act, planOf } from '../support/plan-builders.ts';

/** Owners end their leases, and no rule but the cloud's own holds. */
const policy: Policy = { ...DEFAULT_POLICY, atLeaseEnd: 'leave' };
const SEED = { seed: 7, numRuns: 150 };

const untouched = (snapshot: Snapshot, actions: Plan['actions'] = []): Plan =>
  planOf(snapshot, {
    actions,
    says: Object.fromEntries(snapshot.leases.map(({ id }) => [id, { outcome: 'untouched' }])),
  });

const rulesOf = (snapshot: Snapshot, plan: Plan): ReadonlySet<string> =>
  new Set(checkPlan(snapshot, policy, plan, []).map(({ rule }) => rule));

test('whatever the cloud, doing nothing breaks no rule', () => {
  fc.assert(
    fc.property(anyCloud(), (snapshot) => {
      assert.deepEqual(checkPlan(snapshot, policy, untouched(snapshot), []), []);
    }),
    SEED,
  );
});

test('whatever the cloud, a lone deploy is admissible and has room exactly where that is so', () => {
  const seen = { admissible: 0, capacity: 0, allowed: 0 };
  fc.assert(
    fc.property(anyCloud(), (snapshot) => {
      for (const guest of snapshot.vms.filter(({ state }) => state === 1)) {
        const lease = snapshot.leases.find(({ vms }) => vms.includes(guest.id));
        if (lease === undefined) continue;
        for (const host of snapshot.hosts) {
          const rules = rulesOf(
            snapshot,
            untouched(snapshot, [act('deploy', guest.id, host.id, 0, 30, { lease: lease.id })]),
          );
          const admissible = guest.hosts.includes(host.id) && isPlannable(host);
          const roomy = (['cpuCentis', 'memoryMib'] as const).every(
            (r) => guest.demand[r] === 0 || host.usage[r] + guest.demand[r] <= host.capacity[r],
          );
          assert.equal(rules.has('admissible'), !admissible, `vm ${guest.id} on ${host.name}`);
          assert.equal(rules.has('capacity'), !roomy, `vm ${guest.id} on ${host.name}`);
          seen[admissible ? (roomy ? 'allowed' : 'capacity') : 'admissible'] += 1;
        }
      }
    }),
    SEED,
  );
  for (const [what, count] of Object.entries(seen)) assert.ok(count > 20, `${what} came up ${count} times`);
});

test('whatever the cloud, what is locked, failed or under way is left alone', () => {
  let tried = 0;
  fc.assert(
    fc.property(anyCloud(), (snapshot) => {
      for (const guest of snapshot.vms) {
        const alone = guest.lock !== null || (guest.state === 3 && guest.lcmState !== 3 && guest.lcmState !== 16);
        const lease = snapshot.leases.find(({ vms }) => vms.includes(guest.id));
        if (!alone || lease === undefined) continue;
        tried += 1;
        const onHost = guest.stay?.host ?? 0;
        const plan = untouched(snapshot, [act('stop', guest.id, onHost, 0, 50, { lease: lease.id })]);
        assert.ok(rulesOf(snapshot, plan).has('in-flight'), `vm ${guest.id}`);
      }
    }),
    SEED,
  );
  assert.ok(tried > 20, `${tried} tried`);
});
