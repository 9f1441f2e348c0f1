import type { JournalEntry, VmStatus } from '../domain/enactment.ts';
import { hostId, vmId } from '../domain/ids.ts';
import type { Observation } from '../domain/observation.ts';
import type { Operation } from '../domain/plan.ts';
import { type Database, query } from './database.ts';
import type { DurationRow } from './tables.ts';

/** Observations kept, the newest. */
export const KEPT_DURATIONS = 20_000;
/** Given to formulation, the newest: it looks at a few hundred of each kind. */
const GIVEN = 3_000;

/**
 * What an action that was done tells about how long such things take, from its sending to what was seen of it; null
 * when it tells nothing: it failed, or it is not known what it was (a VM that waits may have a saved state, or not).
 */
export function observedIn(entry: JournalEntry, sentAt: number, memoryMib: number): Observation | null {
  const { command, stage, before, at } = entry;
  if (stage.kind !== 'ended' || stage.end !== 'done') return null;
  const kind = kindOf(command.operation, before);
  if (kind === null) return null;
  const isArrival = kind === 'boot' || kind === 'resume' || kind === 'live-migration';
  return {
    kind,
    vm: command.vm,
    sequence: isArrival ? before.sequence : before.sequence - 1,
    host: isArrival ? (command.host ?? before.host) : before.host,
    memoryMib,
    seconds: Math.max(0, Math.round(at - sentAt)),
  };
}

/** Writes observations down; one that is known already is not counted again. */
export function writeObservations(database: Database, observed: readonly Observation[], at: number): void {
  for (const { kind, vm, sequence, host, memoryMib, seconds } of observed) {
    const row = { kind, vm, sequence, host, memory_mib: memoryMib, seconds, at };
    database.write(
      query
        .insertInto('duration')
        .values(row)
        .onConflict((conflict) => conflict.doNothing()),
    );
  }
}

/** The newest observations, oldest first: `World.observed`. */
export function observationsIn(database: Database): readonly Observation[] {
  const rows = query.selectFrom('duration').selectAll().orderBy('at', 'desc').limit(GIVEN);
  return database.rows(rows).map(observationOf).toReversed();
}

const observationOf = (row: DurationRow): Observation => ({
  kind: row.kind as Observation['kind'],
  vm: vmId(row.vm),
  sequence: row.sequence,
  host: row.host === null ? null : hostId(row.host),
  memoryMib: row.memory_mib,
  seconds: row.seconds,
});

const PENDING = 1;
const HOLD = 2;
const ACTIVE = 3;
const STOPPED = 4;
const SUSPENDED = 5;
const POWEROFF = 8;
const UNDEPLOYED = 9;

function kindOf(operation: Operation, before: VmStatus): Observation['kind'] | null {
  switch (operation) {
    case 'deploy':
      return deployKind(before);
    case 'resume':
      return before.state === SUSPENDED ? 'resume' : before.state === POWEROFF ? 'boot' : null;
    case 'suspend':
    case 'stop':
      return before.state === ACTIVE ? 'save' : null;
    case 'undeploy':
    case 'terminate':
    case 'poweroff':
      return before.state === ACTIVE ? 'shutdown' : null;
    case 'live-migrate':
      return before.state === ACTIVE ? 'live-migration' : null;
    case 'migrate':
      return null;
  }
}

function deployKind({ state, sequence }: VmStatus): Observation['kind'] | null {
  if (state === STOPPED) return 'resume';
  if (state === UNDEPLOYED) return 'boot';
  return (state === PENDING || state === HOLD) && sequence === 0 ? 'boot' : null;
}
