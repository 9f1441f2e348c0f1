import assert from 'node:assert/strict';
import { test } from 'node:test';
import { queueAddress } from '../../../src/cli/sweep/queue/address.ts';
import { oneplan } from '../../support/cli.ts';

const SECRET = 'geheim';

const GOOD = [
  { given: 'redis://127.0.0.1', shown: 'redis://127.0.0.1:6379/0', user: undefined, password: undefined },
  { given: `redis://:${SECRET}@h:7/3`, shown: 'redis://h:7/3', user: undefined, password: SECRET },
  { given: `valkeys://me:${SECRET}%21@h`, shown: 'rediss://h:6379/0', user: 'me', password: `${SECRET}!` },
];

for (const { given, shown, user, password } of GOOD)
  test(`${shown} is shown without user and password`, () => {
    const address = queueAddress('--queue', given);
    assert.equal(address.shown, shown);
    assert.deepEqual([address.connection.username, address.connection.password], [user, password]);
  });

for (const given of [`http://:${SECRET}@h`, `${SECRET}`, `redis://:${SECRET}@`, `redis://:${SECRET}@h/x`])
  test(`an address that can not be one is refused without repeating it (${given.replace(SECRET, '…')})`, async () => {
    const { code, err } = await oneplan('worker', '--queue', given);
    assert.equal(code, 255);
    assert.match(err, /^oneplan: --queue: expected the address of a Redis or Valkey server\. Write redis:/);
    assert.ok(!err.includes(SECRET), err);
  });

test('a server that is not there is met with one line', async () => {
  const { code, err } = await oneplan('worker', '--queue', `redis://me:${SECRET}@127.0.0.1:1`);
  assert.equal(code, 255);
  assert.equal(
    err,
    'oneplan: redis://127.0.0.1:1/0: no server answers there (ECONNREFUSED). Start Redis or Valkey, or check the port.\n',
  );
});

const REFUSED = [
  { words: ['--jobs', '0'], says: /--jobs: expected a whole number, at least 1/ },
  { words: ['--jobs', '2', '--queue', 'redis://127.0.0.1:1'], says: /are two ways to run a sweep/ },
  { words: ['--jobs', '2', '--timings'], says: /--timings: computing time can not be measured/ },
];

for (const { words, says } of REFUSED)
  test(`simulate ${words.join(' ')} is refused`, async () => {
    const { code, err } = await oneplan(
      'simulate',
      'fixtures/workloads/small-day.jsonl',
      '--policies',
      'fcfs',
      ...words,
    );
    assert.equal(code, 255);
    assert.match(err, says);
  });
