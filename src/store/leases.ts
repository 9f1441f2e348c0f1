import type { Epoch } from '../domain/epoch.ts';
import { type LeaseId, leaseId, type VmId, vmId } from '../domain/ids.ts';
import type { Lease, Terms } from '../domain/lease.ts';
import type { LeaseEnd, LeaseRecord } from '../domain/memory.ts';
import type { Forecast } from '../domain/plan.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { Vm } from '../domain/vm.ts';
import { type Accounts, accountIn } from './accounts.ts';
import { type Database, query } from './database.ts';
import { deliveredBy } from './delivered.ts';
import { promiseOf } from './promises.ts';
import type { LeaseRow, PromiseRow, VmRow } from './tables.ts';

/** Leases that have not ended or still have VMs in the cloud, by id. */
export type KnownLeases = ReadonlyMap<string, LeaseRow>;

/** Leases that have not ended. */
export const openLeasesIn = (database: Database): KnownLeases =>
  new Map(
    database
      .rows(query.selectFrom('lease').selectAll().where('ended_at', 'is', null))
      .map((row) => [row.id, row] as const),
  );

/** What an epoch made of the leases. */
export interface LeaseNews {
  readonly known: KnownLeases;
  /** Those that have started or ended since: their promises are to be settled. */
  readonly settled: readonly LeaseRow[];
}

/** Brings the leases up to an epoch, and writes down those that changed. */
export function writeLeases(database: Database, before: KnownLeases, epoch: Epoch, accounts: Accounts): LeaseNews {
  const { snapshot } = epoch;
  const now = snapshot.takenAt;
  const scene = sceneOf(epoch, accounts);
  const present = snapshot.leases.map((lease) =>
    rowOf(lease, before.get(lease.id) ?? formerRow(database, lease.id), scene),
  );
  const ended = gone(before, snapshot).map((row) => endedRow(database, row, now));
  const rows = new Map([...present, ...ended].map((row) => [row.id, row]));
  const changed = [...rows.values()].filter((row) => !isSame(row, before.get(row.id)));
  for (const row of changed) writeRow(database, row);
  const unread = [...before].filter(([id]) => !rows.has(id));
  return {
    known: new Map([...present.map((row) => [row.id, row] as const), ...unread]),
    settled: changed.filter((row) => row.started_at !== null || row.ended_at !== null),
  };
}

/** Which leases are asked for. */
export interface LeaseFilter {
  /** Those that have not ended only. */
  readonly openOnly: boolean;
  readonly last: number;
  readonly id?: string;
}

/** Leases: those that have not ended first, then the newest. */
export function leasesIn(database: Database, which: LeaseFilter, seenAt: number | null): readonly LeaseRecord[] {
  let rows = query
    .selectFrom('lease')
    .selectAll()
    .orderBy((row) => row('ended_at', 'is not', null))
    .orderBy('submitted_at', 'desc')
    .orderBy('id')
    .limit(which.last);
  if (which.openOnly) rows = rows.where('ended_at', 'is', null);
  if (which.id !== undefined) rows = rows.where('id', '=', which.id);
  return database.rows(rows).map((row) => recordOf(database, row, seenAt));
}

const ACTIVE = 3;
/** The cloud's clock has whole seconds. */
const CLOCK_SECONDS = 1;

/** What one epoch says of all leases. */
interface Scene {
  readonly now: number;
  readonly forecasts: ReadonlyMap<LeaseId, Forecast>;
  readonly vms: ReadonlyMap<VmId, Vm>;
  readonly accounts: Accounts;
}

const sceneOf = ({ snapshot, plan }: Epoch, accounts: Accounts): Scene => ({
  now: snapshot.takenAt,
  forecasts: new Map((plan?.forecasts ?? []).map((forecast) => [forecast.lease, forecast])),
  vms: new Map(snapshot.vms.map((vm) => [vm.id, vm])),
  accounts,
});

/** A lease as it is now. It has ended once all is delivered and none of its VMs is active, though they may stay. */
function rowOf(lease: Lease, known: LeaseRow | null, { now, forecasts, vms, accounts }: Scene): LeaseRow {
  const rows = lease.vms.flatMap((vm) => accounts.rows.get(vm) ?? []);
  const forecast = forecasts.get(lease.id)?.outcome ?? null;
  const delivered = deliveredOf(rows, now);
  const started = known?.started_at ?? firstStart(rows);
  const isActive = lease.vms.some((vm) => vms.get(vm)?.state === ACTIVE);
  const isOver = started !== null && !isActive && isFull(lease.durationSeconds, delivered);
  return {
    ...asked(lease, vms),
    first_seen_at: known?.first_seen_at ?? now,
    accepted_at: known?.accepted_at ?? (forecast === 'starts' ? now : null),
    started_at: started,
    state: isOver ? null : (forecast ?? known?.state ?? null),
    ended_at: isOver ? (known?.ended_at ?? now) : null,
    end: isOver ? 'done' : null,
    delivered_seconds: isOver ? delivered : null,
  };
}

