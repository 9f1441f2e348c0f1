import { hostId } from '../domain/ids.ts';
import type { LearnedDuration } from '../domain/memory.ts';
import type { Operation } from '../domain/plan.ts';
import { type Database, query } from './database.ts';

/** Measurements kept, newest first, of all operations together. */
export const KEPT_DURATIONS = 20_000;

/** Adds measurements. */
export function writeDurations(database: Database, durations: readonly LearnedDuration[]): void {
  for (const { operation, host, memoryMib, seconds, at } of durations) {
    database.write(query.insertInto('duration').values({ operation, host, memory_mib: memoryMib, seconds, at }));
  }
}

/** The newest measurements, newest first; of one operation, when it is named. */
export function durationsIn(database: Database, last: number, operation?: Operation): readonly LearnedDuration[] {
  let rows = query.selectFrom('duration').selectAll().orderBy('at', 'desc').limit(last);
  if (operation !== undefined) rows = rows.where('operation', '=', operation);
  return database.rows(rows).map((row) => ({
    operation: row.operation as Operation,
    host: row.host === null ? null : hostId(row.host),
    memoryMib: row.memory_mib,
    seconds: row.seconds,
    at: row.at,
  }));
}
