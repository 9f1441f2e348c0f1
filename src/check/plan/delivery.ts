import type { Lease } from '../../domain/lease.ts';
import type { Policy } from '../../domain/policy.ts';
import type { Vm } from '../../domain/vm.ts';
import type { Span } from '../span.ts';

/** Seconds of work delivered until now: earlier records as noted, and the last one. */
export function deliveredBefore({ stay, deliveredBeforeSeconds }: Vm, now: number): number {
  if (stay === null || stay.runningSince === null) return deliveredBeforeSeconds;
  return deliveredBeforeSeconds + Math.max(0, (stay.runningUntil ?? stay.endedAt ?? now) - stay.runningSince);
}

/** Seconds of work in spans that have all ended. */
export const workedSeconds = (runs: readonly Span[]): number =>
  runs.reduce((sum, { from, until }) => sum + until - from, 0);

/** When all that the lease asked for is delivered; null when that never is, or it asked for no end. */
export function finishOf(vm: Vm, lease: Lease | null, runs: readonly Span[], now: number): number | null {
  if (lease === null || lease.durationSeconds === null) return null;
  let left = Math.max(0, lease.durationSeconds - deliveredBefore(vm, now));
  for (const { from, until } of runs) {
    if (from + left <= until) return from + left;
    left -= until - from;
  }
  return null;
}

/**
 * When a VM that works ends by itself, and whether that gives its room back; null when it does not. A charter ends
 * its VM; where leases are left to their owners, these do.
 */
export function ownEnd(
  vm: Vm,
  lease: Lease | null,
  runs: readonly Span[],
  { now, policy }: { readonly now: number; readonly policy: Policy },
): { readonly at: number; readonly frees: boolean } | null {
  const finish = finishOf(vm, lease, runs, now);
  if (lease === null || finish === null) return null;
  if (lease.declaredBy !== 'charter') return policy.atLeaseEnd === 'leave' ? { at: finish, frees: true } : null;
  const due = vm.scheduled
    .filter(({ action, done }) => !done && /^(terminate|undeploy|stop|poweroff)/.test(action))
    .toSorted((a, b) => a.at - b.at)[0];
  if (due === undefined) return { at: finish, frees: true };
  const begin = runs.at(-1)?.from ?? now;
  return { at: Math.max(begin, Math.min(due.at, finish)), frees: !due.action.startsWith('poweroff') };
}

/**
 * in-flight: when a VM that boots, or brings its memory back, runs: by the policy's overheads, counted from the beginning
 * of its record, and not before the next second. Null for every other VM, and for one that is locked.
 */
export function runsFrom(
  { state, lcmState, lock, stay, demand }: Vm,
  { overheads }: Policy,
  now: number,
): number | null {
  const restores = lcmState === 9 || lcmState === 21 || lcmState === 22;
  if (state !== 3 || lock !== null || stay === null || !(restores || BOOTING.has(lcmState))) return null;
  const { resumeSeconds, resumeMibPerSecond, bootSeconds } = overheads;
  const seconds = restores ? resumeSeconds + Math.ceil(demand.memoryMib / resumeMibPerSecond) : bootSeconds;
  return Math.max(stay.since + seconds, now + 1);
}

/** LCM_STATE of a VM that is started: LCM_INIT, PROLOG, BOOT, BOOT_UNKNOWN, BOOT_POWEROFF, …_UNDEPLOY. */
const BOOTING: ReadonlySet<number> = new Set([0, 1, 2, 19, 20, 31, 32]);

/** LCM_STATE of a VM that is leaving its host for good: SAVE_STOP, EPILOG_STOP, EPILOG, SHUTDOWN, …_UNDEPLOY. */
const LEAVING: ReadonlySet<number> = new Set([5, 10, 11, 12, 29, 30]);
/** MIGRATE and SAVE_MIGRATE: its source is free when it is through. */
const MIGRATING: ReadonlySet<number> = new Set([4, 7]);

/** LCM_STATE of a VM that failed and waits for someone: its room is held until then. */
const FAILED: ReadonlySet<number> = new Set([36, 37, 38, 39, 40, 41, 42, 44, 46, 47, 48, 49, 50, 61]);

/** INIT, PENDING, HOLD, STOPPED, DONE, UNDEPLOYED, CLONING, CLONING_FAILURE. */
const AWAY: ReadonlySet<number> = new Set([0, 1, 2, 4, 6, 9, 10, 11]);

/** A VM that by its STATE is on no host: one whose account still lists it will not do so for long. */
export const isAway = ({ state }: Vm): boolean => AWAY.has(state);

/**
 * When a host is free of a VM that has an action under way: by the policy's overheads where the VM is leaving, when
 * its lease is over where it stays (it is ended then, once it can be), and in a second at the earliest; infinite for every
 * other VM, and for one that is on its way to run: it is ended like any that runs.
 */
export function releaseOf(
  { vm, lease }: { readonly vm: Vm; readonly lease: Lease | null },
  host: number,
  { now, policy }: { readonly now: number; readonly policy: Policy },
): number {
  return Math.max(now + 1, departure({ vm, lease }, host, { now, policy }));
}

function departure(
  { vm, lease }: { readonly vm: Vm; readonly lease: Lease | null },
  host: number,
  { now, policy }: { readonly now: number; readonly policy: Policy },
): number {
  const { state, lcmState, stay, demand } = vm;
  const { shutdownSeconds, saveSeconds, saveMibPerSecond, resumeSeconds, resumeMibPerSecond, ...live } =
    policy.overheads;
  const saved = saveSeconds + Math.ceil(demand.memoryMib / saveMibPerSecond);
  if (isAway(vm)) return now + shutdownSeconds;
  const settled = state !== 3 || lcmState === 3 || lcmState === 16 || FAILED.has(lcmState);
  if (settled || vm.lock !== null || (lease !== null && runsFrom(vm, policy, now) !== null))
    return Number.POSITIVE_INFINITY;
  if (lcmState === 5) return now + saved;
  if (LEAVING.has(lcmState)) return now + shutdownSeconds;
  if (!MIGRATING.has(lcmState) || stay?.host === host) return leaseEnd(vm, lease, now) + shutdownSeconds;
  if (lcmState === 7) return now + saved + resumeSeconds + Math.ceil(demand.memoryMib / resumeMibPerSecond);
  return now + live.liveMigrationSeconds + Math.ceil(demand.memoryMib / live.liveMigrationMibPerSecond);
}

const leaseEnd = (vm: Vm, lease: Lease | null, now: number): number =>
  lease === null || lease.durationSeconds === null
    ? Number.POSITIVE_INFINITY
    : now + Math.max(0, lease.durationSeconds - deliveredBefore(vm, now));
