/** What became of one lease in a simulation. Seconds of the virtual clock. */
export interface LeaseOutcome {
  readonly id: string;
  readonly kind: 'best-effort' | 'immediate' | 'advance-reservation' | 'deadline';
  readonly outcome: 'done' | 'rejected' | 'failed';
  /** Why it was rejected or failed; empty when it is done. */
  readonly reason: string;
  readonly submitSeconds: number;
  /** Stretches in which it ran and work was delivered; host names, one a VM. */
  readonly runs: readonly {
    readonly fromSeconds: number;
    readonly untilSeconds: number;
    readonly hosts: readonly string[];
  }[];
  /** When it was over; null when it never ran to an end. */
  readonly endSeconds: number | null;
  readonly deliveredSeconds: number;
}
