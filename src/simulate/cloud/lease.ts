import type { WorkloadRequest } from '../../domain/workload.ts';
import type { LeaseView } from '../policy.ts';

/** First guess of how long a lease that overruns will go on, seconds; each further guess is twice as long. */
const FIRST_EXTENSION_SECONDS = 60;

/**
 * A lease of the simulated cloud: what is true of it, and (through its getters) what a policy sees. One class, because
 * the view of ten thousand leases must not be built anew at every event.
 */
export class SimulatedLease implements LeaseView {
  readonly index: number;
  readonly request: LeaseView['request'];
  status: LeaseView['status'] = 'waiting';
  accepted = false;
  hosts: readonly number[] = [];
  busyUntil: number | null = null;
  runningSince: number | null = null;

  /** Work until it ends by itself or is cut, seconds; null is without end. */
  readonly #workSeconds: number | null;
  readonly #clock: { readonly now: number };
  /** What it is thought to need in all; grows when that turns out to be too little. */
  #estimateSeconds: number | null;
  #extensionSeconds = FIRST_EXTENSION_SECONDS;
  /** Delivered in stretches that are over. */
  #deliveredSeconds = 0;
  /** Counts changes, so that what was to come of an earlier one can be told apart. */
  turn = 0;

  constructor(index: number, truth: WorkloadRequest, clock: { readonly now: number }, terms: LeaseTerms) {
    this.index = index;
    this.#clock = clock;
    this.#workSeconds = workSeconds(truth, terms.overrun);
    const { realSeconds: _, ...shown } = truth;
    this.request = terms.oracle ? { ...shown, durationSeconds: this.#workSeconds } : shown;
    this.#estimateSeconds = this.request.durationSeconds;
  }

  get terms(): LeaseView['terms'] {
    return this.request.terms;
  }

  get deliveredSeconds(): number {
    return this.#deliveredSeconds + (this.runningSince === null ? 0 : this.#clock.now - this.runningSince);
  }

  get leftSeconds(): number | null {
    return this.#estimateSeconds === null ? null : Math.max(1, this.#estimateSeconds - this.deliveredSeconds);
  }

  /** Work that is really left, seconds. */
  get trulyLeftSeconds(): number | null {
    return this.#workSeconds === null ? null : this.#workSeconds - this.deliveredSeconds;
  }

  /** Seconds until the estimate turns out to be too little; null when it will not. */
  get untilOverrunSeconds(): number | null {
    const [work, estimate] = [this.#workSeconds, this.#estimateSeconds];
    if (estimate === null || (work !== null && work <= estimate)) return null;
    return Math.max(0, estimate - this.deliveredSeconds);
  }

  /** It has had all it asked for. */
  get overruns(): boolean {
    const asked = this.request.durationSeconds;
    return asked !== null && this.deliveredSeconds >= asked;
  }

  extendEstimate(): void {
    if (this.#estimateSeconds === null) return;
    this.#estimateSeconds += this.#extensionSeconds;
    this.#extensionSeconds *= 2;
  }

  beginWork(): void {
    this.runningSince = this.#clock.now;
  }

  /** Work stands still; what was delivered counts. */
  endWork(): void {
    this.#deliveredSeconds = this.deliveredSeconds;
    this.runningSince = null;
  }

  /** Everything delivered so far is gone. @returns how much that was, seconds. */
  discard(): number {
    this.endWork();
    const gone = this.#deliveredSeconds;
    this.#deliveredSeconds = 0;
    return gone;
  }
}

/** What a lease is judged by. */
export interface LeaseTerms {
  readonly overrun: 'truncate' | 'extend' | 'stop';
  readonly oracle: boolean;
}

function workSeconds({ realSeconds, durationSeconds }: WorkloadRequest, overrun: LeaseTerms['overrun']): number | null {
  if (durationSeconds === null || overrun === 'extend') return realSeconds ?? durationSeconds;
  return Math.min(realSeconds ?? durationSeconds, durationSeconds);
}

/** Whether its work is more than it asked for. */
export const isTooLong = ({ realSeconds, durationSeconds }: WorkloadRequest): boolean =>
  durationSeconds !== null && realSeconds !== null && realSeconds > durationSeconds;