const asked = (lease: Lease, vms: Scene['vms']) => ({
  id: lease.id,
  name: lease.name,
  owner: vms.get(lease.vms[0] as VmId)?.userName ?? '',
  vms: JSON.stringify(lease.vms),
  terms: JSON.stringify(lease.terms),
  duration_seconds: lease.durationSeconds,
  preemptible: lease.preemptible ? 1 : 0,
  weight: lease.weight,
  submitted_at: lease.submittedAt,
});

function endedRow(database: Database, row: LeaseRow, now: number): LeaseRow {
  const rows = vmRows(database, row);
  const delivered = deliveredOf(rows, now);
  const startedAt = row.started_at ?? firstStart(rows);
  const end = endOf(startedAt, row.duration_seconds, delivered);
  return { ...row, started_at: startedAt, ended_at: now, end, delivered_seconds: delivered, state: null };
}

/** What runs without end is done whenever it ends. */
function endOf(startedAt: number | null, durationSeconds: number | null, delivered: number): LeaseEnd {
  if (startedAt === null) return 'withdrawn';
  return durationSeconds === null || isFull(durationSeconds, delivered) ? 'done' : 'ended-early';
}

/** Leases that are no part of the snapshot any more, unless they merely could not be read. */
function gone(before: KnownLeases, { leases, verdicts }: Snapshot): readonly LeaseRow[] {
  if (verdicts.some(({ about }) => about.kind === 'source')) return [];
  const present = new Set<string>(leases.map(({ id }) => id));
  const unread = new Set(verdicts.flatMap(({ about }) => (about.kind === 'vm' ? [about.id] : [])));
  const open = [...before.values()].filter(({ ended_at }) => ended_at === null);
  return open.filter((row) => !present.has(row.id) && !vmsOf(row).some((vm) => unread.has(vm)));
}

const isFull = (durationSeconds: number | null, delivered: number): boolean =>
  durationSeconds !== null && delivered + CLOCK_SECONDS >= durationSeconds;

const firstStart = (rows: readonly VmRow[]): number | null => {
  const starts = rows.flatMap(({ started_at }) => started_at ?? []);
  return starts.length === 0 ? null : Math.min(...starts);
};

/** Work of the slowest VM. */
const deliveredOf = (rows: readonly VmRow[], now: number): number =>
  rows.length === 0 ? 0 : Math.min(...rows.map((row) => deliveredBy(accountIn(row), now)));

function recordOf(database: Database, row: LeaseRow, seenAt: number | null): LeaseRecord {
  const now = row.ended_at ?? seenAt ?? row.first_seen_at;
  const [promise] = database.rows(query.selectFrom('promise').selectAll().where('lease', '=', row.id));
  return {
    id: leaseId(row.id),
    name: row.name,
    owner: row.owner,
    vms: vmsOf(row),
    terms: JSON.parse(row.terms) as Terms,
    durationSeconds: row.duration_seconds,
    preemptible: row.preemptible === 1,
    weight: row.weight,
    submittedAt: row.submitted_at,
    firstSeenAt: row.first_seen_at,
    lastSeenAt: now,
    acceptedAt: row.accepted_at,
    state: row.state as Forecast['outcome'] | null,
    deliveredSeconds: row.delivered_seconds ?? deliveredOf(vmRows(database, row), now),
    startedAt: row.started_at,
    endedAt: row.ended_at,
    end: row.end as LeaseEnd | null,
    promise: promise === undefined ? null : promiseOf(promise as PromiseRow),
  };
}

const vmsOf = ({ vms }: LeaseRow): readonly VmId[] => (JSON.parse(vms) as readonly number[]).map(vmId);

const vmRows = (database: Database, row: LeaseRow): readonly VmRow[] =>
  database.rows(query.selectFrom('vm').selectAll().where('id', 'in', vmsOf(row)));

function formerRow(database: Database, id: LeaseId): LeaseRow | null {
  const [row] = database.rows(query.selectFrom('lease').selectAll().where('id', '=', id));
  return row ?? null;
}

const isSame = (a: LeaseRow, b: LeaseRow | undefined): boolean =>
  b !== undefined && (Object.keys(a) as (keyof LeaseRow)[]).every((key) => a[key] === b[key]);

function writeRow(database: Database, row: LeaseRow): void {
  const { id: _, ...rest } = row;
  database.write(
    query
      .insertInto('lease')
      .values(row)
      .onConflict((conflict) => conflict.column('id').doUpdateSet(rest)),
  );
}
