import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { inspect } from 'node:util';
import { InputError } from '../../src/domain/errors.ts';
import { credentialsOf, readCredentials } from '../../src/opennebula/credentials.ts';
import { endpointOf } from '../../src/opennebula/endpoint.ts';
import { temporaryFolder } from '../support/recorded.ts';

test('credentials are read from the file that ONE_AUTH names, else from the home', () => {
  const home = temporaryFolder();
  mkdirSync(join(home, '.one'));
  writeFileSync(join(home, '.one', 'one_auth'), 'ann:of:home\nrest\n');
  writeFileSync(join(home, 'other'), 'bob:elsewhere');
  assert.equal(readCredentials({ HOME: home }).session(), 'ann:of:home');
  assert.equal(readCredentials({ HOME: home, ONE_AUTH: join(home, 'other') }).user, 'bob');
});

test('credentials say nothing when they are printed or written', () => {
  const credentials = credentialsOf('ann:s3cret');
  assert.doesNotMatch(inspect(credentials, { depth: 9, showHidden: true }) + JSON.stringify({ credentials }), /s3cret/);
  assert.equal(credentials.scrub('ann:s3cret or s3cret'), '*** or ***');
});

for (const [title, content] of [
  ['empty', ''],
  ['without a password', 'hunter2-alone'],
  ['with a password alone', ':hunter2'],
] as const) {
  test(`a file that is ${title} is refused without being quoted`, () => {
    const file = join(temporaryFolder(), 'one_auth');
    writeFileSync(file, content);
    assert.throws(
      () => readCredentials({ ONE_AUTH: file }),
      (error) => {
        assert.ok(error instanceof InputError);
        assert.doesNotMatch(error.message, /hunter2/);
        return true;
      },
    );
  });
}

test('a file that is missing is named, with what to do', () => {
  assert.throws(() => readCredentials({ HOME: '/no/such' }), /\/no\/such\/\.one\/one_auth: .*ENOENT.*ONE_AUTH/);
});

test('the endpoint is the one given, else ONE_XMLRPC, else on this machine', () => {
  assert.equal(endpointOf('http://a:1/RPC2', { ONE_XMLRPC: 'http://b/' }).url, 'http://a:1/RPC2');
  assert.equal(endpointOf(null, { ONE_XMLRPC: 'https://b/RPC2' }).url, 'https://b/RPC2');
  assert.equal(endpointOf(null, {}).url, 'http://localhost:2633/RPC2');
});

test('certificates are checked unless the operator says otherwise', () => {
  assert.equal(endpointOf(null, {}).insecure, false);
  assert.equal(endpointOf(null, { ONE_DISABLE_SSL_VERIFY: 'yes' }).insecure, true);
  assert.throws(() => endpointOf(null, { ONE_CERT_DIR: '/no/such' }), /ONE_CERT_DIR/);
});

for (const text of ['localhost:2633', 'ftp://a/', 'http://ann:hunter2@a/', '']) {
  test(`${text === '' ? 'nothing' : text.replace('hunter2', '…')} is no endpoint, and no password is quoted`, () => {
    assert.throws(
      () => endpointOf(text, {}),
      (error) => {
        assert.ok(error instanceof InputError);
        assert.doesNotMatch(error.message, /hunter2/);
        return true;
      },
    );
  });
}

test('an error names an address without the user and the password that were typed into it', () => {
  const error = new InputError(
    'xmlrpc:http://ann:s3cret@one:2633/RPC2',
    'no answer from http://ann:s3cret@one',
    'Start oned.',
  );
  assert.equal(error.message, 'xmlrpc:http://one:2633/RPC2: no answer from http://one. Start oned.');
});
