import type { LeaseDetail, LeaseRecord, PromiseChange, PromiseRecord } from '../domain/memory.ts';
import { actionRecordDocument } from './action-records.ts';
import { type Column, type Sheet, sheet } from './sheet.ts';
import { iso, moment, span } from './words.ts';

/** Remembered leases as a table: state, work delivered, and what was promised. */
export const leaseRecordSheet = (leases: readonly LeaseRecord[]): Sheet => sheet('Leases', columns, leases);

/** Remembered leases as JSON. */
export const leaseRecordsDocument = (leases: readonly LeaseRecord[]) => ({ leases: leases.map(leaseRecordDocument) });

/** One lease with what was done to it and promised to it, as JSON. */
export const leaseDetailDocument = ({ lease, actions, announcements }: LeaseDetail) => ({
  lease: leaseRecordDocument(lease),
  actions: actions.map(actionRecordDocument),
  announcements: announcements.map(announcementDocument),
});

/** Announced starts of one lease as a table. */
export const announcementSheet = (announcements: readonly PromiseChange[]): Sheet =>
  sheet('Announced starts', announcementColumns, announcements);

/** One announced start as JSON. */
export const announcementDocument = <Change extends PromiseChange>(change: Change) => ({
  ...change,
  madeAt: iso(change.madeAt),
  startAt: iso(change.startAt),
});

const announcementColumns: readonly Column<PromiseChange>[] = [
  { name: 'EPOCH', about: 'epoch that announced it', cell: ({ epoch }) => epoch },
  { name: 'ANNOUNCED', about: 'when it was announced, UTC', left: true, cell: ({ madeAt }) => moment(madeAt) },
  { name: 'START', about: 'start announced, UTC', left: true, cell: ({ startAt }) => moment(startAt) },
];

const stateOf = ({ state, end }: LeaseRecord): string => end ?? state ?? 'unknown';

/** Null stays null. */
const isoOrNull = (unixSeconds: number | null): string | null => (unixSeconds === null ? null : iso(unixSeconds));

const leaseRecordDocument = (lease: LeaseRecord) => ({
  ...lease,
  state: stateOf(lease),
  submittedAt: iso(lease.submittedAt),
  firstSeenAt: iso(lease.firstSeenAt),
  lastSeenAt: iso(lease.lastSeenAt),
  acceptedAt: isoOrNull(lease.acceptedAt),
  startedAt: isoOrNull(lease.startedAt),
  endedAt: isoOrNull(lease.endedAt),
  promise: lease.promise && promiseDocument(lease.promise),
});

const promiseDocument = ({ lease: _, ...promise }: PromiseRecord) => ({
  ...promise,
  startAt: iso(promise.startAt),
  madeAt: iso(promise.madeAt),
  firstStartAt: iso(promise.firstStartAt),
  firstMadeAt: iso(promise.firstMadeAt),
  startedAt: isoOrNull(promise.startedAt),
});

const columns: readonly Column<LeaseRecord>[] = [
  { name: 'LEASE', about: 'id of the lease', left: true, cell: ({ id }) => id },
  { name: 'NAME', about: 'what its owner calls it', left: true, cell: ({ name }) => name },
  { name: 'USER', about: 'who asked for it', left: true, cell: ({ owner }) => owner },
  { name: 'VMS', about: 'VMs of the lease', cell: ({ vms }) => vms.length },
  { name: 'STATE', about: 'what the last plan foresaw, or how it ended', left: true, cell: stateOf },
  { name: 'DELIVERED', about: 'work of its slowest VM', cell: ({ deliveredSeconds }) => span(deliveredSeconds) },
  { name: 'OF', about: 'work asked for', cell: ({ durationSeconds }) => span(durationSeconds) },
  {
    name: 'PROMISED',
    about: 'start announced, UTC',
    left: true,
    cell: ({ promise }) => moment(promise?.startAt ?? null),
  },
  {
    name: 'DRIFT',
    about: 'put off since it was first announced',
    cell: ({ promise }) => span(promise?.driftSeconds ?? null),
  },
  { name: 'KEPT', about: 'what became of the promise', left: true, cell: ({ promise }) => promise?.end ?? null },
  { name: 'STARTED', about: 'first deployed, UTC', left: true, cell: ({ startedAt }) => moment(startedAt) },
  { name: 'ENDED', about: 'when it was over, UTC', left: true, cell: ({ endedAt }) => moment(endedAt) },
];
