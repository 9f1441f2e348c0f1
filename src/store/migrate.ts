import type SQLite from 'better-sqlite3';
import { Kysely, type Migration, Migrator, SqliteAdapter, SqliteDialect } from 'kysely';
import { InputError } from '../domain/errors.ts';
import { MIGRATIONS } from './migrations.ts';
import { storeError } from './trouble.ts';

/**
 * Brings a store to the newest version. All steps are made in one transaction: a process that dies meanwhile leaves
 * the store as it was. Throws an `InputError` for a store that a newer program has made.
 */
export async function migrate(
  connection: SQLite.Database,
  file: string,
  migrations: Readonly<Record<string, Migration>> = MIGRATIONS,
): Promise<void> {
  checkVersion(connection, file, migrations);
  const database = new Kysely<never>({ dialect: new Dialect({ database: connection }) });
  const provider = { getMigrations: async () => ({ ...migrations }) };
  // The order is that of the names: were it told by the time they ran, a clock that is set back would spoil it.
  const migrator = new Migrator({ db: database, provider, allowUnorderedMigrations: true });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw storeError(file, error);
}

/** Names of the migrations that a store has had, oldest first; none in a new one. */
export function versionsOf(connection: SQLite.Database): readonly string[] {
  const isThere = connection.prepare("select 1 from sqlite_master where name = 'kysely_migration'").get();
  if (isThere === undefined) return [];
  return connection.prepare<[], string>('select name from kysely_migration order by name').pluck().all() as string[];
}

/** Throws an `InputError` when the store has had migrations that this program does not know. */
export function checkVersion(
  connection: SQLite.Database,
  file: string,
  migrations: Readonly<Record<string, Migration>> = MIGRATIONS,
): void {
  const unknown = versionsOf(connection).find((name) => !Object.hasOwn(migrations, name));
  if (unknown === undefined) return;
  const problem = `a newer oneplan has made it (its version ${unknown} is not known here)`;
  throw new InputError(`store ${file}`, problem, 'Use that newer oneplan, or name another store.');
}

/** SQLite can change its schema inside a transaction, which Kysely leaves unused. */
class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

class Dialect extends SqliteDialect {
  override createAdapter(): SqliteAdapter {
    return new TransactionalAdapter();
  }
}
