import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { planned } from '../../src/cli/planning.ts';
import { policyOf } from '../../src/cli/policy.ts';
import { failed } from '../../src/cli/whatif/changes.ts';
import { rematch } from '../../src/read/finish.ts';
import { folderSource } from '../../src/read/folder.ts';
import { planFile } from '../../src/report/document/plan-file.ts';
import { planDocumentSchema, planFileSchema } from '../../src/report/document/schema.ts';
import { PLAIN } from '../../src/report/text-table.ts';
import { folder, oneplan } from '../support/cli.ts';

const SILENT = { out: () => undefined, err: () => undefined, signal: new AbortController().signal, style: PLAIN };

/** A policy that needs no time and always answers the same. */
const QUICK = ['--solver', 'easy', '--quiet'] as const;

test('plan shows the bundled cloud when no source is named', async () => {
  const { code, out, err } = await oneplan('plan', ...QUICK);
  assert.equal(code, 0, err);
  assert.match(out, /^folder:fixtures\/clouds\/lab at 2026-11-23T/);
  for (const part of ['Cost by level', 'Due now', 'Starts later', 'Waiting', 'Refused'])
    assert.match(out, new RegExp(part));
  assert.match(out, /\nPlan: .*\d+ deploy now; .*\.\n$/);
});

test('--json prints one document that keeps to the published schema', async () => {
  const { out } = await oneplan('plan', '--json', ...QUICK);
  const document = planDocumentSchema.parse(JSON.parse(out));
  assert.ok(document.actions.some(({ due }) => due));
});

test('--detailed-exitcode tells that something is due', async () => {
  assert.equal((await oneplan('plan', '--detailed-exitcode', ...QUICK)).code, 2);
});

test('the plan file is the same each time, and the report stands by itself', async (context) => {
  const directory = folder(context);
  const [one, two, html] = ['1.json', '2.json', 'plan.html'].map((name) => join(directory, name)) as [
    string,
    string,
    string,
  ];
  await oneplan('plan', '-o', one, '--html', html, ...QUICK);
  await oneplan('plan', '-o', two, ...QUICK);
  assert.equal(readFileSync(one, 'utf8'), readFileSync(two, 'utf8'));
  planFileSchema.parse(JSON.parse(readFileSync(one, 'utf8')));
  assert.doesNotMatch(readFileSync(html, 'utf8'), /https?:|<script/);
});

test('--list, --csv and --no-header choose what is shown', async () => {
  const { out } = await oneplan('queue', '--csv', '--no-header', '-l', 'lease,reason', ...QUICK);
  assert.match(out, /^[^,\n]+,[A-Z][A-Za-z]+\n/);
  const unknown = await oneplan('queue', '-l', 'colour', ...QUICK);
  assert.equal(unknown.code, 255);
  assert.match(unknown.err, /no column "colour".*EST_START/);
});

test('--yaml prints the same document as --json', async () => {
  const { out } = await oneplan('queue', '--yaml', ...QUICK);
  assert.match(out, /^queue:\n {2}- lease: /);
});

test('every waiting request has a predicted start or a reason in words', async () => {
  const { queue } = JSON.parse((await oneplan('queue', '--json', ...QUICK)).out);
  assert.ok(queue.length >= 30);
  for (const { lease, startAt, reason, reasonCode } of queue) {
    assert.ok(reason.length > 0 && reasonCode.length > 0, lease);
    assert.ok(startAt === null || startAt.startsWith('2026-11-23T'), lease);
  }
});

test('why names what holds a request', async () => {
  const { code, out } = await oneplan('why', 'typo', ...QUICK);
  assert.equal(code, 0);
  assert.match(out, /refused[\s\S]*why: BadAttribute: .*DURATION[\s\S]*would help: settling this/);
});

test('why of nothing known is refused', async () => {
  const { code, err } = await oneplan('why', 'nobody', ...QUICK);
  assert.equal(code, 255);
  assert.match(err, /there is no VM or lease "nobody"/);
});

test('compare shows one row per policy, ranked', async () => {
  const { code, out, err } = await oneplan('compare', '--policies', 'fcfs,easy,rank-packing', '--json');
  assert.equal(code, 0, err);
  const { policies } = JSON.parse(out);
  assert.deepEqual(
    policies.map(({ policy }: { readonly policy: string }) => policy),
    ['fcfs', 'easy', 'rank-packing'],
  );
  for (const { rank, cost, accepted } of policies) assert.ok(rank >= 1 && cost.service > 0 && accepted > 0);
});

test('what-if agrees with planning the changed cloud from scratch', async () => {
  const { out } = await oneplan('whatif', '--fail-host', 'lab-03', '--json', ...QUICK);
  const policy = policyOf({ solver: 'easy' });
  const scene = { snapshot: await folderSource('fixtures/clouds/lab', { now: null }).read(), policy };
  const source = { name: 'changed', read: async () => rematch(failed('lab-03')(scene).snapshot) };
  const { epoch, context } = await planned(source, policy, { quiet: true, 'log-level': 'silent' }, SILENT);
  const { levels, actions } = planFile(epoch, context);
  const { after } = JSON.parse(out);
  assert.deepEqual(after.levels, levels);
  assert.deepEqual(after.actions, JSON.parse(JSON.stringify(actions)));
});

test('a change that changes nothing leaves every lease as it is', async () => {
  const { out } = await oneplan('whatif', '--set', 'limits.seed=1', '--json', ...QUICK);
  assert.deepEqual(JSON.parse(out).leases, []);
});

test('a snapshot is written and plans as its source does', async (context) => {
  const directory = join(folder(context), 'recorded');
  assert.equal((await oneplan('snapshot', '-o', directory)).code, 0);
  const [first, second] = await Promise.all([
    oneplan('plan', '--json', ...QUICK),
    oneplan('plan', '--from', `folder:${directory}`, '--json', ...QUICK),
  ]);
  assert.equal(JSON.parse(first.out).snapshot.hash, JSON.parse(second.out).snapshot.hash);
});

test('config show gives the policy in force, and check accepts it as a file does', async () => {
  const { out } = await oneplan('config', 'show', '--json');
  assert.equal(JSON.parse(out).time.slotSeconds, 300);
  assert.equal((await oneplan('config', 'check')).code, 0);
});

test('options go before the policy', async () => {
  const { policy } = JSON.parse(
    (await oneplan('plan', '--slot', '10m', '--horizon', '2h', '--seed', '7', '--json', ...QUICK)).out,
  );
  assert.deepEqual([policy.time.slotSeconds, policy.time.horizonSeconds, policy.limits.seed], [600, 7_200, 7]);
});
