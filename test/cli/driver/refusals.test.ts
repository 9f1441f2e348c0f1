import assert from 'node:assert/strict';
import test from 'node:test';
import { oneplan } from '../../support/cli.ts';
import { documentXml, inFile } from '../../support/driver/document.ts';

const SECRET = 'correct-horse-battery';
const whole = documentXml({ vms: [{ template: { CONTEXT: `<PASSWORD>${SECRET}</PASSWORD>` } }] });
const encoded = Buffer.from(whole).toString('base64');

const GARBAGE: Readonly<Record<string, string | Buffer>> = {
  'nothing at all': '',
  blanks: ' \n\n ',
  words: 'no luck today',
  'bytes that are no text': Buffer.from([0xff, 0xfe, 0x00, 0x80, 0x3c]),
  'base64 of words': Buffer.from('no luck today').toString('base64'),
  'base64 of bytes': Buffer.alloc(300, 0x9c).toString('base64'),
  'base64 with something else in it': `${encoded.slice(0, 400)}§${encoded.slice(400)}`,
  'half of the base64': encoded.slice(0, encoded.length / 2),
  'half of the XML': whole.slice(0, whole.length / 2),
  'XML cut within a credential': whole.slice(0, whole.indexOf(SECRET) + SECRET.length),
  'XML that goes on after its end': `${whole}<MORE/>`,
  'another document': '<VM_POOL/>',
  'a web page': '<!DOCTYPE html><html><body>502 Bad Gateway</body></html>',
  'entities of its own': '<!DOCTYPE a [<!ENTITY b "c">]><SCHEDULER_DRIVER_ACTION>&b;</SCHEDULER_DRIVER_ACTION>',
  'an object that is none': whole.replace('<VNET_POOL/>', '<VNET_POOL><SPOON><ID>1</ID></SPOON></VNET_POOL>'),
};

for (const [title, content] of Object.entries(GARBAGE)) {
  test(`${title}: no plan, one error line, and a failing exit`, async () => {
    for (const action of [['place'], ['optimize', '100']]) {
      const words = ['driver', ...action, '--document', inFile(content), '--no-ask', '--time-limit', '2s'];
      const { code, out, err } = await oneplan(...words);
      assert.deepEqual([code, out], [255, '']);
      assert.match(err, /^ERROR: oneplan: .+\n$/);
      assert.ok(!err.includes(SECRET) && !err.includes('unexpected failure'), err);
    }
  });
}

for (const { title, words } of [
  { title: 'a cluster that is no number', words: ['optimize', 'prod'] },
  { title: 'a document of another cluster', words: ['optimize', '7', '--document', inFile(whole)] },
  { title: 'a file that is not there', words: ['place', '--document', '/no/such/document'] },
]) {
  test(`${title} is one error line`, async () => {
    const { code, out, err } = await oneplan('driver', ...words, '--no-ask');
    assert.deepEqual([code, out], [255, '']);
    assert.match(err, /^ERROR: oneplan: .+\n$/);
  });
}
