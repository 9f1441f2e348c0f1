import type { SimulationEvent } from '../domain/simulation-event.ts';
import type { WorkloadHost } from '../domain/workload.ts';
import type { Overheads } from './policy.ts';

/** How the simulated cloud behaves and what the policy may know. Spans in seconds. */
export interface SimulationOptions {
  /** The cluster; null takes the workload's own. */
  readonly hosts: readonly WorkloadHost[] | null;
  readonly overheads: Overheads;
  readonly images: ImageTerms;
  /**
   * What becomes of a lease that has run for all it asked for and is not finished: `truncate` ends it there and it is
   * done; `extend` lets it run on; `stop` ends it and it has failed.
   */
  readonly overrun: 'truncate' | 'extend' | 'stop';
  /** Whether the policy is told real run times from the start. */
  readonly oracle: boolean;
  readonly faults: Faults;
  readonly seed: number;
  /**
   * How much of the virtual clock a decision takes: 0 takes none, a number so many seconds, `measured` the wall time of
   * the policy, rounded up to a second (then a run does not repeat exactly).
   */
  readonly planningSeconds: number | 'measured';
  /** The run ends there; leases that are not over have failed. Null runs until nothing happens any more. */
  readonly untilSeconds: number | null;
  readonly stopwatch: Stopwatch;
  /** Told of every event, in order. */
  readonly log: (event: SimulationEvent) => void;
  /** Ends the run soon after it fires. */
  readonly signal: AbortSignal | null;
}

/**
 * Transfers share the repository's whole output: one after another. What a host was sent stays there until the run ends,
 * without limit: disks of hosts are taken to be large enough for all images of a workload.
 */
export interface ImageTerms {
  /** One transfer serves all hosts of an order; else each host has its own. */
  readonly multicast: boolean;
}

/** What goes wrong, drawn from the seed. */
export interface Faults {
  /** Mean time between failures of one host, and mean time until it is back; null never fails. */
  readonly hostFailureSeconds: number | null;
  readonly hostRepairSeconds: number;
  /** Outages that are certain, beside what is drawn. */
  readonly outages: readonly Outage[];
  /** Chance, 0 to 1, that a start, pause, resume or migration does not work. */
  readonly commandFailure: number;
}

export interface Outage {
  /** Index of the host. */
  readonly host: number;
  readonly fromSeconds: number;
  readonly untilSeconds: number;
}

/** Time that really passes, seconds. */
export interface Stopwatch {
  readonly cpuSeconds: () => number;
  readonly wallSeconds: () => number;
}

/** Nothing takes time. */
export const NO_OVERHEADS: Overheads = {
  bootSeconds: 0,
  shutdownSeconds: 0,
  saveMibPerSecond: null,
  resumeMibPerSecond: null,
  migrationMibPerSecond: null,
  serialPerHost: true,
  transferMibPerSecond: null,
};

/** An ideal cloud, known as users describe it. */
export const DEFAULT_OPTIONS: SimulationOptions = {
  hosts: null,
  overheads: NO_OVERHEADS,
  images: { multicast: false },
  overrun: 'truncate',
  oracle: false,
  faults: { hostFailureSeconds: null, hostRepairSeconds: 3_600, outages: [], commandFailure: 0 },
  seed: 1,
  planningSeconds: 0,
  untilSeconds: null,
  stopwatch: { cpuSeconds: () => 0, wallSeconds: () => 0 },
  log: () => undefined,
  signal: null,
};
