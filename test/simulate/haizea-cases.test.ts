import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { DEFAULT_WORKLOAD_OPTIONS } from '../../src/read/workload/options.ts';
import { readWorkload } from '../../src/read/workload/read.ts';
import { policyNamed } from '../../src/simulate/policies/registry.ts';
import type { Overheads } from '../../src/simulate/policy.ts';
import { simulate } from '../../src/simulate/simulate.ts';
import { shared, unlessShared } from '../support/shared.ts';

const FOLDER = 'haizea-traces';

/** The model of the acceptance cases. */
const MODEL: Overheads = {
  bootSeconds: 0,
  shutdownSeconds: 0,
  saveMibPerSecond: 32,
  resumeMibPerSecond: 32,
  migrationMibPerSecond: 12.5,
  serialPerHost: true,
  transferMibPerSecond: null,
};

/**
 * Cases without deadlines: what a greedy policy that preempts for reservations has to reach. These are the best makespans
 * known.
 */
const REACHED: readonly { readonly name: string; readonly policy: string; readonly makespan: number }[] = [
  { name: 'preemption', policy: 'haizea', makespan: 5_464 },
  { name: 'preemption_prematureend', policy: 'haizea', makespan: 3_664 },
  { name: 'migrate', policy: 'haizea:migrate', makespan: 5_554 },
  { name: 'reservation', policy: 'haizea', makespan: 4_500 },
  { name: 'reservation', policy: 'conservative', makespan: 4_500 },
  { name: 'wait', policy: 'haizea', makespan: 7_200 },
  { name: 'wait', policy: 'conservative', makespan: 7_200 },
];

const run = async (name: string, policy: string) => {
  const workload = await readWorkload(shared(`${FOLDER}/lwf/${name}.lwf`), DEFAULT_WORKLOAD_OPTIONS);
  return simulate(workload, policyNamed(policy), { overheads: MODEL });
};

for (const { name, policy, makespan } of REACHED)
  test(`${policy} completes all of ${name} by ${makespan} s`, { skip: unlessShared(FOLDER) }, async () => {
    const { leases, violations, broken } = await run(name, policy);
    assert.deepEqual([violations, broken], [[], []]);
    assert.deepEqual(
      leases.filter(({ outcome }) => outcome !== 'done'),
      [],
    );
    const ends = Math.max(...leases.map(({ endSeconds }) => endSeconds ?? Number.POSITIVE_INFINITY));
    assert.ok(ends <= makespan, `ended at ${ends}`);
  });

test('in every case, with haizea and conservative, what is accepted is kept and every rule holds', {
  skip: unlessShared(FOLDER),
}, async () => {
  const { cases } = JSON.parse(readFileSync(shared(`${FOLDER}/acceptance.json`), 'utf8'));
  for (const each of cases)
    for (const policy of ['haizea', 'haizea:oldest:migrate', 'conservative']) {
      const { violations, broken, leases } = await run(each.case, policy);
      assert.deepEqual([violations, broken], [[], []], `${each.case} ${policy}`);
      assert.ok(
        leases.every(({ outcome }) => outcome !== 'failed'),
        `${each.case} ${policy}`,
      );
    }
});

test('a shared image is sent once to a host that has it, and both leases of the piggybacking case need one transfer', {
  skip: unlessShared(FOLDER),
}, async () => {
  const workload = await readWorkload(shared(`${FOLDER}/lwf/piggybacking.lwf`), DEFAULT_WORKLOAD_OPTIONS);
  const overheads = { ...MODEL, transferMibPerSecond: 12.5 };
  const transfers: string[] = [];
  const { violations } = await simulate(workload, policyNamed('haizea'), {
    overheads,
    images: { multicast: true },
    log: (event) => event.kind === 'transfer' && transfers.push(`${event.image} ${event.host}`),
  });
  assert.deepEqual(violations, []);
  assert.equal(new Set(transfers).size, transfers.length);
});
