import type { Epoch } from '../domain/epoch.ts';
import type { LeaseId, VmId } from '../domain/ids.ts';
import type { LastEpoch } from '../domain/last-epoch.ts';
import type { FaultRecord } from '../domain/memory.ts';
import type { Promised } from '../domain/promise.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { incumbentOf } from '../domain/solution.ts';
import type { Clock, Journal } from '../ports.ts';
import { type Accounts, accountsIn, type Beside, observed, unexplained, withDelivered } from './accounts.ts';
import { type Database, databaseOn } from './database.ts';
import { writeObservations } from './durations.ts';
import { type EpochContext, repeatEpoch, writeEpoch } from './epochs.ts';
import { writeFault } from './faults.ts';
import { journalIn } from './journal.ts';
import { lastEpochIn, writeLastEpoch } from './last-epoch.ts';
import { type KnownLeases, openLeasesIn, writeLeases } from './leases.ts';
import { lockStore } from './lock.ts';
import { type Memory, memoryOf } from './memory.ts';
import { checkPlace, openForWriting } from './open.ts';
import { announce, type OpenPromises, openPromisesIn, promisedIn, settle } from './promises.ts';
import { DEFAULT_RETENTION, prune, type Retention } from './retention.ts';

/**
 * What one planner remembers of one cloud. Every write is on disk before its call returns; one that can not be made
 * throws an `InputError`, and then nothing may be done to the cloud that depends on it.
 */
export interface Store extends Memory {
  readonly file: string;
  readonly journal: Journal;
  /**
   * Takes a snapshot in: work delivered is counted up to it. Gives the snapshot back with `deliveredBeforeSeconds` such
   * that formulation counts the same (negative where boot or save is counted out). Call it with every snapshot that is
   * planned, before it is planned. Without `startSeconds`, a start nobody saw the end of is taken to have been no time.
   */
  observe(snapshot: Snapshot, beside?: Partial<Pick<Beside, 'histories' | 'startSeconds'>>): Snapshot;
  /** VMs whose complete history (`one.vm.info`) would make `observe` of this snapshot exact; most often none. */
  unexplained(snapshot: Snapshot): readonly VmId[];
  /** Writes an epoch down, with what it makes of leases and promises, and gives its number: the journal's `epoch`. */
  recordEpoch(epoch: Epoch, context: EpochContext): number;
  /** One more epoch that found the cloud unchanged since the last one, and was not planned. */
  recordUnchanged(at: number): void;
  /** What the next epoch is to keep: `World.promises`. */
  promises(): readonly Promised[];
  /** Where planning goes on from after a restart; null when there is none, or it is older than so many seconds. */
  lastEpoch(maxAgeSeconds: number): LastEpoch | null;
  recordFault(fault: FaultRecord): void;
  /** Drops what is older than it is kept. Short; to be called after each epoch. */
  prune(): void;
  /** Gives the store and its lock back. */
  close(): void;
}

export interface StoreOptions extends Partial<Retention> {
  readonly clock: Pick<Clock, 'unixSeconds'>;
  /** Of this program: a last epoch of another version is not used. */
  readonly version: string;
  /** Texts that must not be stored, such as a password: they are replaced by `***` wherever they occur. */
  readonly secrets?: readonly string[];
}

/**
 * Opens the store for this process alone, or makes it. Throws an `InputError` with the remedy when another planner
 * holds it, or when it is damaged, full, not writable, of a newer program or of something else.
 */
export async function openStore(file: string, options: StoreOptions): Promise<Store> {
  const retention = { ...DEFAULT_RETENTION, ...given(options) };
  checkPlace(file);
  const lock = lockStore(file, options.clock.unixSeconds());
  try {
    const connection = await openForWriting(file, retention.maxMib);
    const database = databaseOn(connection, file, options.secrets ?? []);
    return storeOn(database, { ...options, retention, released: lock.release });
  } catch (error) {
    lock.release();
    throw error;
  }
}

interface Terms extends StoreOptions {
  readonly retention: Retention;
  readonly released: () => void;
}

