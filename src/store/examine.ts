import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import SQLite from 'better-sqlite3';
import type { StoreSeen } from '../domain/diagnosis.ts';
import { InputError } from '../domain/errors.ts';
import { openForReading } from './open.ts';
import { storeError } from './trouble.ts';

/**
 * Looks at a store without changing it: whether it is sound, whether it can be written, and who holds it. One that is
 * not there yet is fine where it can be made. Throws an `InputError` that says what is wrong.
 */
export async function examineStore(file: string): Promise<StoreSeen> {
  const folder = nearest(dirname(file));
  mayWrite(file, folder);
  const status = statSync(file, { throwIfNoEntry: false });
  if (status !== undefined) await sound(file);
  const { bavail, bsize } = statfsSync(folder);
  return { file, mode: status?.mode ?? null, freeMib: (bavail * bsize) / 2 ** 20, heldBy: holderOf(`${file}.lock`) };
}

const nearest = (folder: string): string => (existsSync(folder) ? folder : nearest(dirname(folder)));

function mayWrite(file: string, folder: string): void {
  for (const path of [folder, ...(existsSync(file) ? [file] : [])]) {
    try {
      accessSync(path, constants.W_OK);
    } catch (cause) {
      const remedy = 'Give the planner write access to the file and its folder.';
      throw new InputError(`store ${file}`, `${path} can not be written by this user`, remedy, { cause });
    }
  }
}

async function sound(file: string): Promise<void> {
  const connection = await openForReading(file);
  try {
    const [finding] = connection.prepare<[], string>('pragma quick_check(1)').pluck().all();
    if (finding === 'ok') return;
    throw new InputError(
      `store ${file}`,
      `it is damaged (${finding})`,
      'Put a sound copy in its place, or move it away.',
    );
  } catch (error) {
    throw storeError(file, error);
  } finally {
    connection.close();
  }
}

/** Who has reserved the lock; null when nobody has. */
function holderOf(lock: string): string | null {
  if (!existsSync(lock)) return null;
  const database = new SQLite(lock, { timeout: 0 });
  try {
    database.exec('begin immediate; rollback');
    return null;
  } catch {
    const held = database.prepare<[], { who: string; pid: number }>('select who, pid from holder').get();
    return held === undefined ? 'a process that gives no name' : `${held.who}, process ${held.pid}`;
  } finally {
    database.close();
  }
}
