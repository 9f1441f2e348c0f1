import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { folder, oneplan } from '../support/cli.ts';

/** Each gives one line on stderr that matches, nothing on stdout, and exit code 255. */
const options = [
  { title: 'no command', words: [], says: /name a command/ },
  { title: 'an unknown command', words: ['harmonise'], says: /unknown argument: harmonise/ },
  { title: 'a mistyped command', words: ['plant'], says: /did you mean plan\./ },
  { title: 'an unknown option', words: ['plan', '--bogus'], says: /unknown argument: bogus/ },
  { title: 'a mistyped option with a value', words: ['plan', '--horizont=4h'], says: /unknown argument: horizont/ },
  { title: 'one argument too many', words: ['queue', 'folder:.', 'more'], says: /unknown argument: more/ },
  { title: 'a missing argument', words: ['why'], says: /not enough non-option arguments/ },
  { title: 'a slot of no known unit', words: ['plan', '--slot', '5x'], says: /--slot: expected a span.*"5x"/ },
  { title: 'a slot of zero', words: ['plan', '--slot', '0'], says: /--slot: expected a span/ },
  { title: 'a negative time limit', words: ['plan', '--time-limit', '-5'], says: /--time-limit: .*"-5"/ },
  { title: 'an option without its value', words: ['plan', '--policy', ''], says: /--policy: needs a value/ },
  { title: 'an option given twice', words: ['plan', '--slot', '5m', '--slot', '6m'], says: /--slot: was given more/ },
  { title: 'an unknown solver', words: ['plan', '--solver', 'magic'], says: /--solver: there is no "magic".*auto/ },
  { title: 'an unknown policy to compare', words: ['compare', '--policies', 'auto,magic'], says: /no "magic"/ },
  { title: 'a moment that is none', words: ['plan', '--now', 'yesterday'], says: /--now: expected a moment/ },
  { title: 'a moment without a zone', words: ['plan', '--now', '2026-11-23T03:00:00'], says: /with a zone/ },
  { title: 'a gap above 1', words: ['plan', '--gap', '200%'], says: /--gap: expected a share/ },
  { title: 'a seed that is no number', words: ['plan', '--seed', 'lucky'], says: /--seed: expected a whole number/ },
  { title: 'a source of no kind', words: ['plan', '--from', '/etc'], says: /--from: "\/etc" does not say/ },
  { title: 'a source of an unknown kind', words: ['plan', '--from', 'ftp:x'], says: /there is no source "ftp"/ },
  { title: 'two sources', words: ['plan', 'folder:a', '--from', 'folder:b'], says: /given twice/ },
  { title: 'a folder that is not there', words: ['plan', '--from', 'folder:/nowhere'], says: /\/nowhere/ },
  { title: 'a database that is not there', words: ['plan', '--from', 'sqlite:/nowhere.db'], says: /\/nowhere\.db/ },
  { title: 'a driver document that is not there', words: ['plan', '--from', 'driver:/nowhere'], says: /\/nowhere/ },
  { title: 'a policy file that is not there', words: ['plan', '--policy', '/nowhere.yaml'], says: /\/nowhere\.yaml/ },
  { title: 'an unknown log level', words: ['plan', '--log-level', 'loud'], says: /--log-level: there is no "loud"/ },
  { title: 'an unknown shell', words: ['completion', 'fish'], says: /there is no "fish"/ },
  { title: 'config without a verb', words: ['config'], says: /check or show/ },
  { title: 'a what-if of nothing', words: ['whatif'], says: /nothing is otherwise/ },
  { title: 'hosts without a number', words: ['whatif', '--add-hosts', 'lab-01'], says: /expected N:LIKE/ },
  { title: 'a maintenance without an end', words: ['whatif', '--maintenance', 'lab-01:+1h'], says: /HOST:FROM/ },
  { title: 'a request of no size', words: ['whatif', '--add-request', 'n=2'], says: /cpu is missing/ },
  { title: 'a snapshot without a place', words: ['snapshot'], says: /missing required argument: output/ },
  { title: 'an instance that is not there', words: ['solve', '/nowhere.json'], says: /\/nowhere\.json/ },
] as const;

