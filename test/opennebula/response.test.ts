import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import fc from 'fast-check';
import { readResponse } from '../../src/opennebula/response.ts';
import { unescaped } from '../../src/opennebula/unescape.ts';
import { shared, unlessShared } from '../support/shared.ts';

const RECORDED = 'opennebula/7.4/xmlrpc';
const skip = unlessShared(RECORDED);
const directory = shared(RECORDED);
const names = existsSync(directory) ? readdirSync(directory).filter((name) => name.endsWith('.response.xml')) : [];
const recorded = (name: string): string => readFileSync(join(directory, `${name}.response.xml`), 'utf8');

test('every recorded answer is a value, a refusal or a fault, as its name says', { skip }, () => {
  assert.ok(names.length > 30);
  for (const file of names) {
    const name = file.replace('.response.xml', '');
    const expected = name.startsWith('err-') ? 'refused' : name.startsWith('fault-') ? 'fault' : 'value';
    assert.equal(readResponse(recorded(name)).kind, expected, name);
  }
});

const refusals = [
  ['err-auth', 'authentication', /couldn't be authenticated/],
  ['err-no-such-vm', 'no-such-object', /\[99999\]/],
  ['err-action-wrong-state', 'action', /not available for state PENDING/],
  ['err-deploy-enforce-capacity', 'action', /Not enough CPU: 1600\/375/],
  ['err-deploy-no-such-host', 'no-such-object', /host \[999\]/],
] as const;
for (const [name, code, message] of refusals) {
  test(`${name} is refused for ${code}`, { skip }, () => {
    const reply = readResponse(recorded(name));
    assert.ok(reply.kind === 'refused' && reply.code === code);
    assert.match(reply.message, message);
  });
}

test('the payload comes out as the XML that oned put in', { skip }, () => {
  const reply = readResponse(recorded('vmpool.infoextended'));
  assert.ok(reply.kind === 'value' && typeof reply.value === 'string');
  assert.match(reply.value, /^<VM_POOL><VM><ID>246<\/ID>.*<\/VM_POOL>$/s);
  assert.match(reply.value, /CLUSTER_ID = 101\) & !\(PIN_POLICY = PINNED\)\]\]>/);
});

const answer = (value: string): string =>
  `<?xml version="1.0"?><methodResponse><params><param><value><array><data><value><boolean>1</boolean></value><value>${value}</value></data></array></value></param></params></methodResponse>`;

const values = [
  ['<i4>-7</i4>', -7],
  ['<int> 8 </int>', 8],
  ['<string> </string>', ' '],
  ['<string>\n  indented </string>', '\n  indented '],
  ['<i8>4294967296</i8>', 4_294_967_296],
  ['<boolean>0</boolean>', false],
  ['<string/>', ''],
  ['plain &#65;&#x42;', 'plain AB'],
  ['', ''],
  ['<array><data/></array>', []],
  ['<struct><member><name>a</name><value><i4>1</i4></value></member></struct>', { a: 1 }],
] as const;
for (const [text, expected] of values) {
  test(`${text === '' ? 'nothing' : text} is ${JSON.stringify(expected)}`, () => {
    assert.deepEqual(readResponse(answer(text)), { kind: 'value', value: expected });
  });
}

const GARBAGE = [
  ['nothing', ''],
  ['a page of a proxy', '<html><body>502 Bad Gateway</body></html>'],
  ['bytes', '\u0000\u0001\uFFFD'],
  ['an entity that is not known', answer('<string>&bomb;</string>')],
  ['an entity without an end', answer('<string>a & b</string>')],
  ['a character that is none', answer('<string>&#xD800;</string>')],
  ['a number that is none', answer('<i4>1e9</i4>')],
  ['a number that can not be held', answer('<i8>9223372036854775807</i8>')],
  ['a document type', `<!DOCTYPE a [<!ENTITY b "c">]>${answer('<string>&b;</string>')}`],
  ['something after the end', `${answer('<i4>1</i4>')}<more/>`],
  ['an array that is no answer', answer('<i4>1</i4>').replace('<boolean>1</boolean>', '<i4>1</i4>')],
  ['values nested without end', answer('<array><data><value>'.repeat(50_000))],
] as const;
for (const [title, text] of GARBAGE) {
  test(`${title} is garbage, in one short line`, () => {
    const reply = readResponse(text);
    assert.ok(reply.kind === 'garbage');
    assert.ok(!reply.message.includes('\n') && reply.message.length < 400, reply.message);
  });
}

test('an answer cut off anywhere is garbage', () => {
  const whole = answer('<string>&lt;VM_POOL/&gt;</string>');
  for (let length = 0; length < whole.length; length += 1) {
    assert.equal(readResponse(whole.slice(0, length)).kind, 'garbage', String(length));
  }
});

test('whatever text is escaped comes out as it was', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
      assert.equal(unescaped(escaped), text);
      assert.deepEqual(readResponse(answer(`<string>${escaped}</string>`)), { kind: 'value', value: text });
    }),
  );
});
