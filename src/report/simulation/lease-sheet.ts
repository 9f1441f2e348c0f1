import type { RunRecord } from '../../domain/run-record.ts';
import { type Column, type Sheet, sheet } from '../sheet.ts';
import { boundedSlowdown, isOnTime, waitSeconds } from './summary.ts';

type Lease = RunRecord['leases'][number];

/** Every lease of a run, one row each. */
export const leaseSheet = (run: Pick<RunRecord, 'policy' | 'leases'>, instance: string): Sheet =>
  sheet<Lease>(
    'Leases',
    [
      { name: 'POLICY', about: 'who decides', left: true, cell: () => run.policy },
      { name: 'CASE', about: 'window and seed', left: true, cell: () => instance },
      ...COLUMNS,
    ],
    run.leases,
  );

const COLUMNS: readonly Column<Lease>[] = [
  { name: 'ID', about: 'of the request', left: true, cell: ({ id }) => id },
  { name: 'KIND', about: 'of lease', left: true, cell: ({ kind }) => kind },
  { name: 'USER', about: 'who asked', left: true, cell: ({ user }) => user },
  { name: 'VMS', about: 'together', cell: ({ vms }) => vms },
  { name: 'CORES', about: 'of all its VMs', cell: ({ cpuCentis }) => cpuCentis / 100 },
  { name: 'OUTCOME', about: 'done, rejected or failed', left: true, cell: ({ outcome }) => outcome },
  { name: 'REASON', about: 'why not done', left: true, cell: ({ reason }) => reason },
  { name: 'SUBMIT', about: 's', cell: ({ submitSeconds }) => submitSeconds },
  { name: 'START', about: 's', cell: ({ startSeconds }) => startSeconds },
  { name: 'END', about: 's', cell: ({ endSeconds }) => endSeconds },
  { name: 'ASKED', about: 'asked for, s', cell: ({ durationSeconds }) => durationSeconds },
  { name: 'DELIVERED', about: 'work, s', cell: ({ deliveredSeconds }) => deliveredSeconds },
  { name: 'HELD', about: 'room held, s', cell: ({ heldSeconds }) => heldSeconds },
  { name: 'LOST', about: 'work thrown away, s', cell: ({ discardedSeconds }) => discardedSeconds },
  { name: 'WAIT', about: 's', cell: (lease) => (lease.startSeconds === null ? null : waitSeconds(lease)) },
  {
    name: 'SLOWDOWN',
    about: 'bounded by 10 s',
    cell: (lease) => (lease.outcome === 'done' && lease.endSeconds !== null ? round(boundedSlowdown(lease)) : null),
  },
  { name: 'ON_TIME', about: 'as its terms say', left: true, cell: (lease) => (isOnTime(lease) ? 'yes' : 'no') },
  { name: 'SUSPENDS', about: 'suspensions', cell: ({ suspensions }) => suspensions },
  { name: 'MIGRATIONS', about: 'migrations', cell: ({ migrations }) => migrations },
];

const round = (value: number): number => Number(value.toFixed(4));
