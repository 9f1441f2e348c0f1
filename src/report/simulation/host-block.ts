import type { LeaseKind } from './summary.ts';

/** A span of one lane of a drawn host in which room was held. Seconds of the virtual clock. */
export interface HostBlock {
  readonly row: number;
  readonly lane: number;
  readonly fromSeconds: number;
  readonly untilSeconds: number;
  readonly kind: LeaseKind;
  /** Id of the lease; null where a block stands for several. */
  readonly lease: string | null;
  /** Work is done; else room is held for a boot, save, resume or transfer. */
  readonly works: boolean;
  /** Share of the host's CPU that is held, in quarters: 0.25, 0.5, 0.75, 1. */
  readonly share: number;
}
