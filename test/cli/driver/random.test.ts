import assert from 'node:assert/strict';
import test from 'node:test';
import { oneplan } from '../../support/cli.ts';
import { askedIn } from '../../support/driver/asked.ts';
import { fullestAfter, judgeMoves, judgePlacement } from '../../support/driver/judge.ts';
import { parsedPlan } from '../../support/driver/parsed-plan.ts';
import { driverDocument } from '../../support/driver-document.ts';

async function answer(...words: readonly string[]) {
  const { code, out, err } = await oneplan('driver', ...words, '--no-ask', '--workers', '1', '--time-limit', '1s');
  assert.equal(code, 0, err);
  return parsedPlan(out);
}

for (let seed = 1; seed <= 6; seed++) {
  test(`whatever the cloud (${seed}), a placement keeps every rule, and leaves out nobody who fits`, async () => {
    const vms = 8 * seed;
    const file = driverDocument({ hosts: 2 + seed, vms, seed, running: 2 * seed });
    const plan = await answer('place', '--document', file);
    const asked = askedIn(file);
    judgePlacement(asked, plan);
    assert.equal(plan.actions.length, vms - 2 * seed);
  });

  test(`whatever the cloud (${seed}), moves keep every rule and never fill the fullest host`, async () => {
    const oneDrs = `<POLICY>balance</POLICY><MIGRATION_THRESHOLD>-1</MIGRATION_THRESHOLD><HOST_MIGRATION_THRESHOLD>${seed}.5</HOST_MIGRATION_THRESHOLD>`;
    const file = driverDocument({ hosts: 3 + seed, vms: 8 * seed, seed, running: 8 * seed, oneDrs });
    const plan = await answer('optimize', '100', '--document', file);
    const asked = askedIn(file);
    judgeMoves(asked, plan, 100, seed);
    assert.ok(fullestAfter(asked, plan) <= fullestAfter(asked, { id: 100, actions: [] }));
  });
}