for (const { title, words, says } of options) {
  test(`${title} is refused in one line with exit code 255`, async () => {
    refusedInOneLine(await oneplan(...words), says);
  });
}

const host = { cls: 0, cpu: 4, mem: 8 };
const lease = {
  cpu: 1,
  mem: 1,
  nodes: 1,
  dur: 1,
  release: 0,
  deadline: 4,
  weight: 1,
  penalty: 8,
  kind: 'be',
  fixed: -1,
  on: null,
  mig: 0,
};
const instance = { name: 'tiny', H: 1, L: 1, T: 4, seed: 1, classes: [], hosts: [host], leases: [lease] };

const instances = [
  { title: 'binary junk', content: '\u0000\u0001\ufffd', says: /not JSON/ },
  { title: 'an empty file', content: '', says: /not JSON/ },
  { title: 'half an instance', content: JSON.stringify(instance).slice(0, 90), says: /not JSON/ },
  { title: 'a list', content: '[]', says: /expected object/ },
  { title: 'nothing of an instance', content: '{}', says: /expected/ },
  { title: 'negative CPU', content: { ...instance, leases: [{ ...lease, cpu: -1 }] }, says: /leases\.0\.cpu/ },
  { title: 'a fraction of a slot', content: { ...instance, leases: [{ ...lease, dur: 1.5 }] }, says: /leases\.0\.dur/ },
  {
    title: 'a kind that is none',
    content: { ...instance, leases: [{ ...lease, kind: 'x' }] },
    says: /leases\.0\.kind/,
  },
  { title: 'fewer hosts than promised', content: { ...instance, H: 2 }, says: /expected H = 2 hosts/ },
  { title: 'text for a number', content: { ...instance, T: 'four' }, says: /at T/ },
  {
    title: 'a running lease on a host that is not there',
    content: { ...instance, leases: [{ ...lease, kind: 'run', on: [7], fixed: 0 }] },
    says: /leases\.0\.on/,
  },
  { title: 'a horizon without end', content: { ...instance, T: 1e9 }, says: /at T/ },
] as const;

for (const { title, content, says } of instances) {
  test(`an instance that is ${title} is refused with its place`, async (context) => {
    const file = join(folder(context), 'instance.json');
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
    refusedInOneLine(await oneplan('solve', file, '--time-limit', '1s'), says);
  });
}

test('a folder in place of an instance is refused', async (context) => {
  refusedInOneLine(await oneplan('solve', folder(context)), /can not be read/);
});

test('a solution that can not be written is refused, with the option that asked for it', async (context) => {
  const directory = folder(context);
  const file = join(directory, 'instance.json');
  writeFileSync(file, JSON.stringify(instance));
  const { code, err } = await oneplan('solve', file, '--quiet', '-o', join(directory, 'no', 'such', 'folder'));
  assert.equal(code, 255);
  assert.match(err, /--output: .*can not be written \(ENOENT\)/);
});

test('a folder without a cloud is refused', async (context) => {
  const directory = folder(context);
  mkdirSync(join(directory, 'xml'));
  refusedInOneLine(await oneplan('plan', '--from', `folder:${directory}`), /no XML/);
});

test('a policy file with an unknown key is refused with the key', async (context) => {
  const file = join(folder(context), 'policy.yaml');
  writeFileSync(file, 'colour: red\n');
  refusedInOneLine(await oneplan('config', 'check', file), /colour/);
});

function refusedInOneLine({ code, out, err }: Awaited<ReturnType<typeof oneplan>>, says: RegExp): void {
  assert.equal(code, 255);
  assert.equal(out, '');
  assert.match(err, says);
  assert.match(err, /^oneplan: [^\n]+\.\n$/);
}
