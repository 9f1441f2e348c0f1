import { sql } from 'kysely';
import { type Database, query } from './database.ts';
import { KEPT_DURATIONS } from './durations.ts';
import { KEPT_CHANGES } from './promises.ts';

/** How much is remembered. */
export interface Retention {
  /** What ended longer ago is dropped. */
  readonly keepDays: number;
  /** Epochs kept, the newest. */
  readonly keepEpochs: number;
  /** The store is to be no larger. */
  readonly maxMib: number;
}

export const DEFAULT_RETENTION: Retention = { keepDays: 30, keepEpochs: 50_000, maxMib: 512 };

/** Rows dropped of each table in one call, so that a call is short; the rest goes in the next ones. */
const BATCH = 2_000;
/** Pages given back to the file system in one call. */
const PAGES = 2_000;
/** Above this share of its largest size the older half of what may be dropped goes before its time. */
const FULL_SHARE = 0.75;
const KEPT_FAULTS = 20_000;
const DAY = 86_400;

/**
 * Drops what is older than it is kept, some of it at a time. What is open stays however old it is: actions under way
 * with their epochs, leases that have not ended with their VMs and promises, and the newest epoch.
 */
export function prune(database: Database, { keepDays, keepEpochs, maxMib }: Retention, now: number): void {
  const oldest = now - keepDays * DAY;
  const share = sizeOf(database) / (maxMib * MIB);
  database.together(() => {
    dropEpochs(database, { before: oldest, keep: keepEpochs });
    if (share > FULL_SHARE) dropEpochs(database, { before: Number.MAX_SAFE_INTEGER, keep: halfOf(database) });
    dropLeases(database, oldest);
    dropRest(database, oldest);
  });
  database.pragma(`incremental_vacuum(${PAGES})`);
}

/** Bytes in use, what could be given back not counted. */
export const sizeOf = (database: Database): number =>
  (database.figure('page_count') - database.figure('freelist_count')) * database.figure('page_size');

const MIB = 1024 * 1024;

const halfOf = (database: Database): number => {
  const [row] = database.rows(query.selectFrom('epoch').select((epoch) => epoch.fn.countAll<number>().as('count')));
  return Math.floor((row?.count ?? 0) / 2);
};

/** Epochs that ended before a moment, or beyond the newest so many, without open actions; their actions go with them. */
function dropEpochs(database: Database, { before, keep }: { readonly before: number; readonly keep: number }): void {
  const old = query
    .selectFrom('epoch')
    .select('number')
    .where((row) =>
      row.or([
        row('last_at', '<', before),
        row('number', '<=', row.selectFrom('epoch').select('number').orderBy('number', 'desc').limit(1).offset(keep)),
      ]),
    )
    .where('number', '<', (row) => row.selectFrom('epoch').select((epoch) => epoch.fn.max('number').as('last')))
    .where('number', 'not in', (row) => row.selectFrom('action').select('epoch').where('ended_at', 'is', null))
    .orderBy('number')
    .limit(BATCH);
  const numbers = database.rows(old).map(({ number }) => number);
  if (numbers.length === 0) return;
  database.write(query.deleteFrom('action').where('epoch', 'in', numbers));
  database.write(query.deleteFrom('fault').where('epoch', 'in', numbers));
  database.write(query.deleteFrom('epoch').where('number', 'in', numbers));
}

function dropLeases(database: Database, oldest: number): void {
  const old = query.selectFrom('lease').select('id').where('ended_at', '<', oldest).limit(BATCH);
  const ids = database.rows(old).map(({ id }) => id);
  if (ids.length > 0) {
    database.write(query.deleteFrom('promise_change').where('lease', 'in', ids));
    database.write(query.deleteFrom('promise').where('lease', 'in', ids));
    database.write(query.deleteFrom('lease').where('id', 'in', ids));
  }
  const gone = query
    .selectFrom('vm')
    .select('id')
    .where('gone_at', '<', oldest)
    .where('lease', 'not in', openLeases)
    .limit(BATCH);
  database.write(query.deleteFrom('vm').where('id', 'in', gone));
}

const openLeases = query.selectFrom('lease').select('id').where('ended_at', 'is', null);

function dropRest(database: Database, oldest: number): void {
  const rowid = sql.ref<number>('rowid');
  const faults = query
    .selectFrom('fault')
    .select(rowid.as('row'))
    .orderBy('at', 'desc')
    .limit(BATCH)
    .offset(KEPT_FAULTS);
  database.write(query.deleteFrom('fault').where(rowid, 'in', faults));
  database.write(query.deleteFrom('fault').where('at', '<', oldest));
  const durations = query
    .selectFrom('duration')
    .select(rowid.as('row'))
    .orderBy('at', 'desc')
    .limit(BATCH)
    .offset(KEPT_DURATIONS);
  database.write(query.deleteFrom('duration').where(rowid, 'in', durations));
  const surplus = sql<{ row: number }>`select row from (
    select rowid as row, row_number() over (partition by lease order by epoch desc) as place from promise_change
  ) where place > ${KEPT_CHANGES} limit ${BATCH}`;
  database.write(query.deleteFrom('promise_change').where(rowid, 'in', sql<number>`(${surplus})`));
}
