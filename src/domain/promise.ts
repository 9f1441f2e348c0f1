import type { LeaseId } from './ids.ts';

/** A start this planner announced in an earlier epoch. */
export interface Promised {
  readonly lease: LeaseId;
  /** Unix seconds. */
  readonly startAt: number;
}
