import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import test from 'node:test';
import type { Refusal } from '../../src/domain/enactment.ts';
import { understand } from '../../src/enact/refusals.ts';
import { readResponse } from '../../src/opennebula/response.ts';
import { shared, unlessShared } from '../support/shared.ts';

const RECORDINGS = 'opennebula/7.4';
const recorded = (path: string): string => readFileSync(shared(`${RECORDINGS}/${path}`), 'utf8');
const skip = { skip: unlessShared(RECORDINGS) };

/** What a text that has fallen through every rule is told by. */
const UNKNOWN = understand('nobody has ever said this').meaning;

/** Every line that a command wrote to standard error in the transcript. */
const linesOfTranscript = (): readonly string[] =>
  recorded('refusals/transcript.txt')
    .split('\n')
    .flatMap((line) => (line.startsWith('stderr: ') ? [line.slice('stderr: '.length)] : []));

const linesOfMatrix = (): readonly { readonly state: string; readonly action: string; readonly stderr: string }[] =>
  recorded('refusals/state-matrix.jsonl')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

test('every refusal of the state matrix asks for a new plan, or tells of a VM that is gone', skip, () => {
  const refused = linesOfMatrix().filter(({ stderr }) => stderr !== '');
  assert.ok(refused.length > 250, `${refused.length}`);
  for (const { state, action, stderr } of refused) {
    const { refusal, meaning } = understand(stderr.trim());
    assert.notEqual(meaning, UNKNOWN, stderr);
    assert.equal(
      refusal,
      state === 'DONE' && /already in DONE/.test(stderr) ? 'give-up' : 'replan',
      `${state} ${action}`,
    );
  }
});

test('every other refusal of the recordings is understood as an operator would', skip, () => {
  const expected: readonly (readonly [RegExp, Refusal])[] = [
    [/does not fit/, 'replan'],
    [/HOST named|getting host|offline/, 'replan'],
    [/datastore/, 'replan'],
    [/already running/, 'replan'],
    [/not available for state/, 'replan'],
    [/locked/, 'retry'],
    [/Not authorized|authenticated|ONE_AUTH/, 'stop'],
    [/getting virtual machine|VM named|multiple VMs/, 'give-up'],
    [/not found$|requires 3 parameters/, 'stop'],
    [/TCP connection/, 'retry'],
  ];
  const lines = linesOfTranscript();
  assert.ok(lines.length > 30, `${lines.length}`);
  for (const line of lines) {
    const { refusal, meaning } = understand(line);
    assert.notEqual(meaning, UNKNOWN, line);
    assert.equal(refusal, expected.find(([text]) => text.test(line))?.[1], line);
  }
});

test('every error and fault of the recorded API is understood, with its code', skip, () => {
  const expected: Readonly<Record<string, Refusal>> = {
    'err-action-bad-name': 'stop',
    'err-action-wrong-state': 'replan',
    'err-auth': 'stop',
    'err-deploy-enforce-capacity': 'replan',
    'err-deploy-host-ds-cluster-mismatch': 'replan',
    'err-deploy-no-such-host': 'replan',
    'err-migrate-enforce-capacity': 'replan',
    'err-migrate-same-host': 'replan',
    'err-no-such-vm': 'give-up',
    'fault-unknown-method': 'stop',
    'fault-wrong-types': 'stop',
  };
  const files = readdirSync(shared(`${RECORDINGS}/xmlrpc`)).filter((name) =>
    /^(err|fault)-.*\.response\.xml$/.test(name),
  );
  assert.deepEqual(files.map((name) => name.replace('.response.xml', '')).sort(), Object.keys(expected).sort());
  for (const file of files) {
    const reply = readResponse(recorded(`xmlrpc/${file}`));
    assert.ok(reply.kind === 'refused' || reply.kind === 'fault', file);
    const { refusal, meaning } = understand(reply.message, reply.kind === 'refused' ? reply.code : undefined);
    assert.notEqual(meaning, UNKNOWN, file);
    assert.equal(refusal, expected[file.replace('.response.xml', '')], file);
  }
});

test('a text that nobody knows is not repeated, and goes by its code where there is one', () => {
  assert.equal(understand('something new').refusal, 'replan');
  assert.equal(understand('something new', 'authorization').refusal, 'stop');
  assert.equal(understand('something new', 'internal').refusal, 'retry');
});
