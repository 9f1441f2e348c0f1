import type { ActionRecord } from '../domain/memory.ts';
import { type Column, type Sheet, sheet } from './sheet.ts';
import { iso, moment, span } from './words.ts';

/** Remembered actions as a table: what was asked of whom, and how it went. */
export const actionRecordSheet = (actions: readonly ActionRecord[]): Sheet => sheet('Actions', columns, actions);

/** One remembered action as JSON. */
export const actionRecordDocument = (action: ActionRecord) => ({
  ...action,
  intendedAt: iso(action.intendedAt),
  sentAt: isoOrNull(action.sentAt),
  acceptedAt: isoOrNull(action.acceptedAt),
  endedAt: isoOrNull(action.endedAt),
  dueBy: iso(action.dueBy),
});

const isoOrNull = (unixSeconds: number | null): string | null => (unixSeconds === null ? null : iso(unixSeconds));

const tookSeconds = ({ intendedAt, endedAt }: ActionRecord): number | null =>
  endedAt === null ? null : endedAt - intendedAt;

const columns: readonly Column<ActionRecord>[] = [
  { name: 'EPOCH', about: 'epoch whose plan it is of', cell: ({ epoch }) => epoch },
  { name: 'ACTION', about: 'id of the action', left: true, cell: ({ action }) => action },
  { name: 'VM', about: 'id of the VM', cell: ({ command }) => command.vm },
  { name: 'LEASE', about: 'its lease', left: true, cell: ({ lease }) => lease },
  { name: 'HOST', about: 'id of the host it goes to', cell: ({ command }) => command.host },
  { name: 'INTENDED', about: 'when it was begun, UTC', left: true, cell: ({ intendedAt }) => moment(intendedAt) },
  { name: 'TOOK', about: 'time until it ended', cell: (action) => span(tookSeconds(action)) },
  {
    name: 'STAGE',
    about: 'how far it is, or how it ended',
    left: true,
    cell: ({ stage }) => (stage.kind === 'ended' ? stage.end : stage.kind),
  },
  {
    name: 'REASON',
    about: 'why it ended so',
    left: true,
    cell: ({ stage }) => (stage.kind === 'ended' ? stage.reason : null),
  },
];
