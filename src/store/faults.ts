import type { FaultRecord } from '../domain/memory.ts';
import { type Database, query } from './database.ts';

/** A message longer than this is cut: it is to be one line. */
const MAX_LENGTH = 1_000;

/** Writes a fault down. */
export function writeFault(database: Database, { at, epoch, about, message }: FaultRecord): void {
  const line = message.replace(/\s+/g, ' ').slice(0, MAX_LENGTH);
  database.write(query.insertInto('fault').values({ at, epoch, about, message: line }));
}

/** Faults, newest first; of one epoch, when it is named. */
export function faultsIn(database: Database, last: number, epoch?: number): readonly FaultRecord[] {
  let rows = query.selectFrom('fault').selectAll().orderBy('at', 'desc').limit(last);
  if (epoch !== undefined) rows = rows.where('epoch', '=', epoch);
  return database.rows(rows);
}
