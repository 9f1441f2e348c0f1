import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { InputError } from '../../../src/domain/errors.ts';
import { openXml } from '../../../src/read/xml/document.ts';
import { branch, leaf, type XmlElement } from '../../../src/read/xml/element.ts';
import type { PoolObject } from '../../../src/read/xml/object-parser.ts';
import { xmlText } from '../../../src/read/xml/write.ts';

const objectsIn = (...chunks: readonly string[]): readonly PoolObject[] => [...openXml('file.xml', chunks).objects];
const elementsIn = (...chunks: readonly string[]): readonly XmlElement[] => objectsIn(...chunks).map((o) => o.element);

test('a pool gives its objects one by one, with the pool they stand in', () => {
  const vm = branch('VM', [leaf('ID', '1')]);
  assert.deepEqual(objectsIn('<VM_POOL><VM><ID>1</ID></VM><VM><ID>1</ID></VM></VM_POOL>'), [
    { pool: 'VM_POOL', element: vm },
    { pool: 'VM_POOL', element: vm },
  ]);
});

test('a document that is one object gives that object', () => {
  assert.deepEqual(objectsIn('<VM><ID>1</ID></VM>'), [{ pool: null, element: branch('VM', [leaf('ID', '1')]) }]);
});

test('pools within a document are told apart', () => {
  const text =
    '<SCHEDULER_DRIVER_ACTION><VM_POOL><VM/></VM_POOL><REQUIREMENTS><VM/></REQUIREMENTS></SCHEDULER_DRIVER_ACTION>';
  assert.deepEqual(
    objectsIn(text).map(({ pool }) => pool),
    ['VM_POOL', 'REQUIREMENTS'],
  );
});

test('an empty pool has its root and no objects', () => {
  const { root, objects } = openXml('file.xml', ['<HOST_POOL/>']);
  assert.equal(root, 'HOST_POOL');
  assert.deepEqual([...objects], []);
});

const texts: readonly { readonly title: string; readonly xml: string; readonly text: string }[] = [
  { title: 'CDATA is text', xml: '<![CDATA[a < b & c]]>', text: 'a < b & c' },
  { title: 'the five entities of XML are text', xml: '&lt;&gt;&amp;&quot;&apos;', text: '<>&"\'' },
  { title: 'a character reference is its character', xml: '&#233;&#x20AC;', text: 'é€' },
  { title: 'blank text is no text', xml: ' \n  ', text: '' },
  { title: 'blanks around text are kept', xml: ' 0 1', text: ' 0 1' },
  { title: 'text goes on behind a comment', xml: 'a<!-- c -->b', text: 'ab' },
];

for (const { title, xml, text } of texts) {
  test(title, () => assert.deepEqual(elementsIn(`<VM><NAME>${xml}</NAME></VM>`), [branch('VM', [leaf('NAME', text)])]));
}

test('blanks between the elements of an object are no text', () => {
  assert.deepEqual(elementsIn('<VM>\n  <ID>1</ID>\n</VM>'), [branch('VM', [leaf('ID', '1')])]);
});

const anyName = fc.constantFrom('ID', 'NAME', 'TEMPLATE', 'CPU', 'A_1');
const anyText = fc.string({
  unit: fc.constantFrom('a', '<', '&', '>', '"', "'", ' ', ']]>', 'é', '€', '\n', '\r', '7'),
});
const anyLeaf = fc.tuple(anyName, anyText).map(([name, text]) => leaf(name, text.trim() === '' ? '' : text));
const anyElement = fc
  .tuple(anyName, fc.array(anyLeaf, { minLength: 1, maxLength: 4 }))
  .map(([name, children]) => branch(name, children));
const anyObject = fc.array(fc.oneof(anyLeaf, anyElement), { minLength: 1, maxLength: 5 }).map((c) => branch('VM', c));

test('whatever the element, written and read again it is the same', () => {
  fc.assert(
    fc.property(anyObject, (object) => assert.deepEqual(elementsIn(xmlText(object)), [object])),
    { seed: 4, numRuns: 300 },
  );
});

