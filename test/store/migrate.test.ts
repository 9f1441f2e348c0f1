import assert from 'node:assert/strict';
import { join } from 'node:path';
import test from 'node:test';
import SQLite from 'better-sqlite3';
import { openMemory } from '../../src/store/memory.ts';
import { migrate, versionsOf } from '../../src/store/migrate.ts';
import { MIGRATIONS } from '../../src/store/migrations.ts';
import { openStore } from '../../src/store/store.ts';
import { folder } from '../support/cli.ts';
import { epoch, SNAPSHOT } from '../support/epoch.ts';
import { newStore } from '../support/new-store.ts';
import { entry, ordinary } from '../support/store.ts';

const NAMES = Object.keys(MIGRATIONS).sort();
const CONTEXT = { source: 'folder:lab', snapshotHash: 'sha256:1' };

/** A store as the program of an earlier version left it. */
async function storeOf(file: string, versions: readonly string[]): Promise<void> {
  const connection = new SQLite(file);
  connection.pragma(`application_id = ${0x31706c6e}`);
  await migrate(connection, file, Object.fromEntries(versions.map((name) => [name, MIGRATIONS[name] as never])));
  connection.exec("insert into trait values ('kept', 'from before')");
  connection.close();
}

/** Tables and indices, as SQLite keeps them. */
function schemaOf(file: string): unknown {
  const connection = new SQLite(file, { readonly: true });
  const schema = connection
    .prepare("select name, sql from sqlite_master where name not like 'kysely%' order by name")
    .all();
  connection.close();
  return schema;
}

for (let count = 1; count <= NAMES.length; count++) {
  const versions = NAMES.slice(0, count);
  test(`a store of version ${versions.at(-1)} is brought up to date, and keeps what it had`, async (context) => {
    const file = join(folder(context), 'store.db');
    await storeOf(file, versions);
    if (count < NAMES.length)
      await assert.rejects(openMemory(file), /an older oneplan has made it\. Start oneplan run/);
    const store = await openStore(file, ordinary());
    store.observe(SNAPSHOT);
    store.recordEpoch(epoch(), CONTEXT);
    store.journal.write(entry({ kind: 'intended' }));
    store.close();
    const fresh = await newStore(context);
    fresh.close();
    assert.deepEqual(schemaOf(file), schemaOf(fresh.file));
    const connection = new SQLite(file);
    assert.deepEqual(versionsOf(connection), NAMES);
    assert.equal(connection.prepare("select value from trait where name = 'kept'").pluck().get(), 'from before');
    connection.close();
  });
}

test('a store of a newer program is refused, for writing and for reading, and left as it is', async (context) => {
  const store = await newStore(context);
  store.close();
  const connection = new SQLite(store.file);
  connection.exec("insert into kysely_migration values ('999-of-tomorrow', '2030-01-01T00:00:00.000Z')");
  connection.close();
  const message =
    /a newer oneplan has made it \(its version 999-of-tomorrow is not known here\)\. Use that newer oneplan/;
  await assert.rejects(openStore(store.file, ordinary()), message);
  await assert.rejects(openMemory(store.file), message);
});

test('a clock that was set back between two migrations does not matter', async (context) => {
  const file = join(folder(context), 'store.db');
  await storeOf(file, NAMES);
  const connection = new SQLite(file);
  connection.exec(`update kysely_migration set timestamp = '2000-01-01T00:00:00.000Z' where name = '${NAMES.at(-1)}'`);
  connection.close();
  (await openStore(file, ordinary())).close();
});

test('a migration that fails leaves the store as it was', async (context) => {
  const file = join(folder(context), 'store.db');
  await storeOf(file, NAMES);
  const before = schemaOf(file);
  const connection = new SQLite(file);
  const broken = {
    ...MIGRATIONS,
    '998-half': {
      up: async (schema: Parameters<(typeof MIGRATIONS)[string]['up']>[0]) => {
        await schema.schema.createTable('half').addColumn('a', 'text').execute();
        throw new Error('the power went');
      },
    },
  };
  await assert.rejects(migrate(connection, file, broken), /the power went/);
  connection.close();
  assert.deepEqual(schemaOf(file), before);
});
