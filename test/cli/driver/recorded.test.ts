import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import test from 'node:test';
import { oneplan } from '../../support/cli.ts';
import { askedIn } from '../../support/driver/asked.ts';
import { fullestAfter, judgeMoves, judgePlacement } from '../../support/driver/judge.ts';
import { parsedPlan } from '../../support/driver/parsed-plan.ts';
import { shared, unlessShared } from '../../support/shared.ts';

const FOLDER = 'opennebula/7.4/scheduler';
const skip = unlessShared(FOLDER);
const recorded = (name: string): string => shared(`${FOLDER}/${name}`);
const LOG_LINE = /^(DEBUG|INFO|WARN|ERROR): (\d+|oneplan:) \S.*$/;

async function answer(...words: readonly string[]) {
  const { code, out, err } = await oneplan('driver', ...words, '--no-ask', '--workers', '1');
  assert.equal(code, 0, err);
  for (const line of err.split('\n').filter((each) => each !== '')) assert.match(line, LOG_LINE);
  return parsedPlan(out);
}

for (const name of ['place-1', 'place-2', 'place-3']) {
  test(`${name}: the plan is one that oned takes, keeps every rule, and places as many as OpenNebula's own`, {
    skip,
  }, async () => {
    const file = recorded(`${name}.input.xml`);
    const plan = await answer('place', '--document', file, '--now', '2026-11-23T02:30:00Z');
    judgePlacement(askedIn(file), plan);
    for (const rival of ['rank', 'one_drs']) {
      const theirs = readFileSync(recorded(`${name}.plan-by-${rival}.xml`), 'utf8').match(/<ACTION>/g) ?? [];
      assert.ok(plan.actions.length >= theirs.length, `${rival} places ${theirs.length}`);
    }
  });
}

test('the document in base64, as it arrives on standard input, is answered as in XML', { skip }, async () => {
  const now = ['--now', '2026-11-23T02:30:00Z', '--node-limit', '2000', '--seed', '3'];
  const [encoded, plain] = await Promise.all([
    answer('place', '--document', recorded('place-1.stdin.b64'), ...now),
    answer('place', '--document', recorded('place-1.input.xml'), ...now),
  ]);
  assert.deepEqual(encoded, plain);
});

for (const { name, limit } of [
  { name: 'optimize-1', limit: null },
  { name: 'optimize-2', limit: 10 },
]) {
  test(`${name}: VMs are moved within the limit, by the rules, and the fullest host is emptier than OneDRS leaves it`, {
    skip,
  }, async () => {
    const file = recorded(`${name}.input.xml`);
    const asked = askedIn(file);
    const plan = await answer('optimize', '100', '--document', file, '--time-limit', '5s');
    judgeMoves(asked, plan, 100, limit);
    const ours = fullestAfter(asked, plan);
    assert.ok(ours < fullestAfter(asked, { id: 100, actions: [] }), `${ours}`);
    const theirs = recorded(`${name}.plan-by-one_drs.xml`);
    if (existsSync(theirs)) assert.ok(ours <= fullestAfter(asked, parsedPlan(readFileSync(theirs, 'utf8'))));
  });
}
