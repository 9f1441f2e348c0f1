import type { Epoch } from '../domain/epoch.ts';
import { type Cost, gapOf, headlineLevel } from '../domain/levels.ts';
import type { EpochRecord } from '../domain/memory.ts';
import { incumbentOf, type Solution } from '../domain/solution.ts';
import { type Database, query } from './database.ts';
import type { EpochRow } from './tables.ts';

/** What an epoch does not say about itself. */
export interface EpochContext {
  /** How messages name the cloud; credentials in it are left out. */
  readonly source: string;
  readonly snapshotHash: string;
}

/** Writes an epoch down under the next number, and gives that number. */
export function writeEpoch(database: Database, epoch: Epoch, context: EpochContext): number {
  const number = nextNumber(database);
  database.write(query.insertInto('epoch').values(rowOf(epoch, context, number)));
  return number;
}

/** Counts one more epoch that found the cloud unchanged since the last one. */
export function repeatEpoch(database: Database, at: number): void {
  database.write(
    query
      .updateTable('epoch')
      .set((row) => ({ last_at: at, repeats: row('repeats', '+', 1) }))
      .where('number', '=', (last) => last.selectFrom('epoch').select((row) => row.fn.max('number').as('last'))),
  );
}

/** Epochs, newest first. */
export function epochsIn(
  database: Database,
  which: { readonly last: number; readonly lease?: string },
): readonly EpochRecord[] {
  let rows = query.selectFrom('epoch').selectAll().orderBy('number', 'desc').limit(which.last);
  const { lease } = which;
  if (lease !== undefined) {
    rows = rows.where((row) =>
      row.or([
        row('number', 'in', (changes) =>
          changes.selectFrom('promise_change').select('epoch').where('lease', '=', lease),
        ),
        row('number', 'in', (actions) =>
          actions
            .selectFrom('action')
            .innerJoin('vm', 'vm.id', 'action.vm')
            .select('action.epoch')
            .where('vm.lease', '=', lease),
        ),
      ]),
    );
  }
  return database.rows(rows).map(recordOf);
}

/** One epoch; null when it is not, or no longer, kept. */
export function epochIn(database: Database, number: number): EpochRecord | null {
  const [row] = database.rows(query.selectFrom('epoch').selectAll().where('number', '=', number));
  return row === undefined ? null : recordOf(row);
}

/** Never one that an action bears already, whatever was dropped meanwhile. */
function nextNumber(database: Database): number {
  const [epochs] = database.rows(query.selectFrom('epoch').select((row) => row.fn.max('number').as('last')));
  const [actions] = database.rows(query.selectFrom('action').select((row) => row.fn.max('epoch').as('last')));
  return Math.max(epochs?.last ?? 0, actions?.last ?? 0) + 1;
}

function rowOf(epoch: Epoch, { source, snapshotHash }: EpochContext, number: number): EpochRow {
  const { snapshot, solution, plan, violations, verdicts, stageSeconds } = epoch;
  const incumbent = incumbentOf(solution);
  const bound = boundOf(solution);
  return {
    number,
    began_at: snapshot.takenAt,
    last_at: snapshot.takenAt,
    repeats: 0,
    source,
    snapshot_hash: snapshotHash,
    hosts: snapshot.hosts.length,
    vms: snapshot.vms.length,
    leases: snapshot.leases.length,
    status: solution.status,
    cost: incumbent && JSON.stringify(incumbent.cost),
    bound: bound && JSON.stringify(bound),
    gap: incumbent && bound && gapAt(incumbent.cost, bound),
    found_by: incumbent?.by ?? null,
    stage_seconds: JSON.stringify(stageSeconds),
    actions_planned: plan?.actions.length ?? 0,
    actions_due: plan?.actions.filter(({ notBefore }) => notBefore < plan.enactBefore).length ?? 0,
    violations: violations.length,
    verdicts: verdicts.length,
  };
}

const recordOf = (row: EpochRow): EpochRecord => ({
  number: row.number,
  beganAt: row.began_at,
  lastAt: row.last_at,
  repeats: row.repeats,
  source: row.source,
  snapshotHash: row.snapshot_hash,
  hosts: row.hosts,
  vms: row.vms,
  leases: row.leases,
  status: row.status as EpochRecord['status'],
  cost: costOf(row.cost),
  bound: costOf(row.bound),
  gap: row.gap,
  by: row.found_by,
  stageSeconds: JSON.parse(row.stage_seconds) as EpochRecord['stageSeconds'],
  actionsPlanned: row.actions_planned,
  actionsDue: row.actions_due,
  violations: row.violations,
  verdicts: row.verdicts,
});

const costOf = (text: string | null): Cost | null => (text === null ? null : (JSON.parse(text) as Cost));

const boundOf = (solution: Solution): Cost | null =>
  solution.status === 'optimal' || solution.status === 'feasible' ? solution.bound : null;

function gapAt(cost: Cost, bound: Cost): number {
  const level = headlineLevel(cost, bound);
  return gapOf(cost[level] as number, bound[level] as number);
}
