import type { LeaseId, VmId } from '../domain/ids.ts';
import type { EpochDetail, EpochRecord, FaultRecord, LeaseDetail, LeaseRecord } from '../domain/memory.ts';
import type { Observation } from '../domain/observation.ts';
import { accountOfVm, accountsIn } from './accounts.ts';
import { type Database, databaseOn } from './database.ts';
import { deliveredBy } from './delivered.ts';
import { observationsIn } from './durations.ts';
import { epochIn, epochsIn } from './epochs.ts';
import { faultsIn } from './faults.ts';
import { actionsIn } from './journal.ts';
import { leasesIn } from './leases.ts';
import { openForReading } from './open.ts';
import { announcementsBy, announcementsOf } from './promises.ts';
import { sizeOf } from './retention.ts';

/** What can be asked of a store. */
export interface Memory {
  /** Epochs, newest first; those that did something to one lease, or announced a start to it, when it is named. */
  history(which: { readonly last: number; readonly lease?: string }): readonly EpochRecord[];
  /** One epoch with all that hangs on it; null when it is not, or no longer, kept. */
  epoch(number: number): EpochDetail | null;
  /** Leases, open ones first, then the newest. */
  leases(which: { readonly last: number; readonly openOnly: boolean }): readonly LeaseRecord[];
  /** One lease by its id; null when it is not, or no longer, known. */
  lease(id: string): LeaseDetail | null;
  /** Work that a VM or a lease (its slowest VM) has delivered up to the last snapshot, seconds; 0 when it is unknown. */
  delivered(what: VmId | LeaseId): number;
  /** How long things took, oldest first: `World.observed`. */
  observed(): readonly Observation[];
  /** Faults, newest first. */
  faults(last: number): readonly FaultRecord[];
  /** Bytes in use. */
  size(): number;
}

/** Opens a store to read in it, whoever is writing it. Throws an `InputError` when that can not be done. */
export async function openMemory(file: string): Promise<Memory & { close(): void }> {
  const database = databaseOn(await openForReading(file), file, []);
  return { ...memoryOf(database), close: database.close };
}

/** The questions, on an open store. */
export const memoryOf = (database: Database): Memory => ({
  history: (which) => epochsIn(database, which),
  epoch: (number) => epochDetail(database, number),
  leases: (which) => leasesIn(database, which, seenAt(database)),
  lease: (id) => leaseDetail(database, id),
  delivered: (what) => deliveredIn(database, what),
  observed: () => observationsIn(database),
  faults: (last) => faultsIn(database, last),
  size: () => sizeOf(database),
});

const MAX_FAULTS = 1_000;

function epochDetail(database: Database, number: number): EpochDetail | null {
  const epoch = epochIn(database, number);
  if (epoch === null) return null;
  return {
    epoch,
    actions: actionsIn(database, { epoch: number }),
    announced: announcementsBy(database, number),
    faults: faultsIn(database, MAX_FAULTS, number),
  };
}

function leaseDetail(database: Database, id: string): LeaseDetail | null {
  const [lease] = leasesIn(database, { id, last: 1, openOnly: false }, seenAt(database));
  if (lease === undefined) return null;
  return { lease, actions: actionsIn(database, { lease: id }), announcements: announcementsOf(database, id) };
}

function deliveredIn(database: Database, what: VmId | LeaseId): number {
  if (typeof what === 'string') return leaseDetail(database, what)?.lease.deliveredSeconds ?? 0;
  const account = accountOfVm(database, what);
  return account === null ? 0 : Math.floor(deliveredBy(account, seenAt(database) ?? 0));
}

const seenAt = (database: Database): number | null => accountsIn(database).seenAt;
