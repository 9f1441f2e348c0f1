import type { Action } from '../../domain/plan.ts';
import type { Lookup } from '../lookup.ts';
import { type Column, type Sheet, sheet } from '../sheet.ts';
import { moment, span } from '../words.ts';

/** One row per action: OpenNebula's own plan columns first, then what explains them. */
export const actionSheet = (title: string, actions: readonly Action[], names: Lookup): Sheet =>
  sheet(title, actionColumns(names), actions);

const actionColumns = (names: Lookup): readonly Column<Action>[] => [
  { name: 'VM', about: 'id of the VM', cell: ({ vm }) => vm },
  { name: 'ACTION', about: 'what onevm is asked for', left: true, cell: ({ operation }) => operation },
  { name: 'HOST', about: 'where to, or where it is', left: true, cell: ({ host }) => names.hostName(host) },
  {
    name: 'DS',
    about: 'system datastore of a first deploy',
    left: true,
    cell: ({ datastore }) => (datastore === null ? null : names.datastoreName(datastore)),
  },
  { name: 'START_TIME', about: 'not before, UTC', left: true, cell: ({ notBefore }) => moment(notBefore) },
  { name: 'TAKES', about: 'expected time', cell: ({ expectedSeconds }) => span(expectedSeconds) },
  { name: 'NAME', about: 'name of the VM', left: true, cell: ({ vm }) => names.vmName(vm) },
  { name: 'AFTER', about: 'actions that must be done first', left: true, cell: ({ dependsOn }) => dependsOn.join(' ') },
  { name: 'REASON', about: 'why', left: true, cell: ({ reason }) => reason },
];

/** One row per pause or move that makes room, with whom the room is for. */
export const roomSheet = (
  rooms: readonly { readonly action: Action; readonly makesRoomFor: readonly Action[] }[],
  names: Lookup,
): Sheet => sheet('Makes room', roomColumns(names), rooms);

type Room = { readonly action: Action; readonly makesRoomFor: readonly Action[] };

const roomColumns = (names: Lookup): readonly Column<Room>[] => [
  { name: 'VM', about: 'id of the VM', cell: ({ action }) => action.vm },
  { name: 'ACTION', about: 'what onevm is asked for', left: true, cell: ({ action }) => action.operation },
  { name: 'HOST', about: 'where to, or where it is', left: true, cell: ({ action }) => names.hostName(action.host) },
  { name: 'START_TIME', about: 'not before, UTC', left: true, cell: ({ action }) => moment(action.notBefore) },
  { name: 'NAME', about: 'name of the VM', left: true, cell: ({ action }) => names.vmName(action.vm) },
  {
    name: 'FOR',
    about: 'who waits for the room',
    left: true,
    cell: ({ makesRoomFor }) => [...new Set(makesRoomFor.map(({ vm }) => names.vmName(vm)))].join(' '),
  },
  { name: 'REASON', about: 'why', left: true, cell: ({ action }) => action.reason },
];
