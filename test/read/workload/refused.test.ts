import assert from 'node:assert/strict';
import { join } from 'node:path';
import test from 'node:test';
import { gzipSync } from 'node:zlib';
import { folder } from '../../support/cli.ts';
import { read, readText } from '../../support/workload-text.ts';

const LINE = '1 0 0 60 4 -1 -1 4 600 -1 1 7 2 -1 3 -1 -1 -1\n';
const MANY = Array.from({ length: 3_000 }, (_, id) => LINE.replace(/^1/, `${id} `)).join('');

const REFUSED = [
  {
    title: 'gzip that is cut short',
    name: 'a.swf.gz',
    text: gzipSync(MANY).subarray(0, 3_000),
    says: /a\.swf\.gz: ends in the middle of its gzip data\. Fetch/,
  },
  {
    title: 'gzip that is not sound',
    name: 'a.swf.gz',
    text: Buffer.concat([gzipSync(MANY).subarray(0, 500), Buffer.alloc(600, 7)]),
    says: /a\.swf\.gz: is not sound gzip/,
  },
  {
    title: 'a log of other columns',
    name: 'a.swf',
    text: '1 2 3\n4 5 6\n',
    says: /a\.swf: expected 18 columns, found 3 at line 1\. Check/,
  },
  {
    title: 'a trace whose times are below zero',
    name: 'a.swf',
    text: LINE.replace(' 0 ', ' -7 '),
    says: /a\.swf: a submit time below zero at line 1\. /,
  },
  {
    title: 'a trace of VMs with another header',
    name: 'a.csv',
    text: 'vm,start,stop\n1,2,3\n',
    says: /a\.csv: is in no format that is known\. Name its format: lwf:/,
  },
  { title: 'nothing at all', name: 'a.swf', text: '', says: /a\.swf: no request in it\. / },
  {
    title: 'a line without end',
    name: 'a.swf',
    text: `${LINE}${'1 '.repeat(600_000)}`,
    says: /a\.swf:2: more than 1048576 characters without the end of a line/,
  },
  {
    title: 'bytes that are no text',
    name: 'a.swf',
    text: Buffer.from([0x31, 0xff, 0xfe, 0x0a]),
    says: /a\.swf: is not text in UTF-8/,
  },
  {
    title: 'leases cut short',
    name: 'a.lwf',
    text: '<lease-workload><lease-requests>',
    says: /a\.lwf:1:\d+: unclosed tag: lease-requests\. /,
  },
  {
    title: 'leases with a document type',
    name: 'a.lwf',
    text: '<!DOCTYPE a []><lease-workload/>',
    says: /a\.lwf:1:\d+: a DOCTYPE is not accepted/,
  },
  {
    title: 'JSON of a later version',
    name: 'a.jsonl',
    text: '{"format":"oneplan-workload","version":2}\n',
    says: /a\.jsonl: version: .* at line 1\. /,
  },
];
for (const { title, name, text, says } of REFUSED) {
  test(`${title}: one line with place and remedy`, async (context) => {
    await assert.rejects(readText(context, name, text), ({ name: kind, message }: Error) => {
      assert.equal(kind, 'InputError');
      assert.match(message, says);
      assert.equal(message.split('\n').length, 1);
      return true;
    });
  });
}

test('a file that is not there, and a format named that it is not in', async (context) => {
  await assert.rejects(read(join(folder(context), 'none.swf')), /none\.swf: does not exist\. Check the path\./);
  await assert.rejects(
    read('lwf:fixtures/workloads/small-day.jsonl'),
    /small-day\.jsonl:\d+:\d+: .*\. Give the file whole/,
  );
});

test('a limit ends the reading: what is beyond is not even unpacked', async (context) => {
  const cut = gzipSync(MANY.repeat(40), { level: 0 });
  const { requests } = await readText(context, 'a.swf.gz', cut.subarray(0, cut.length - 1_000), { limit: 10 });
  assert.equal(requests.length, 10);
});
