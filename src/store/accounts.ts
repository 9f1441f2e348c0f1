import { type VmId, vmId } from '../domain/ids.ts';
import type { Account } from '../domain/memory.ts';
import type { Operation } from '../domain/plan.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { Stay, Vm } from '../domain/vm.ts';
import { type Database, query } from './database.ts';
import { accountAfter, accountOf, type Mark, reckonedBy, recordedSeconds, wantsHistory } from './delivered.ts';
import type { VmRow } from './tables.ts';

/** Accounts of the VMs that were there at the last look. */
export interface Accounts {
  /** When that was, Unix seconds; null before the first. */
  readonly seenAt: number | null;
  readonly rows: ReadonlyMap<VmId, VmRow>;
}

/** All of a VM's history records, oldest first, for those that were asked for. */
export type Histories = ReadonlyMap<VmId, readonly Stay[]>;

/** What an account needs besides a snapshot. */
export interface Beside {
  readonly histories: Histories;
  /** What a start of this VM is expected to take, seconds; `first`: it has never worked, so nothing is restored. */
  readonly startSeconds: (vm: Vm, first: boolean) => number;
  /** When this process opened the store: what was sent before that, it did not see done. */
  readonly openedAt: number;
}

/** What the store knows from before. */
export function accountsIn(database: Database): Accounts {
  const rows = database.rows(query.selectFrom('vm').selectAll().where('gone_at', 'is', null));
  const [trait] = database.rows(query.selectFrom('trait').select('value').where('name', '=', SEEN));
  return {
    seenAt: trait === undefined ? null : Number(trait.value),
    rows: new Map(rows.map((row) => [vmId(row.id), row])),
  };
}

/** Brings every account up to a snapshot, and writes down those that changed. */
export function observed(database: Database, before: Accounts, snapshot: Snapshot, beside: Beside): Accounts {
  const now = snapshot.takenAt;
  const marks = marksSince(database, before.seenAt, beside.openedAt);
  const hints = (id: VmId, startSeconds: number) => ({
    now,
    seenAt: before.seenAt,
    marks: marks.get(id) ?? [],
    records: beside.histories.get(id) ?? null,
    startSeconds,
  });
  const leases = new Map(snapshot.leases.flatMap(({ id, vms }) => vms.map((vm) => [vm, id] as const)));
  const rows = new Map(
    snapshot.vms.map((vm) => {
      const known = before.rows.get(vm.id) ?? formerRow(database, vm.id);
      const startSeconds = marks.has(vm.id) ? beside.startSeconds(vm, known?.closed_seconds === 0) : 0;
      const account = accountOf(known === null ? null : accountIn(known), vm, hints(vm.id, startSeconds));
      return [vm.id, rowOf(account, vm, leases.get(vm.id) ?? known?.lease ?? null)] as const;
    }),
  );
  const gone = missing(before, snapshot, rows).map((row) => {
    const account = accountAfter(accountIn(row), hints(vmId(row.id), 0));
    return { ...row, ...amountsOf(account), gone_at: now };
  });
  writeRows(database, [...[...rows.values()].filter((row) => !isSame(row, before.rows.get(vmId(row.id)))), ...gone]);
  writeSeen(database, now);
  const unseen = [...before.rows].filter(
    ([id, row]) => !rows.has(id) && !gone.some(({ id: other }) => other === row.id),
  );
  return { seenAt: now, rows: new Map([...rows, ...unseen]) };
}

/** The snapshot as formulation needs it: last records plus what is delivered beside them add up to the accounts. */
export function withDelivered(snapshot: Snapshot, { rows }: Accounts): Snapshot {
  const vms = snapshot.vms.map((vm) => {
    const row = rows.get(vm.id);
    if (row === undefined) return vm;
    const before = Math.floor(reckonedBy(accountIn(row), snapshot.takenAt) - recordedSeconds(vm, snapshot.takenAt));
    return before === vm.deliveredBeforeSeconds ? vm : { ...vm, deliveredBeforeSeconds: before };
  });
  return { ...snapshot, vms };
}

/** VMs whose complete history should be asked for before this snapshot is observed. */
export function unexplained(database: Database, before: Accounts, snapshot: Snapshot): readonly VmId[] {
  const marks = marksSince(database, before.seenAt, 0);
  return snapshot.vms
    .filter((vm) => {
      const row = before.rows.get(vm.id);
      return row !== undefined && wantsHistory(accountIn(row), vm, marks.get(vm.id) ?? []);
    })
    .map(({ id }) => id);
}

