import assert from 'node:assert/strict';
import test from 'node:test';
import { vmId } from '../../src/domain/ids.ts';
import { canonicalJson, hashOf } from '../../src/report/canonical.ts';
import { document } from '../../src/report/document/document.ts';
import { planFile } from '../../src/report/document/plan-file.ts';
import { planDocumentSchema, planFileSchema, planJsonSchema } from '../../src/report/document/schema.ts';
import { epoch, SNAPSHOT, unsolved } from '../support/epoch.ts';

const CONTEXT = { source: 'folder:lab', toolVersion: '0.1.0', presentCost: null } as const;

test('the document is what its schema says, without anything more', () => {
  for (const of of [epoch(), unsolved()]) {
    const written = JSON.parse(JSON.stringify(document(of, CONTEXT)));
    assert.deepEqual(planDocumentSchema.parse(written), written);
  }
});

test('the plan file is what its schema says', () => {
  const written = JSON.parse(JSON.stringify(planFile(epoch(), CONTEXT)));
  assert.deepEqual(planFileSchema.parse(written), written);
});

test('nothing measured is in the plan file, so that equal plans give equal files', () => {
  const slower = epoch({ stageSeconds: { read: 9, formulate: 9, solve: 9, plan: 9, check: 9 } });
  assert.deepEqual(planFile(slower, CONTEXT), planFile(epoch(), CONTEXT));
});

test('the hash tells one cloud from another, whatever the order of keys', () => {
  const other = { ...SNAPSHOT, vms: SNAPSHOT.vms.map((vm) => (vm.id === vmId(21) ? { ...vm, state: 3 } : vm)) };
  assert.notEqual(hashOf(other), hashOf(SNAPSHOT));
  const reversed = Object.fromEntries(Object.entries(SNAPSHOT).reverse());
  assert.equal(hashOf(reversed), hashOf(SNAPSHOT));
  assert.equal(canonicalJson({ b: 1, a: [{ d: null, c: 2 }] }), '{"a":[{"c":2,"d":null}],"b":1}');
});

test('a bound is given only as far as it speaks of this plan', () => {
  const levels = document(epoch(), CONTEXT).levels.map(({ level, bound }) => [level, bound]);
  assert.deepEqual(levels, [
    ['mend', 0],
    ['acceptance', 0],
    ['service', 15_000],
    ['disruption', null],
    ['shape', null],
  ]);
});

test('the load of a host over time adds up what the plan puts there', () => {
  const lab01 = document(epoch(), CONTEXT).hosts.find(({ name }) => name === 'lab-01');
  assert.deepEqual(
    lab01?.load.map(({ fromUnixSeconds, cpuCores }) => [fromUnixSeconds - SNAPSHOT.takenAt, cpuCores]),
    [
      [0, 16],
      [90, 8],
      [300, 16],
      [3_900, 8],
    ],
  );
});

test('the schema is published as JSON Schema', () => {
  const schema = planJsonSchema() as { readonly type?: string; readonly required?: readonly string[] };
  assert.equal(schema.type, 'object');
  assert.ok(schema.required?.includes('actions'));
});
