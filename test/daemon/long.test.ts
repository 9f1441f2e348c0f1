import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import test from 'node:test';
import { builtPlanner } from '../support/built.ts';
import { cloudOf } from '../support/oned/presets.ts';
import { type RunningOned, startOned } from '../support/oned/start.ts';
import { allSettled, epochsIn, submitAll, verdictOn } from '../support/running/hundred.ts';
import { PACE } from '../support/running/pace.ts';
import { type RunningPlanner, startPlanner } from '../support/running/planner.ts';
import { QUICK_LATENCIES, QUICK_POLICY } from '../support/running/quick.ts';
import { waitUntil } from '../support/wait-until.ts';

/** Source and enactor; XML-RPC both ways when nothing else is asked for. */
const DOOR = process.env.ONEPLAN_TEST_DOOR ?? 'xmlrpc/xmlrpc';
const [, SOURCE = '', ENACTOR = ''] = /^(xmlrpc|onevm|sqlite)\/(xmlrpc|onevm)$/.exec(DOOR) ?? [];
assert.ok(SOURCE !== '', `ONEPLAN_TEST_DOOR=${DOOR}: write a source and an enactor, as in onevm/onevm`);

test(`a hundred requests of all kinds on twenty hosts, read by ${SOURCE} and acted on by ${ENACTOR}: every lease ends as promised`, {
  timeout: 240_000 * PACE,
}, async (context) => {
  const oned = await startOned({ cloud: { ...cloudOf(20), latencies: QUICK_LATENCIES }, seed: 5 });
  context.after(() => oned.stop());
  const planner = startPlannerBeside(oned);
  context.after(() => planner.kill('SIGKILL'));
  await waitUntil(() => planner.log().includes('"planned"'), 'the planner is at work', 120);
  const requests = await submitAll(oned);
  await allSettled(oned, 70 * PACE);
  await waitUntil(() => epochsIn(planner.log()).length >= 30, 'there were thirty epochs', 60 * PACE);
  planner.kill('SIGTERM');
  assert.equal((await planner.ended).exitCode, 0);
  const verdict = await verdictOn(oned, requests, planner.log());
  const { epochs, slowestSeconds, kept, reservations, stops } = verdict;
  assert.deepEqual(verdict.wrong, []);
  context.diagnostic(
    `${epochs} epochs, the slowest ${slowestSeconds} s; ${kept} of ${reservations} reservations kept, ${stops} stops`,
  );
  // Leases of seconds are missed by a machine on which an epoch of half a second takes several.
  if (slowestSeconds >= SLOW_SECONDS) {
    context.diagnostic(`single seconds are not judged on so slow a machine: ${verdict.late.join('; ')}`);
    return;
  }
  assert.deepEqual(verdict.late, []);
  assert.ok(kept >= LEAST_KEPT, `${kept} reservations were kept`);
});

/** All but those that need a whole host, which is to be had only when preemptible work is pushed aside in time. */
const LEAST_KEPT = 10;

/** On a machine as slow as that nothing is said about single seconds. */
const SLOW_SECONDS = 2 * PACE;

function startPlannerBeside(oned: RunningOned): RunningPlanner {
  const policy = join(oned.folder, 'policy.yaml');
  writeFileSync(policy, QUICK_POLICY);
  const places: Readonly<Record<string, string>> = {
    xmlrpc: `xmlrpc:${oned.xmlrpcUrl}`,
    sqlite: `sqlite:${oned.databaseFile}`,
  };
  const more = ['--interval', `${1.5 * PACE}s`, '--time-limit', '0.7s', '--policy', policy, '--log-level', 'debug'];
  const source = places[SOURCE] ?? SOURCE;
  return startPlanner(oned, { main: builtPlanner(), source, more: [...more, '--enactor', ENACTOR] });
}
