import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import fc from 'fast-check';
import { InputError } from '../../src/domain/errors.ts';
import { DEFAULT_POLICY } from '../../src/domain/policy.ts';
import { policyText } from '../../src/read/policy/write.ts';
import { parsePolicy, readPolicy } from '../../src/read/policy-file.ts';
import { anyPolicy } from '../support/any-cloud.ts';

test('without a file the defaults hold', () => {
  assert.deepEqual(readPolicy(null, {}), DEFAULT_POLICY);
});

test('the command line overrules the file, the file the defaults, setting by setting', (context) => {
  const directory = mkdtempSync(join(tmpdir(), 'policy-'));
  context.after(() => rmSync(directory, { recursive: true }));
  const file = join(directory, 'policy.yaml');
  writeFileSync(file, 'time: { slot: 10m, horizon: 1d }\nweights: { base: 7 }\n');
  const policy = readPolicy(file, { time: { slotSeconds: 60, epochSeconds: undefined } });
  assert.deepEqual(policy.time, { slotSeconds: 60, horizonSeconds: 86_400, epochSeconds: 60, promiseSlots: 3 });
  assert.deepEqual(policy.weights, { ...DEFAULT_POLICY.weights, base: 7 });
  assert.deepEqual(policy.overheads, DEFAULT_POLICY.overheads);
});

test('every setting has words in the file', () => {
  const { limits, budgets, weights, overheads, rules, maintenance, ...rest } = parsePolicy(
    'policy.yaml',
    `limits: { time-limit: 1h30m, gap: 1%, seed: 4, node-limit: unlimited, solver: highs }
weights: { age: none, per-priority: 2 }
overheads: { save-rate: 1GiB/s, boot: 00:01:30, serial-saves: false }
budgets: { migrations: unlimited, pauses: 3 }
maintenance:
  - { host: 3, from: 2026-11-23T05:00:00Z, until: 2026-11-23T06:00:00+00:00 }
rules:
  - { kind: spread, name: web, strength: must, vms: "web-*", at-most: 2 }
  - { kind: pool, name: matlab, strength: prefer, vms: "sim-?", limit: 4, amount: 1 }
shape: pack
plan-held: true
at-lease-end: terminate
rank: { max-host: 2 }
`,
  );
  assert.deepEqual(limits, { timeLimitSeconds: 5_400, gap: 0.01, seed: 4, nodeLimit: null, solver: 'highs' });
  assert.equal(weights?.ageSeconds, null);
  assert.deepEqual([overheads?.saveMibPerSecond, overheads?.bootSeconds, overheads?.serialSaves], [1_024, 90, false]);
  assert.deepEqual([budgets?.migrations, budgets?.pauses], [null, 3]);
  assert.deepEqual(maintenance, [{ host: '3', from: 1_795_410_000, until: 1_795_413_600 }]);
  assert.deepEqual(rules, [
    { kind: 'spread', name: 'web', strength: 'must', vms: 'web-*', atMost: 2 },
    { kind: 'pool', name: 'matlab', strength: 'prefer', vms: 'sim-?', limit: 4, amount: 1 },
  ]);
  assert.deepEqual(rest, { shape: 'pack', planHeld: true, atLeaseEnd: 'terminate', rank: { maxHost: 2 } });
});

test('a policy that is written reads back the same', () => {
  fc.assert(
    fc.property(anyPolicy(), (policy) => {
      const read = parsePolicy('policy.yaml', policyText(policy));
      assert.deepEqual(read, { ...read, ...policy });
    }),
    { numRuns: 100, seed: 7 },
  );
});

test('an empty file, or one of comments, says nothing', () => {
  for (const text of ['', '# nothing\n', '---\n'])
    assert.deepEqual(Object.values(parsePolicy('p', text)).filter(Boolean), []);
});

