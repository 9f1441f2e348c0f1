import type { EpochDetail, FaultRecord } from '../domain/memory.ts';
import { actionRecordDocument, actionRecordSheet } from './action-records.ts';
import { epochRecordDocument, historySheet } from './history.ts';
import { announcementDocument } from './lease-records.ts';
import { type Column, type Sheet, sheet } from './sheet.ts';
import { type TextStyle, textTable } from './text-table.ts';
import { counted, iso, moment } from './words.ts';

/** One remembered epoch for people: itself, what was done, what was announced, and what went wrong. */
export function epochDetailText({ epoch, actions, announced, faults }: EpochDetail, style: TextStyle): string {
  const parts = [
    `Epoch ${epoch.number} of ${epoch.source}, ${iso(epoch.beganAt)}\n${textTable(historySheet([epoch]), style)}`,
    part('action', actions.length, actionRecordSheet(actions), style),
    part('start announced', announced.length, announcedSheet(announced), style),
    part('fault', faults.length, faultSheet(faults), style),
  ];
  return parts.filter((text) => text !== '').join('\n');
}

/** The same as JSON. */
export const epochDetailDocument = ({ epoch, actions, announced, faults }: EpochDetail) => ({
  epoch: epochRecordDocument(epoch),
  actions: actions.map(actionRecordDocument),
  announced: announced.map(announcementDocument),
  faults: faults.map((fault) => ({ ...fault, at: iso(fault.at) })),
});

function part(noun: string, count: number, table: Sheet, style: TextStyle): string {
  if (count === 0) return '';
  const title = noun === 'start announced' ? `${counted(count, 'start')} announced` : counted(count, noun);
  return `${title}\n${textTable(table, style)}`;
}

type Announced = EpochDetail['announced'][number];

const announcedSheet = (announced: readonly Announced[]): Sheet => sheet('Announced', announcedColumns, announced);

const announcedColumns: readonly Column<Announced>[] = [
  { name: 'LEASE', about: 'id of the lease', left: true, cell: ({ lease }) => lease },
  { name: 'START', about: 'start announced, UTC', left: true, cell: ({ startAt }) => moment(startAt) },
];

const faultSheet = (faults: readonly FaultRecord[]): Sheet => sheet('Faults', faultColumns, faults);

const faultColumns: readonly Column<FaultRecord>[] = [
  { name: 'AT', about: 'when, UTC', left: true, cell: ({ at }) => moment(at) },
  { name: 'ABOUT', about: 'what it is about', left: true, cell: ({ about }) => about },
  { name: 'MESSAGE', about: 'what happened', left: true, cell: ({ message }) => message },
];
