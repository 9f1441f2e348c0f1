import type { Allocation, AskedAction, Audit } from './core/audit.ts';
import { SCHEDULE } from './core/cloud.ts';

/** Times at which a host was given more than it has, by the cloud's own account. */
export const overcommitments = (audit: Audit): readonly Allocation[] =>
  audit.allocations.filter(({ kind, over }) => kind === 'given' && over);

/** Actions that somebody asked of a VM whose state did not allow them; what owners scheduled is left out. */
export const illegalActions = (audit: Audit): readonly AskedAction[] =>
  audit.asked.filter(({ illegal, user }) => illegal && user !== SCHEDULE);

/** Seconds that a VM ran until `now`, all its runs together. */
export const deliveredSeconds = (audit: Audit, vm: number, now: number): number =>
  audit.runs
    .filter((run) => run.vm === vm)
    .reduce((seconds, { from, until }) => seconds + Math.min(until ?? now, now) - from, 0);

/** When a VM was first given room, Unix seconds: the moment of its deploy but for the dispatch. Null when it never was. */
export const firstPlacedAt = (audit: Audit, vm: number): number | null =>
  audit.allocations.find((one) => one.vm === vm && one.kind === 'given')?.at ?? null;
