import type { News, Outcome } from '../../enact/world.ts';
import { type Column, type Sheet, sheet } from '../../report/sheet.ts';
import { type TextStyle, textTable } from '../../report/text-table.ts';
import { counted, iso, span } from '../../report/words.ts';
import type { PlannedAction } from './plan-document.ts';

/** What became of a plan that was carried out. */
export interface Applied {
  readonly plan: string;
  readonly through: string;
  readonly dryRun: boolean;
  readonly actions: readonly PlannedAction[];
  /** Ids of those that an earlier run had done. */
  readonly already: ReadonlySet<string>;
  readonly outcomes: readonly Outcome[];
}

/** One action with its end. */
interface Row {
  readonly action: string;
  readonly vm: number;
  readonly operation: string;
  readonly host: number | null;
  readonly end: string;
  readonly seconds: number | null;
  readonly reason: string;
}

/** One JSON document: every action, those that undo others included. */
export function appliedDocument(applied: Applied): object {
  const rows = rowsOf(applied);
  return {
    plan: applied.plan,
    through: applied.through,
    dryRun: applied.dryRun,
    counts: Object.fromEntries(ENDS.map((end) => [end, rows.filter((row) => row.end === end).length])),
    actions: rows.map(({ seconds, ...row }) => ({ ...row, seconds })),
  };
}

export const appliedSheet = (applied: Applied): Sheet => sheet('Actions', COLUMNS, rowsOf(applied));

const COLUMNS: readonly Column<Row>[] = [
  { name: 'ACTION', about: 'as the plan names it', left: true, cell: ({ action }) => action },
  { name: 'VM', about: 'id of the VM', cell: ({ vm }) => vm },
  { name: 'OPERATION', about: 'what the cloud was asked for', left: true, cell: ({ operation }) => operation },
  { name: 'HOST', about: 'where to, or where it is', cell: ({ host }) => host },
  { name: 'END', about: 'how it ended', left: true, cell: ({ end }) => end },
  { name: 'TOOK', about: 'from the command to its end', cell: ({ seconds }) => span(seconds) },
  { name: 'REASON', about: 'why', left: true, cell: ({ reason }) => reason },
];

export function appliedText(applied: Applied, style: TextStyle): string {
  const rows = rowsOf(applied);
  const parts = ENDS.flatMap((end) => {
    const count = rows.filter((row) => row.end === end).length;
    return count === 0 ? [] : [`${count} ${end}`];
  });
  return `${textTable(appliedSheet(applied), style)}\n${counted(rows.length, 'action')}: ${parts.join(', ') || 'none'}.\n`;
}

const ENDS = ['done', 'done before', 'failed', 'superseded', 'not ended', 'not sent'] as const;

/** In the order of the plan, then what undid others. */
function rowsOf({ actions, already, outcomes, dryRun }: Applied): readonly Row[] {
  const ends = new Map(outcomes.map((outcome) => [outcome.action as string, outcome]));
  const planned = actions.map(({ id, vm, operation, host }): Row => {
    const shared = { action: id, vm, operation, host };
    if (already.has(id)) return { ...shared, end: 'done before', seconds: null, reason: 'an earlier run has done it' };
    const outcome = ends.get(id);
    if (outcome === undefined) return { ...shared, end: 'not ended', seconds: null, reason: 'interrupted' };
    return { ...shared, ...endOf(outcome, dryRun) };
  });
  const own = new Set(actions.map(({ id }) => id));
  const undone = outcomes.filter(({ action }) => !own.has(action));
  return [...planned, ...undone.map((outcome): Row => ({ ...subjectOf(outcome), ...endOf(outcome, dryRun) }))];
}

const subjectOf = ({ action, command: { vm, operation, host } }: Outcome) => ({ action, vm, operation, host });

const endOf = ({ end, sentAt, endedAt, reason }: Outcome, dryRun: boolean) => ({
  end: dryRun ? 'not sent' : end,
  seconds: sentAt === null ? null : Math.round(endedAt - sentAt),
  reason,
});

/** A line of progress for each step that somebody who looks on wants to know. */
export function progressLine(news: News): string {
  const at = iso(news.at).slice(11, 19);
  if (news.kind === 'trouble') return `${at}  trouble: ${news.message}\n`;
  const { action } = news.of;
  switch (news.kind) {
    case 'sent':
    case 'accepted':
    case 'under-way':
      return `${at}  ${action}: ${news.kind.replace('-', ' ')}\n`;
    case 'hitch':
    case 'waits':
      return `${at}  ${action}: waits, ${news.why}\n`;
    case 'ended':
      return `${at}  ${action}: ${news.outcome.end}, ${news.outcome.reason}\n`;
  }
}