/** What is known of the present without asking the database again. */
interface Known {
  readonly accounts: Accounts;
  readonly leases: KnownLeases;
  readonly promises: OpenPromises;
  /** Keys of what the last snapshot told about how long things took: most of it, the next one tells again. */
  readonly observed: ReadonlySet<string>;
}

function storeOn(database: Database, terms: Terms): Store {
  const packing = { version: terms.version, secrets: terms.secrets ?? [] };
  const memory = knownIn(database);
  const openedAt = terms.clock.unixSeconds();
  return {
    ...memoryOf(database),
    file: database.file,
    journal: journalIn(database, openedAt),
    observe: (snapshot, given = {}) => {
      const beside = { histories: new Map(), startSeconds: () => 0, openedAt, ...given };
      memory.change((known) => ({ ...known, accounts: observed(database, known.accounts, snapshot, beside) }));
      return withDelivered(snapshot, memory.known().accounts);
    },
    unexplained: (snapshot) => unexplained(database, memory.known().accounts, snapshot),
    recordEpoch: (epoch, context) => {
      let number = 0;
      memory.change((known) => {
        number = writeEpoch(database, epoch, context);
        keepLast(database, epoch, number, packing);
        return withEpoch(database, known, epoch, number);
      });
      return number;
    },
    recordUnchanged: (at) => repeatEpoch(database, at),
    promises: () => promisedIn(memory.known().promises),
    lastEpoch: (maxAgeSeconds) => lastEpochIn(database, terms.clock.unixSeconds() - maxAgeSeconds, packing),
    recordFault: (fault) => writeFault(database, fault),
    prune: () => prune(database, terms.retention, terms.clock.unixSeconds()),
    close: () => {
      database.close();
      terms.released();
    },
  };
}

/** The known present. A change that can not be written is forgotten: the present is then read from the store again. */
function knownIn(database: Database) {
  const read = (): Known => ({
    accounts: accountsIn(database),
    leases: openLeasesIn(database),
    promises: openPromisesIn(database),
    observed: new Set(),
  });
  let known: Known | null = read();
  return {
    known: (): Known => {
      known ??= read();
      return known;
    },
    change(work: (known: Known) => Known): void {
      const before = known ?? read();
      known = null;
      known = database.together(() => work(before));
    },
  };
}

/** Leases, then promises: first those kept or broken by what has started, then those announced anew. */
function withEpoch(database: Database, known: Known, epoch: Epoch, number: number): Known {
  const { known: leases, settled } = writeLeases(database, known.leases, epoch, known.accounts);
  const kept = settled.reduce((open, { id, started_at }) => settle(database, open, id, started_at), known.promises);
  const isNew = (lease: LeaseId): boolean => leases.get(lease)?.started_at === null;
  const forecasts = (epoch.plan?.forecasts ?? []).filter(({ lease }) => isNew(lease));
  const at = { epoch: number, madeAt: epoch.snapshot.takenAt };
  const observed = writeNewObservations(database, epoch.snapshot, known.observed);
  return { ...known, leases, promises: announce(database, kept, forecasts, at), observed };
}

function writeNewObservations(database: Database, snapshot: Snapshot, known: Known['observed']): Known['observed'] {
  const observed = new Map((snapshot.observed ?? []).map((each) => [`${each.kind} ${each.vm} ${each.sequence}`, each]));
  const news = [...observed].filter(([key]) => !known.has(key)).map(([, each]) => each);
  writeObservations(database, news, snapshot.takenAt);
  return new Set(observed.keys());
}

function keepLast(
  database: Database,
  { problem, solution, snapshot }: Epoch,
  epoch: number,
  packing: Parameters<typeof writeLastEpoch>[3],
): void {
  const incumbent = incumbentOf(solution);
  if (incumbent === null) return;
  writeLastEpoch(
    database,
    { problem, schedule: incumbent.schedule, solution },
    { epoch, at: snapshot.takenAt },
    packing,
  );
}

const given = ({ keepDays, keepEpochs, maxMib }: StoreOptions): Partial<Retention> => ({
  ...(keepDays === undefined ? {} : { keepDays }),
  ...(keepEpochs === undefined ? {} : { keepEpochs }),
  ...(maxMib === undefined ? {} : { maxMib }),
});
