import type { VmId } from '../domain/ids.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { Stay, Vm } from '../domain/vm.ts';
import type { Account, Ledger } from './memory.ts';

/**
 * Keeps count of what VMs have delivered over all their history records.
 *
 * A pool shows a VM's last record alone, and each deploy after a stop, resume elsewhere, and migration opens a new one. What
 * the record before has delivered is known from the last time it was seen: until it stopped, or until the new one began.
 * So the count is right however long nobody looked, and nothing has to be written at the moment of an action.
 */
export function keepAccounts(
  ledger: Ledger,
  snapshot: Snapshot,
): { readonly ledger: Ledger; readonly snapshot: Snapshot } {
  const accounts = new Map<VmId, Account>();
  const vms = snapshot.vms.map((vm) => {
    if (vm.stay === null) return vm;
    const beforeSeconds = deliveredBefore(ledger.get(vm.id), vm.stay, vm);
    accounts.set(vm.id, accountOf(beforeSeconds, vm.stay));
    return beforeSeconds === vm.deliveredBeforeSeconds ? vm : { ...vm, deliveredBeforeSeconds: beforeSeconds };
  });
  return { ledger: accounts, snapshot: { ...snapshot, vms } };
}

const accountOf = (beforeSeconds: number, { since, runningSince, runningUntil, endedAt }: Stay): Account => ({
  beforeSeconds,
  since,
  runningSince,
  runningUntil: runningUntil ?? endedAt,
});

/** Never less than what the VM itself says: another planner, or this one before it lost its store, noted that. */
function deliveredBefore(known: Account | undefined, stay: Stay, vm: Vm): number {
  if (known === undefined) return vm.deliveredBeforeSeconds;
  const isNew = stay.since !== known.since || isEarlier(known.runningSince, stay.runningSince);
  const before = isNew ? known.beforeSeconds + workedIn(known, stay.since) : known.beforeSeconds;
  return Math.max(before, vm.deliveredBeforeSeconds);
}

/** Two records that began in one second: one that ran is followed by one that has not, or that began to run later. */
const isEarlier = (before: number | null, now: number | null): boolean =>
  before !== null && (now === null || now > before);

const workedIn = ({ runningSince, runningUntil }: Account, nextSince: number): number =>
  runningSince === null ? 0 : Math.max(0, (runningUntil ?? nextSince) - runningSince);