test('wherever the text is cut into pieces, the objects are the same', () => {
  fc.assert(
    fc.property(fc.array(anyObject, { maxLength: 3 }), fc.integer({ min: 1, max: 40 }), (objects, size) => {
      const text = `<VM_POOL>${objects.map(xmlText).join('\n')}</VM_POOL>`;
      const pieces = text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];
      assert.deepEqual(elementsIn(...pieces), objects);
    }),
    { seed: 5, numRuns: 100 },
  );
});

const damaged: readonly { readonly title: string; readonly xml: string; readonly says: RegExp }[] = [
  { title: 'nothing at all', xml: '', says: /^file\.xml:1:0: document must contain a root element/ },
  { title: 'plain words', xml: 'Password: ', says: /^file\.xml:1:\d+: text data outside of root node/ },
  { title: 'a cut end', xml: '<VM_POOL>\n<VM><ID>1</ID>', says: /^file\.xml:2:14: unclosed tag: VM/ },
  { title: 'a wrong closing tag', xml: '<VM><ID>1</VM>', says: /^file\.xml:1:14: unexpected close tag/ },
  { title: 'an unknown entity', xml: '<VM><ID>&one;</ID></VM>', says: /undefined entity/ },
  { title: 'two roots', xml: '<VM/><VM/>', says: /documents may contain only one root/ },
  { title: 'a control character', xml: '<VM><ID>\u0001</ID></VM>', says: /disallowed character/ },
  { title: 'text between objects', xml: '<VM_POOL>7<VM/></VM_POOL>', says: /text between objects/ },
  {
    title: 'another encoding',
    xml: '<?xml version="1.0" encoding="UTF-16"?><VM/>',
    says: /encoding UTF-16 is not read/,
  },
  {
    title: 'an external entity',
    xml: '<!DOCTYPE VM SYSTEM "file:///etc/passwd"><VM/>',
    says: /DOCTYPE is not accepted/,
  },
  {
    title: 'an entity bomb',
    xml: '<!DOCTYPE VM [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><VM><ID>&b;</ID></VM>',
    says: /DOCTYPE is not accepted/,
  },
  { title: 'deep nesting', xml: '<A>'.repeat(10_000), says: /nested deeper than 64/ },
];

for (const { title, xml, says } of damaged) {
  test(`${title} is one line with place and remedy`, () => {
    assert.throws(
      () => elementsIn(xml),
      (error: unknown) => {
        assert(error instanceof InputError);
        assert.match(error.message, says);
        assert.match(error.message, /Record it again/);
        assert.doesNotMatch(error.message, /\n/);
        return true;
      },
    );
  });
}

test('damage beyond the root is no matter to who only asks for the root', () => {
  const { root, close } = openXml('file.xml', ['<IMAGE_POOL><IMAGE></VM></IMAGE_POOL>']);
  close();
  assert.equal(root, 'IMAGE_POOL');
});

for (const { what, start } of [
  { what: 'a text', start: '<VM_POOL><VM><ID>' },
  { what: 'a comment', start: '<VM_POOL><!-- ' },
  { what: 'an attribute', start: '<VM_POOL><VM id="' },
]) {
  test(`${what} without end is refused long before it is held whole`, () => {
    const piece = '7'.repeat(2 ** 20);
    let pieces = 0;
    const endless = function* (): Generator<string> {
      yield start;
      for (; ; pieces++) yield piece;
    };
    assert.throws(() => [...openXml('file.xml', endless()).objects], /characters without a tag/);
    assert.ok(pieces < 20, `${pieces} MiB were read`);
  });
}

test('an object without end is refused', () => {
  const endless = function* (): Generator<string> {
    yield '<VM_POOL><VM>';
    for (;;) yield '<ID>7</ID>'.repeat(100_000);
  };
  assert.throws(() => [...openXml('file.xml', endless()).objects], /one object is larger than/);
});
