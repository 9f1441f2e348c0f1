import { strict as assert } from 'node:assert';
import type { ActionEnd, ActionStage, Command, JournalEntry, VmStatus } from '../domain/enactment.ts';
import { actionId, leaseId } from '../domain/ids.ts';
import type { ActionRecord } from '../domain/memory.ts';
import type { Journal } from '../ports.ts';
import { type Database, query } from './database.ts';
import { observedIn, writeObservations } from './durations.ts';
import type { ActionRow } from './tables.ts';

/**
 * The journal in the store. An action is one row, and each stage fills in its moment. What has ended stays ended: a
 * second end would mean that something was done twice. `openedAt`: when this process began, Unix seconds.
 */
export function journalIn(database: Database, openedAt: number): Journal {
  return {
    write: (entry) =>
      database.together(() => {
        const changed = database.write(upsert(entry));
        assert(
          changed === 1,
          `${entry.action} of epoch ${entry.epoch} has ended before, and is ${entry.stage.kind} again`,
        );
        learn(database, entry, openedAt);
      }),
    open: () => openEntries(database),
  };
}

/** Actions of the store, oldest first, narrowed down. */
export function actionsIn(
  database: Database,
  which: { readonly epoch?: number; readonly lease?: string },
): readonly ActionRecord[] {
  let rows = query
    .selectFrom('action')
    .leftJoin('vm', 'vm.id', 'action.vm')
    .selectAll('action')
    .select('vm.lease as lease')
    .orderBy('intended_at')
    .orderBy('action');
  if (which.epoch !== undefined) rows = rows.where('action.epoch', '=', which.epoch);
  if (which.lease !== undefined) rows = rows.where('vm.lease', '=', which.lease);
  return database.rows(rows).map((row) => recordOf(row, row.lease));
}

/** What was done tells how long such things take, unless it may have been over long before this process looked. */
function learn(database: Database, entry: JournalEntry, openedAt: number): void {
  const { stage, epoch, action, command, at } = entry;
  if (stage.kind !== 'ended' || stage.end !== 'done') return;
  const [vm] = database.rows(query.selectFrom('vm').select('memory_mib').where('id', '=', command.vm));
  const [row] = database.rows(
    query
      .selectFrom('action')
      .select(['intended_at', 'sent_at'])
      .where('epoch', '=', epoch)
      .where('action', '=', action),
  );
  if (vm === undefined || row === undefined) return;
  const sentAt = row.sent_at ?? row.intended_at;
  const observed = sentAt < openedAt ? null : observedIn(entry, sentAt, vm.memory_mib);
  if (observed !== null) writeObservations(database, [observed], at);
}

function openEntries(database: Database): readonly JournalEntry[] {
  const rows = query
    .selectFrom('action')
    .selectAll()
    .where('ended_at', 'is', null)
    .orderBy('intended_at')
    .orderBy('epoch')
    .orderBy('action');
  return database.rows(rows).map(entryOf);
}

function upsert({ epoch, action, command, stage, before, at, dueBy }: JournalEntry) {
  const ended = stage.kind === 'ended' ? { end: stage.end, reason: stage.reason } : { end: null, reason: null };
  const now = {
    vm: command.vm,
    operation: command.operation,
    command: JSON.stringify(command),
    before: JSON.stringify(before),
    due_by: dueBy,
    stage: stage.kind,
    [MOMENTS[stage.kind]]: at,
    ...ended,
  };
  return query
    .insertInto('action')
    .values({ epoch, action, intended_at: at, ...now })
    .onConflict((conflict) =>
      conflict.columns(['epoch', 'action']).doUpdateSet(now).where('action.ended_at', 'is', null),
    );
}

const MOMENTS = { intended: 'intended_at', sent: 'sent_at', accepted: 'accepted_at', ended: 'ended_at' } as const;

const entryOf = (row: ActionRow): JournalEntry => ({
  epoch: row.epoch,
  action: actionId(row.action),
  command: JSON.parse(row.command) as Command,
  stage: stageOf(row),
  before: JSON.parse(row.before) as VmStatus,
  at: (row[MOMENTS[row.stage as ActionStage['kind']]] ?? row.intended_at) as number,
  dueBy: row.due_by,
});

function recordOf(row: ActionRow, lease: string | null): ActionRecord {
  const { at: _, ...entry } = entryOf(row);
  return {
    ...entry,
    lease: lease === null ? null : leaseId(lease),
    intendedAt: row.intended_at,
    sentAt: row.sent_at,
    acceptedAt: row.accepted_at,
    endedAt: row.ended_at,
  };
}

function stageOf({ stage, end, reason }: ActionRow): ActionStage {
  if (stage === 'ended') return { kind: 'ended', end: end as ActionEnd, reason: reason ?? '' };
  return { kind: stage as Exclude<ActionStage['kind'], 'ended'> };
}