/** The account of one VM, present or gone; null when it was never seen. */
export function accountOfVm(database: Database, vm: VmId): Account | null {
  const row = formerRow(database, vm);
  return row === null ? null : accountIn(row);
}

/** A row as the account that it keeps. */
export const accountIn = (row: VmRow): Account => ({
  vm: vmId(row.id),
  closedSeconds: row.closed_seconds,
  workingSince: row.working_since,
  beganBy: row.began_by,
  recordSince: row.record_since,
  startedAt: row.started_at,
  hasWorked: row.has_worked === 1,
  exact: row.exact === 1,
});

const SEEN = 'seen_at';

function marksSince(database: Database, seenAt: number | null, openedAt: number): ReadonlyMap<VmId, readonly Mark[]> {
  const after = seenAt ?? Number.MAX_SAFE_INTEGER;
  const rows = database.rows(
    query
      .selectFrom('action')
      .select(['vm', 'operation', 'sent_at', 'accepted_at', 'ended_at', 'end'])
      .where((row) => row.or([row('ended_at', 'is', null), row('ended_at', '>', after)])),
  );
  const marks = new Map<VmId, Mark[]>();
  for (const row of rows) {
    const mine = marksOf(row, openedAt).filter(({ at }) => at > after);
    marks.set(
      vmId(row.vm),
      [...(marks.get(vmId(row.vm)) ?? []), ...mine].toSorted((a, b) => a.at - b.at),
    );
  }
  return marks;
}

interface Moments {
  readonly operation: string;
  readonly sent_at: number | null;
  readonly accepted_at: number | null;
  readonly ended_at: number | null;
  readonly end: string | null;
}

/** An action that was done without its acceptance being heard was taken when it was sent; what was refused left no mark. */
function marksOf({ operation, sent_at, accepted_at, ended_at, end }: Moments, openedAt: number): readonly Mark[] {
  const isDone = end === 'done' && ended_at !== null;
  const isSeen = sent_at === null || sent_at >= openedAt || (ended_at !== null && ended_at < openedAt);
  const mark = (stage: Mark['stage'], at: number | null): readonly Mark[] =>
    at === null ? [] : [{ operation: operation as Operation, stage, at }];
  return [
    ...mark('sent', ended_at === null || isDone || accepted_at !== null ? sent_at : null),
    ...mark('accepted', accepted_at ?? (isDone ? sent_at : null)),
    ...(isDone ? mark(isSeen ? 'done' : 'done-unseen', ended_at) : []),
  ];
}

/** VMs of the last look that are gone: those that merely could not be read this time are not. */
function missing(before: Accounts, { verdicts }: Snapshot, rows: ReadonlyMap<VmId, VmRow>): readonly VmRow[] {
  if (verdicts.some(({ about }) => about.kind === 'source')) return [];
  const unread = new Set(verdicts.flatMap(({ about }) => (about.kind === 'vm' ? [about.id] : [])));
  return [...before.rows.values()].filter(({ id }) => !rows.has(vmId(id)) && !unread.has(id));
}

function formerRow(database: Database, vm: VmId): VmRow | null {
  const [row] = database.rows(query.selectFrom('vm').selectAll().where('id', '=', vm));
  return row ?? null;
}

const rowOf = (account: Account, vm: Vm, lease: string | null): VmRow => ({
  id: vm.id,
  lease,
  memory_mib: vm.demand.memoryMib,
  ...amountsOf(account),
  gone_at: null,
});

const amountsOf = ({ closedSeconds, workingSince, beganBy, recordSince, startedAt, hasWorked, exact }: Account) => ({
  closed_seconds: closedSeconds,
  working_since: workingSince,
  began_by: beganBy,
  record_since: recordSince,
  started_at: startedAt,
  has_worked: hasWorked ? 1 : 0,
  exact: exact ? 1 : 0,
});

const isSame = (a: VmRow, b: VmRow | undefined): boolean =>
  b !== undefined && (Object.keys(a) as (keyof VmRow)[]).every((key) => a[key] === b[key]);

function writeRows(database: Database, rows: readonly VmRow[]): void {
  for (const row of rows) {
    const { id: _, ...amounts } = row;
    database.write(
      query
        .insertInto('vm')
        .values(row)
        .onConflict((conflict) => conflict.column('id').doUpdateSet(amounts)),
    );
  }
}

function writeSeen(database: Database, now: number): void {
  const value = String(now);
  database.write(
    query
      .insertInto('trait')
      .values({ name: SEEN, value })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ value })),
  );
}
