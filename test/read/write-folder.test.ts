import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { driverSource } from '../../src/read/driver.ts';
import { folderSource } from '../../src/read/folder.ts';
import type { Recording } from '../../src/read/recording.ts';
import { sqliteSource } from '../../src/read/sqlite.ts';
import { writeFolder } from '../../src/read/write-folder.ts';
import { databaseWith, folderWith, hostPool, hostXml, temporaryFolder, vmPool, vmXml } from '../support/recorded.ts';
import { shared, unlessShared } from '../support/shared.ts';

const LAB = 'fixtures/clouds/lab';
const skip = unlessShared('opennebula/7.4');
const now = null;

const recordings: readonly { readonly title: string; readonly recording: Recording; readonly skip?: string | false }[] =
  [
    { title: 'a folder', recording: folderSource(LAB, { now }) },
    { title: 'a database', recording: sqliteSource(`${LAB}/db/one.db`, { now: 1_795_404_371 }) },
    { title: 'a database with load', recording: sqliteSource(`${LAB}/db/one.db`, { now, monitoring: true }) },
    {
      title: 'a document for a scheduler driver',
      recording: driverSource(shared('opennebula/7.4/scheduler/place-1.input.xml'), { now }),
      skip,
    },
    {
      title: 'a database with damaged rows',
      recording: sqliteSource(databaseWith({ host_pool: [hostXml(0)], vm_pool: ['<VM>', vmXml(1, { CPU: 'x' })] }), {
        now,
      }),
    },
    {
      title: 'a folder with several files on one VM',
      recording: folderSource(
        folderWith({
          'h.xml': hostPool(hostXml(0)),
          'onevm-show-1.xml': vmXml(1),
          'onevm-show-1b.xml': vmXml(1, { CPU: 3, SCHED_ACTION: '<ACTION>stop</ACTION><TIME>+60</TIME>' }),
        }),
        { now },
      ),
    },
  ];

for (const { title, recording, skip } of recordings) {
  test(`${title}, written and read again, is the same cloud at the same time`, { skip: skip ?? false }, () => {
    const directory = join(temporaryFolder(), 'written');
    const files = writeFolder(recording, directory);
    assert.deepEqual(readdirSync(directory).sort(), files);
    assert.deepEqual(folderSource(directory, { now }).raw(), recording.raw());
  });
}

test('no credential is written', () => {
  const vm = vmXml(
    1,
    { GRAPHICS: '<PORT>5900</PORT><PASSWD>s3cret</PASSWD>', CONTEXT: '<ROOT_PW>s3cret</ROOT_PW><EMPTY/>' },
    {
      USER_TEMPLATE: '<DB_PASSWORD>s3cret</DB_PASSWORD><TOKEN><A>s3cret</A></TOKEN><START_SCRIPT>s3cret</START_SCRIPT>',
    },
  );
  const host = hostXml(0, {}, { TEMPLATE: '<SSH_KEY>s3cret</SSH_KEY><RACK>a</RACK>' });
  const source = folderSource(folderWith({ 'h.xml': hostPool(host), 'v.xml': vmPool(vm) }), { now });
  const directory = temporaryFolder();
  const written = writeFolder(source, directory).map((file) => readFileSync(join(directory, file), 'utf8'));
  assert.doesNotMatch(written.join('\n'), /s3cret/);
  assert.match(written.join('\n'), /<PASSWD>SCRUBBED<\/PASSWD>/);
  assert.deepEqual(folderSource(directory, { now }).raw(), source.raw());
});

test('a folder that has lists already is left alone', () => {
  const directory = folderWith({ 'old.xml': '<VM_POOL/>' });
  assert.throws(() => writeFolder(folderSource(LAB, { now }), directory), /has old\.xml in it already/);
  assert.deepEqual(readdirSync(directory), ['old.xml']);
});

test('nothing is written when the recording can not be read', () => {
  const directory = join(temporaryFolder(), 'new');
  assert.throws(() => writeFolder(folderSource('no-such-folder', { now }), directory), /does not exist/);
  assert.throws(() => readdirSync(directory), /ENOENT/);
});
