import { leaseId } from '../domain/ids.ts';
import type { PromiseChange, PromiseEnd, PromiseRecord } from '../domain/memory.ts';
import type { Forecast } from '../domain/plan.ts';
import type { Promised } from '../domain/promise.ts';
import { type Database, query } from './database.ts';
import type { PromiseRow } from './tables.ts';

/** A lease that is deployed no later than so many seconds after the start that was announced has kept it. */
const KEPT_WITHIN_SECONDS = 10;
/** Announcements kept of one lease, newest first. */
export const KEPT_CHANGES = 20;

/** Promises that are not settled, by lease. */
export type OpenPromises = ReadonlyMap<string, PromiseRow>;

/** Promises that are not settled. */
export const openPromisesIn = (database: Database): OpenPromises =>
  new Map(
    database
      .rows(query.selectFrom('promise').selectAll().where('end', '=', 'open'))
      .map((row) => [row.lease, row] as const),
  );

/** Writes down the starts that a plan announces, where they are new or changed; gives the promises open now. */
export function announce(
  database: Database,
  open: OpenPromises,
  forecasts: readonly Forecast[],
  at: { readonly epoch: number; readonly madeAt: number },
): OpenPromises {
  const next = new Map(open);
  for (const { lease, outcome, startAt } of forecasts) {
    const before = next.get(lease) ?? null;
    if (outcome !== 'starts' || startAt === null || before?.start_at === startAt) continue;
    const row = announced(before, { lease, startAt, ...at });
    const isWritten = writeRow(database, row);
    if (isWritten) next.set(lease, row);
    if (isWritten) writeChange(database, row);
  }
  return next;
}

/** Settles the promise to a lease that has started, or is gone; gives the promises open now. */
export function settle(database: Database, open: OpenPromises, lease: string, startedAt: number | null): OpenPromises {
  const row = open.get(lease);
  if (row === undefined) return open;
  writeRow(database, { ...row, started_at: startedAt, end: endOf(row, startedAt) });
  return new Map([...open].filter(([id]) => id !== lease));
}

/** What the next epoch is to keep. */
export const promisedIn = (open: OpenPromises): readonly Promised[] =>
  [...open.values()].map(({ lease, start_at }) => ({ lease: leaseId(lease), startAt: start_at }));

/** A row in the words of the domain. */
export const promiseOf = (row: PromiseRow): PromiseRecord => ({
  lease: leaseId(row.lease),
  startAt: row.start_at,
  epoch: row.epoch,
  madeAt: row.made_at,
  firstStartAt: row.first_start_at,
  firstMadeAt: row.first_made_at,
  changes: row.changes,
  driftSeconds: row.start_at - row.first_start_at,
  end: row.end as PromiseEnd,
  startedAt: row.started_at,
});

/** Announcements of one lease, oldest first. */
export function announcementsOf(database: Database, lease: string): readonly PromiseChange[] {
  const rows = query.selectFrom('promise_change').selectAll().where('lease', '=', lease).orderBy('epoch');
  return database.rows(rows).map((row) => ({ epoch: row.epoch, madeAt: row.made_at, startAt: row.start_at }));
}

/** Announcements of one epoch, by lease. */
export function announcementsBy(database: Database, epoch: number) {
  const rows = query
    .selectFrom('promise_change')
    .selectAll()
    .where('epoch', '=', epoch)
    .orderBy('start_at')
    .orderBy('lease');
  return database
    .rows(rows)
    .map((row) => ({ lease: leaseId(row.lease), epoch: row.epoch, madeAt: row.made_at, startAt: row.start_at }));
}

function endOf(row: PromiseRow, startedAt: number | null): PromiseEnd {
  if (startedAt === null) return 'withdrawn';
  return startedAt <= row.start_at + KEPT_WITHIN_SECONDS ? 'kept' : 'broken';
}

interface Announcement {
  readonly lease: string;
  readonly startAt: number;
  readonly epoch: number;
  readonly madeAt: number;
}

const announced = (before: PromiseRow | null, { lease, startAt, epoch, madeAt }: Announcement): PromiseRow => ({
  lease,
  start_at: startAt,
  epoch,
  made_at: madeAt,
  first_start_at: before?.first_start_at ?? startAt,
  first_made_at: before?.first_made_at ?? madeAt,
  changes: before === null ? 0 : before.changes + 1,
  end: 'open',
  started_at: null,
});

/** A promise that is settled stays settled: a lease that was paused and starts again was promised its first start only. */
function writeRow(database: Database, row: PromiseRow): boolean {
  const { lease: _, ...rest } = row;
  const written = database.write(
    query
      .insertInto('promise')
      .values(row)
      .onConflict((conflict) => conflict.column('lease').doUpdateSet(rest).where('promise.end', '=', 'open')),
  );
  return written > 0;
}

function writeChange(database: Database, { lease, epoch, made_at, start_at }: PromiseRow): void {
  database.write(
    query
      .insertInto('promise_change')
      .values({ lease, epoch, made_at, start_at })
      .onConflict((conflict) => conflict.columns(['lease', 'epoch']).doUpdateSet({ made_at, start_at })),
  );
}
