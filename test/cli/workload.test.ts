import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { folder, oneplan } from '../support/cli.ts';

const RUSH = 'fixtures/workloads/reserved-rush.jsonl';

test('the bundled workloads are what their README says made them', async () => {
  const rows = readFileSync('fixtures/README.md', 'utf8').matchAll(/`workloads\/([\w-]+)\.jsonl`.*\(`(.*)`\)/g);
  const made = [...rows].map(([, name, words]) => ({ name: name as string, words: (words as string).split(' ') }));
  assert.equal(made.length, 2);
  for (const { name, words } of made) {
    const { out, code } = await oneplan('workload', 'generate', '--name', name, ...words);
    assert.equal(code, 0);
    assert.ok(out === readFileSync(`fixtures/workloads/${name}.jsonl`, 'utf8'), `${name} is made otherwise now`);
  }
});

test('a workload in figures, as text and as one document', async () => {
  const { out, code } = await oneplan('workload', 'stats', RUSH);
  assert.equal(code, 0);
  assert.match(out, /^reserved-rush: 195 requests, .*\n6 hosts, 24 cores, 96G; offered load \d+ % of CPU/);
  assert.match(out, /^advance-reservation +\d+/m);
  const document = JSON.parse((await oneplan('workload', 'stats', RUSH, '--json', '--hosts', '12:4x16384')).out);
  assert.deepEqual([document.requests, document.hosts.count], [195, 12]);
  assert.ok(document.offeredLoad.cpu > 0.55 && document.offeredLoad.cpu < 0.7);
});

test('a converted part of a workload is read again as it is', async (context) => {
  const file = join(folder(context), 'part.jsonl.gz');
  const { code, err } = await oneplan(
    'workload',
    'convert',
    RUSH,
    '--from',
    '1h',
    '--until',
    '2h',
    '--preemptible',
    'no',
    '-o',
    file,
  );
  assert.equal(code, 0, err);
  assert.match(err, /^\d+ requests, \d+ left out: /);
  const whole = JSON.parse((await oneplan('workload', 'stats', file, '--json')).out);
  assert.ok(whole.requests > 5 && whole.requests < 195 && whole.submitSpanSeconds < 3_600);
  assert.ok(whole.kinds.every(({ preemptible }: { preemptible: number }) => preemptible === 0));
  assert.deepEqual(whole.leftOut.map(({ reason }: { reason: string }) => reason).sort(), [
    'submitted after the window',
    'submitted before the window',
  ]);
});

const REFUSED = [
  { words: ['stats', RUSH, '--from', 'soon'], says: /--from: expected whole seconds, found "soon"\. Write 0, 90s/ },
  {
    words: ['stats', RUSH, '--hosts', '4x4'],
    says: /--hosts: expected hosts as COUNT:CORESxMIB, found "4x4"\. Write 4:1x1024/,
  },
  { words: ['stats', RUSH, '--estimates', 'good'], says: /--estimates: there is no "good"/ },
  { words: ['generate'], says: /--hosts: is missing\. Write --hosts 16:8x32768/ },
  { words: ['generate', '--hosts', '2:1x1024', '--shapes', '2x1024'], says: /--shapes: a VM fits no host/ },
  {
    words: ['generate', '--hosts', '2:1x1024', '--reservations', '60%', '--deadlines', '60%'],
    says: /--reservations: shares of kinds add up to more than 1/,
  },
  {
    words: [
      'generate',
      '--hosts',
      '9000:64x65536',
      '--span',
      '300d',
      '--median-run',
      '1s',
      '--longest-run',
      '1s',
      '--shapes',
      '1x1',
    ],
    says: /--load: would take more than 1000000 requests/,
  },
  {
    words: ['convert', RUSH, '-o', '/nowhere/at/all.jsonl'],
    says: /\/nowhere\/at\/all\.jsonl: can not be written \(ENOENT\)/,
  },
  { words: ['remember'], says: /command line: / },
];
for (const { words, says } of REFUSED) {
  test(`workload ${words.join(' ')}: one line`, async () => {
    const { code, out, err } = await oneplan('workload', ...words);
    assert.deepEqual([code, out], [255, '']);
    assert.match(err, says);
    assert.equal(err.trimEnd().split('\n').length, 1);
  });
}

test('lines that are not requests are counted, named and in the answer', async (context) => {
  const file = join(folder(context), 'x.swf');
  writeFileSync(file, '1 0 0 60 1 -1 -1 1 60 -1 1 1 1 1 1 -1 -1 -1\n2 5 0 -1 1 -1 -1 1 60 -1 5 1 1 1 1 -1 -1 -1\n');
  const { out } = await oneplan('workload', 'stats', file);
  assert.match(out, /Left out:\n {2}1 × cancelled before it ran \(line 2\)/);
});