const mistakes: readonly { readonly title: string; readonly text: string; readonly says: RegExp }[] = [
  {
    title: 'an unknown setting',
    text: 'time:\n  slots: 5m\n',
    says: /^p:2:3: there is no setting "slots" in time\. Known in time are slot, horizon/,
  },
  {
    title: 'an unknown section',
    text: 'shape: pack\ncolour: red\n',
    says: /^p:2:1: there is no setting "colour"\. Known settings are time, /,
  },
  {
    title: 'a span without a unit',
    text: 'time: { slot: 300 }\n',
    says: /^p:1:15: time\.slot: expected a span such as 30s, 5m or 4h, at least 1s, found 300/,
  },
  { title: 'a span in an unknown unit', text: 'time: { slot: 5min }\n', says: /time\.slot: .* found "5min"/ },
  { title: 'a slot of no length', text: 'time: { slot: 0s }\n', says: /time\.slot: .* found "0s"/ },
  { title: 'a negative span', text: 'overheads: { boot: -5s }\n', says: /overheads\.boot: .* found "-5s"/ },
  { title: 'a part of a second', text: 'overheads: { boot: 1.5s }\n', says: /overheads\.boot: .* found "1.5s"/ },
  { title: 'a span of centuries', text: 'time: { horizon: 99999999d }\n', says: /time\.horizon: / },
  {
    title: 'a rate in megabytes',
    text: 'overheads: { save-rate: 100MB/s }\n',
    says: /p:1:25: overheads\.save-rate: expected a rate such as 100MiB\/s/,
  },
  { title: 'a rate of nothing', text: 'overheads: { save-rate: 0MiB/s }\n', says: /save-rate/ },
  { title: 'a gap above one', text: 'limits: { gap: 120% }\n', says: /limits\.gap: expected a share/ },
  {
    title: 'a fraction for a whole number',
    text: 'weights: { base: 1.5 }\n',
    says: /weights\.base: expected a whole number, at least 0, found 1\.5/,
  },
  { title: 'a number in words', text: 'weights: { base: one }\n', says: /weights\.base: .* found "one"/ },
  {
    title: 'an unknown choice',
    text: 'preemption: { operation: kill }\n',
    says: /preemption\.operation: expected one of none, stop, undeploy, suspend-overcommit, found "kill"/,
  },
  {
    title: 'neither a budget nor none',
    text: 'budgets: { pauses: many }\n',
    says: /budgets\.pauses: expected unlimited or a whole number, at least 0, found "many"/,
  },
  { title: 'yes for true', text: 'plan-held: yes\n', says: /plan-held: expected true or false, found "yes"/ },
  { title: 'a section that is a word', text: 'time: soon\n', says: /^p:1:7: time: expected settings/ },
  { title: 'a list that is a section', text: 'rules: { kind: apart }\n', says: /rules: expected a list/ },
  {
    title: 'a rule of no kind',
    text: 'rules:\n  - { name: x, strength: must, vms: a }\n',
    says: /^p:2:\d+: rules\.0.*expected a kind/,
  },
  {
    title: 'a rule that lacks its strength',
    text: 'rules:\n  - { kind: apart, name: x, vms: a }\n',
    says: /rules\.0\.strength: expected one of must, prefer, found nothing/,
  },
  {
    title: 'a rule with the field of another',
    text: 'rules:\n  - { kind: apart, name: x, strength: must, vms: a, limit: 3 }\n',
    says: /there is no setting "limit" in rules\.0/,
  },
  {
    title: 'maintenance without a zone',
    text: 'maintenance:\n  - { host: a, from: 2026-11-23T05:00:00, until: 2026-11-23T06:00:00Z }\n',
    says: /maintenance\.0\.from: expected a date and time with its zone/,
  },
  {
    title: 'maintenance that ends before it begins',
    text: 'maintenance:\n  - { host: a, from: 2026-11-23T07:00:00Z, until: 2026-11-23T06:00:00Z }\n',
    says: /maintenance\.0\.until: expected an until after its from/,
  },
  { title: 'a setting given twice', text: 'shape: pack\nshape: none\n', says: /^p:2:1: is not YAML: .*unique/i },
  { title: 'broken YAML', text: 'time: { slot: 5m\nshape: [\n', says: /^p:\d+:\d+: is not YAML: / },
  { title: 'a word instead of a policy', text: 'fast\n', says: /^p:1:1: a policy: expected settings/ },
  {
    title: 'several mistakes',
    text: 'shape: round\nplan-held: 7\n',
    says: /^p:1:8: shape: .*\(and 1 more mistakes?\)/,
  },
];

for (const { title, text, says } of mistakes) {
  test(`${title} is refused in one line with its place`, () => {
    assert.throws(
      () => parsePolicy('p', text),
      (error) => error instanceof InputError && says.test(error.message) && !error.message.includes('\n'),
      `expected ${says}, got ${messageOf(() => parsePolicy('p', text))}`,
    );
  });
}

test('aliases that unfold without end are refused', () => {
  const bomb = ['a: &a [x,x,x,x,x,x,x,x,x,x]'];
  for (const [index, letter] of [...'bcdefgh'].entries()) {
    const before = 'abcdefgh'[index];
    bomb.push(`${letter}: &${letter} [${Array.from({ length: 10 }, () => `*${before}`).join(',')}]`);
  }
  assert.throws(() => parsePolicy('p', bomb.join('\n')), InputError);
});

test('a file that is not there, or too large to be a policy, is refused', (context) => {
  const directory = mkdtempSync(join(tmpdir(), 'policy-'));
  context.after(() => rmSync(directory, { recursive: true }));
  const large = join(directory, 'large.yaml');
  writeFileSync(large, `# ${'x'.repeat(2 ** 20)}\n`);
  assert.throws(
    () => readPolicy(join(directory, 'none.yaml'), {}),
    /none\.yaml: the policy can not be read \(ENOENT\)/,
  );
  assert.throws(() => readPolicy(directory, {}), /can not be read \(EISDIR\)/);
  assert.throws(() => readPolicy(large, {}), /large\.yaml: is larger than 1 MiB/);
});

test('a horizon shorter than a slot, or of too many slots, is refused', () => {
  assert.throws(
    () => readPolicy(null, { time: { horizonSeconds: 60 } }),
    /the horizon of 60 s is shorter than one slot/,
  );
  assert.throws(() => readPolicy(null, { time: { slotSeconds: 1 } }), /has 14400 slots of 1 s, more than 2016/);
});

function messageOf(act: () => unknown): string {
  try {
    return JSON.stringify(act());
  } catch (error) {
    return (error as Error).message;
  }
}
