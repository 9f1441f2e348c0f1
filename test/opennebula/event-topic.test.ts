import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { eventOf } from '../../src/opennebula/event-topic.ts';
import { shared, unlessShared } from '../support/shared.ts';

const cases: readonly { readonly topic: string; readonly expected: ReturnType<typeof eventOf> }[] = [
  { topic: 'EVENT STATE VM/PENDING/LCM_INIT/7 ', expected: { kind: 'vm', id: 7, state: 'PENDING' } },
  { topic: 'EVENT VM 7/PENDING/LCM_INIT ', expected: { kind: 'vm', id: 7, state: 'PENDING' } },
  { topic: 'EVENT STATE VM/ACTIVE/BOOT_FAILURE/209 ', expected: { kind: 'vm', id: 209, state: 'BOOT_FAILURE' } },
  { topic: 'EVENT STATE HOST/DISABLED//5 ', expected: { kind: 'host', id: 5, state: 'DISABLED' } },
  { topic: 'EVENT HOST 5/OFFLINE/ ', expected: { kind: 'host', id: 5, state: 'OFFLINE' } },
  { topic: 'EVENT STATE IMAGE/READY//3 ', expected: { kind: 'other', id: 3, state: 'READY' } },
  { topic: 'EVENT API one.vm.deploy 1', expected: { kind: 'other', id: null, state: null } },
];

for (const { topic, expected } of cases) {
  test(`"${topic}" is ${expected?.kind} ${expected?.id} ${expected?.state}`, () => {
    assert.deepEqual(eventOf(topic), expected);
  });
}

for (const topic of [
  '',
  'EVENT',
  'EVENT STATE VM/PENDING/7',
  'EVENT VM x/PENDING/LCM_INIT ',
  'STATE VM/A/B/1',
  '\u0000\u00ff',
]) {
  test(`"${topic}" is no event`, () => assert.equal(eventOf(topic), null));
}

const RECORDED = 'opennebula/7.4/events/topics.txt';

test('every topic that OpenNebula 7.4 was heard to say is understood', {
  skip: unlessShared(RECORDED),
}, () => {
  const topics = readFileSync(shared(RECORDED), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as string);
  assert.ok(topics.length > 100);
  const lost = topics.filter((topic) => eventOf(topic.replace(/\bN\b/, '12')) === null);
  assert.deepEqual(lost, []);
});
