import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import SQLite from 'better-sqlite3';
import { InputError } from '../domain/errors.ts';
import { storeError } from './trouble.ts';

/** A lock that is held until it is released, or its process ends in whatever way. */
export interface Lock {
  release(): void;
}

/** Holds a store for this process. Throws an `InputError` that says who else holds it. */
export const lockStore = (file: string, now: number): Lock => lockFile(`${file}.lock`, `store ${file}`, now);

/**
 * Holds a cloud for this process: no second planner of this user on this machine acts on it, whatever its store.
 * `endpoint` is its address without credentials. Another user's planner, one on another machine, or one that knows the
 * cloud by another address is not seen. Throws an `InputError` that says who else holds it.
 */
export function lockCloud(endpoint: string, stateFolder: string, now: number): Lock {
  const name = createHash('sha256').update(endpoint).digest('hex').slice(0, 16);
  return lockFile(join(stateFolder, 'locks', `${name}.lock`), `cloud ${endpoint}`, now, true);
}

/**
 * The lock is SQLite's own reservation of a small database, so the operating system gives it back when the process
 * ends: there is no stale lock. Others can read in it meanwhile who holds it.
 */
function lockFile(file: string, subject: string, now: number, makesFolder = false): Lock {
  try {
    if (makesFolder) mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    return held(file, subject, now);
  } catch (error) {
    if (error instanceof InputError) throw error;
    const code = (error as { readonly code?: unknown }).code;
    if (typeof code === 'string' && !code.startsWith('SQLITE_')) {
      throw new InputError(subject, `it can not be locked: ${file} (${code})`, 'Check that its folder may be written.');
    }
    throw storeError(file, error);
  }
}

function held(file: string, subject: string, now: number): Lock {
  const database = new SQLite(file, { timeout: BUSY_MILLISECONDS });
  try {
    if (!taken(database, now)) throw refusal(subject, holderIn(database));
  } catch (error) {
    database.close();
    throw error;
  }
  return { release: () => void database.close() };
}

const BUSY_MILLISECONDS = 200;

/** Who holds a lock. */
interface Holder {
  readonly who: string;
  readonly pid: number;
  /** Unix seconds. */
  readonly since: number;
}

/** Writes who holds it, and reserves it for good. In between another may come: then that one is found in its place. */
function taken(database: SQLite.Database, now: number): boolean {
  const me: Holder = { who: `${userInfo().username} on ${hostname()}`, pid: process.pid, since: now };
  try {
    database.exec('begin immediate; create table if not exists holder (who text, pid integer, since real)');
    database.exec('delete from holder');
    database.prepare('insert into holder values (?, ?, ?)').run(me.who, me.pid, me.since);
    database.exec('commit; begin immediate');
    const found = holderIn(database);
    return found !== null && found.pid === me.pid && found.who === me.who && found.since === me.since;
  } catch (error) {
    if ((error as { readonly code?: unknown }).code === 'SQLITE_BUSY') return false;
    throw error;
  }
}

function holderIn(database: SQLite.Database): Holder | null {
  try {
    return database.prepare<[], Holder>('select who, pid, since from holder').get() ?? null;
  } catch {
    return null;
  }
}

function refusal(subject: string, holder: Holder | null): InputError {
  const who =
    holder === null
      ? 'another planner holds it'
      : `another planner holds it: ${holder.who}, process ${holder.pid}, since ${new Date(holder.since * 1000).toISOString()}`;
  const pid = holder === null ? '' : ` (kill ${holder.pid})`;
  return new InputError(subject, who, `Let it work, or end that process${pid}: its lock ends with it.`);
}
