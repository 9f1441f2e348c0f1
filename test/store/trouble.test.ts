import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import SQLite from 'better-sqlite3';
import fc from 'fast-check';
import { InputError } from '../../src/domain/errors.ts';
import { actionId } from '../../src/domain/ids.ts';
import { openMemory } from '../../src/store/memory.ts';
import { openStore } from '../../src/store/store.ts';
import { folder } from '../support/cli.ts';
import { epoch, SNAPSHOT } from '../support/epoch.ts';
import { newStore } from '../support/new-store.ts';
import { entry, ordinary } from '../support/store.ts';

const CONTEXT = { source: 'folder:lab', snapshotHash: 'sha256:1' };

/** That opening ends with one line for the operator, for writing and for reading. */
async function refused(file: string, message: RegExp): Promise<void> {
  const isPlain = (error: unknown): boolean => {
    assert(error instanceof InputError, `${error}`);
    assert.match(error.message, message);
    assert.doesNotMatch(error.message, /\n/);
    return true;
  };
  await assert.rejects(openStore(file, ordinary()), isPlain);
}

/** A closed store that has lived, as one file. */
async function livedFile(context: test.TestContext): Promise<string> {
  const store = await newStore(context);
  store.observe(SNAPSHOT);
  for (let number = 1; number < 200; number++) store.recordEpoch(epoch(), CONTEXT);
  store.close();
  return store.file;
}

test('a store in a folder that does not exist is refused', async (context) => {
  await refused(join(folder(context), 'missing', 'store.db'), /its folder .*missing does not exist\. Make it/);
});

test('a folder in place of the store is refused', async (context) => {
  const file = join(folder(context), 'store.db');
  mkdirSync(file);
  await refused(file, /it can not be opened/);
});

for (const [what, bytes] of [
  ['text', Buffer.from('this is no database, and longer than its header would be: '.repeat(20))],
  ['a few bytes', Buffer.from('x')],
  ['noise', Buffer.from(Array.from({ length: 9_000 }, (_, index) => (index * 7_919) % 251))],
] as const) {
  test(`${what} in place of the store is refused, and left as it is`, async (context) => {
    const file = join(folder(context), 'store.db');
    writeFileSync(file, bytes);
    await refused(file, /it is damaged \(.*\)\. Move it away/);
    assert.deepEqual(readFileSync(file), bytes);
    await assert.rejects(openMemory(file), /it is (damaged|empty)/);
  });
}

test('the database of something else is refused, and left as it is', async (context) => {
  const file = join(folder(context), 'one.db');
  copyFileSync('fixtures/clouds/lab/db/one.db', file);
  await refused(file, /it is a database of something else/);
  assert.deepEqual(readFileSync(file), readFileSync('fixtures/clouds/lab/db/one.db'));
});

test('an empty file becomes a store: a planner may have died right after making it', async (context) => {
  const file = join(folder(context), 'store.db');
  writeFileSync(file, '');
  (await openStore(file, ordinary())).close();
});

test('a store cut short is refused', async (context) => {
  const file = await livedFile(context);
  truncateSync(file, Math.floor(readFileSync(file).length / 2));
  await refused(file, /it is damaged/);
});

test('whatever page is overwritten, a store is refused or sound, and never more than one line is said', async (context) => {
  const file = await livedFile(context);
  const whole = readFileSync(file);
  const damaged = join(folder(context), 'damaged.db');
  const pages = whole.length / 4_096;
  const page = fc.integer({ min: 0, max: pages - 1 });
  const property = fc.asyncProperty(page, fc.uint8Array({ minLength: 64, maxLength: 4_096 }), async (number, noise) => {
    const bytes = Buffer.from(whole);
    bytes.set(noise, number * 4_096);
    writeFileSync(damaged, bytes);
    try {
      const store = await openStore(damaged, ordinary());
      store.history({ last: 1_000 });
      store.close();
    } catch (error) {
      assert(error instanceof InputError, `${error}`);
      assert.doesNotMatch(error.message, /\n/);
    }
  });
  await fc.assert(property, { seed: 9, numRuns: 40 });
});

test('a full store stops whoever would act: what can not be journalled throws, and what was kept stays kept', async (context) => {
  const store = await newStore(context, { maxMib: 0.3 });
  let written = 0;
  const fill = (): void => {
    for (;;) {
      store.journal.write(entry({ kind: 'intended' }, { action: actionId(`deploy-${written}`) }));
      written++;
    }
  };
  assert.throws(fill, /^InputError: store .*: there is no space left for it \(SQLITE_FULL.*Free space on its disk/);
  assert(written > 100);
  assert.equal(store.journal.open().length, written);
  store.close();
  const larger = await openStore(store.file, ordinary());
  assert.equal(larger.journal.open().length, written);
  larger.close();
});

test('an epoch that can not be written leaves nothing of it behind', async (context) => {
  const store = await newStore(context, { maxMib: 0.2 });
  store.observe(SNAPSHOT);
  const record = (): void => {
    for (let number = 0; number < 10_000; number++) {
      store.recordEpoch(epoch(), CONTEXT);
      store.journal.write(entry({ kind: 'intended' }, { epoch: number + 1 }));
    }
  };
  assert.throws(record, /no space left/);
  const [newest] = store.history({ last: 1 });
  assert.equal(store.leases({ last: 100, openOnly: true }).length, 7);
  assert.equal(store.promises().length, 2);
  assert((newest?.number ?? 0) > 1);
});

test('a store that another process writes is waited for, then named', async (context) => {
  const file = await livedFile(context);
  const other = new SQLite(file);
  context.after(() => other.close());
  other.exec('begin exclusive');
  await refused(file, /another process holds it \(SQLITE_BUSY/);
});
