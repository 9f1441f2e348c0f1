import { existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import SQLite from 'better-sqlite3';
import { InputError } from '../domain/errors.ts';
import { checkVersion, migrate, versionsOf } from './migrate.ts';
import { MIGRATIONS } from './migrations.ts';
import { storeError } from './trouble.ts';

/** "1pln": marks the file as a store of this program. */
const APPLICATION = 0x31_70_6c_6e;
const BUSY_MILLISECONDS = 2_000;
const PAGE_BYTES = 4_096;
/** SQLite takes a shorter file for an empty database, and would write over it. */
const SMALLEST_BYTES = 512;
const LOG_BYTES = 16 * 1024 * 1024;

/**
 * Opens a store for writing, or makes one where there is none, and brings it to this version. Nothing is assumed: it is
 * checked whole and written to once. Throws an `InputError` for one that is damaged, newer, full, read-only or of
 * something else.
 */
export async function openForWriting(file: string, maxMib: number): Promise<SQLite.Database> {
  return opened(file, { timeout: BUSY_MILLISECONDS }, async (connection) => {
    checkSound(connection, file);
    prepare(connection, maxMib);
    await migrate(connection, file);
    connection.exec("insert into trait values ('opened', 1) on conflict do update set value = value + 1");
  });
}

/** Throws an `InputError` when a store can not be there: its folder is missing, or what is there is too short to be one. */
export function checkPlace(file: string): void {
  const folder = dirname(file);
  if (!existsSync(folder)) {
    const problem = `its folder ${folder} does not exist`;
    throw new InputError(`store ${file}`, problem, 'Make it, or name another file with --store.');
  }
  const bytes = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (bytes > 0 && bytes < SMALLEST_BYTES) throw damaged(file, `it has ${bytes} bytes`);
}

/** Opens a store for reading, while a planner may be writing it. Throws an `InputError` when it can not be read. */
export async function openForReading(file: string): Promise<SQLite.Database> {
  if (!existsSync(file))
    throw new InputError(`store ${file}`, 'there is none', 'Name one with --store; oneplan run makes it.');
  return opened(file, { timeout: BUSY_MILLISECONDS, readonly: true, fileMustExist: true }, async (connection) => {
    checkIsOurs(connection, file);
    checkVersion(connection, file);
    const versions = versionsOf(connection);
    if (versions.length === 0) throw new InputError(`store ${file}`, 'it is empty', 'oneplan run makes and fills it.');
    if (versions.length < Object.keys(MIGRATIONS).length) {
      throw new InputError(
        `store ${file}`,
        'an older oneplan has made it',
        'Start oneplan run on it once: that brings it up to date.',
      );
    }
  });
}

async function opened(
  file: string,
  options: SQLite.Options,
  work: (connection: SQLite.Database) => Promise<void>,
): Promise<SQLite.Database> {
  let connection: SQLite.Database | null = null;
  try {
    connection = new SQLite(file, options);
    await work(connection);
    return connection;
  } catch (error) {
    connection?.close();
    throw storeError(file, error);
  }
}

function checkSound(connection: SQLite.Database, file: string): void {
  checkIsOurs(connection, file);
  const findings = connection.prepare<[], string>('pragma quick_check(1)').pluck().all();
  if (findings.length === 1 && findings[0] === 'ok') return;
  throw damaged(file, String(findings[0]));
}

const damaged = (file: string, finding: string): InputError =>
  new InputError(
    `store ${file}`,
    `it is damaged (${finding.replace(/\s+/g, ' ')})`,
    'Move it away, or put a sound copy in its place: a new store is made where there is none.',
  );

/** A database without tables is taken for a new store: a process may have died right after making it. */
function checkIsOurs(connection: SQLite.Database, file: string): void {
  const mark = connection.pragma('application_id', { simple: true });
  const tables = connection.prepare('select count(*) from sqlite_master').pluck().get() as number;
  if (mark === APPLICATION || tables === 0) return;
  throw new InputError(`store ${file}`, 'it is a database of something else', 'Name another file with --store.');
}

/**
 * Every commit is on disk before it returns. Space of what is dropped is given back. The file has a largest size; one
 * that is larger already grows no more, until its history is pruned.
 */
function prepare(connection: SQLite.Database, maxMib: number): void {
  connection.pragma('auto_vacuum = incremental');
  connection.pragma('journal_mode = wal');
  connection.pragma('synchronous = full');
  connection.pragma(`journal_size_limit = ${LOG_BYTES}`);
  connection.pragma(`application_id = ${APPLICATION}`);
  connection.pragma(`max_page_count = ${Math.ceil((maxMib * 1024 * 1024) / PAGE_BYTES)}`);
}
