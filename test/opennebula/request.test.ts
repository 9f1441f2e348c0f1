import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { InputError } from '../../src/domain/errors.ts';
import { type Parameter, requestText } from '../../src/opennebula/request.ts';
import { shared, unlessShared } from '../support/shared.ts';

const RECORDED = 'opennebula/7.4/xmlrpc';
const skip = unlessShared(RECORDED);
const directory = shared(RECORDED);
const requests = existsSync(directory) ? readdirSync(directory).filter((name) => name.endsWith('.request.xml')) : [];

/** A recorded request taken apart by hand, to be put together again by the client. */
function taken(text: string): { readonly method: string; readonly parameters: readonly Parameter[] } {
  const method = /<methodName>(.*)<\/methodName>/.exec(text)?.[1] ?? '';
  const found = text.matchAll(/<value><(string|int|boolean)>([^<]*)<\/\1><\/value>/g);
  const parameters = [...found].map(([, type, value = '']) => {
    if (type === 'string') return value.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
    return type === 'int' ? Number(value) : value === '1';
  });
  return { method, parameters };
}

test('every recorded request is written again byte for byte', { skip }, () => {
  assert.ok(requests.length > 30);
  for (const name of requests) {
    const text = readFileSync(join(directory, name), 'utf8');
    const { method, parameters } = taken(text);
    assert.equal(requestText(method, parameters), text, name);
  }
});

test('what owners write is escaped', () => {
  assert.match(requestText('m', ['a<b>&"c"\r\n']), /<string>a&lt;b&gt;&amp;"c"&#13;\n<\/string>/);
});

test('a number beyond 32 bits is an i8', () => {
  assert.match(requestText('m', [2 ** 31, -1]), /<i8>2147483648<\/i8>.*<int>-1<\/int>/s);
});

for (const [title, parameter] of [
  ['a control character', 'a\u0000'],
  ['half a character', 'a\uD800'],
  ['a number with a fraction', 1.5],
  ['no number', Number.NaN],
] as const) {
  test(`${title} is not sent`, () => {
    assert.throws(() => requestText('one.vm.update', [parameter]), InputError);
  });
}
