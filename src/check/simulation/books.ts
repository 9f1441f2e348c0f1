import type { Workload, WorkloadHost, WorkloadRequest } from '../../domain/workload.ts';

/** Where a lease is, as its events tell. */
export type Stage =
  | 'to come'
  | 'waiting'
  | 'starting'
  | 'running'
  | 'saving'
  | 'paused'
  | 'migrating'
  | 'resuming'
  | 'ending'
  | 'over';

/** What is written down about one lease. */
export interface Entry {
  readonly request: WorkloadRequest;
  stage: Stage;
  accepted: boolean;
  hosts: readonly number[];
  target: readonly number[];
  runSince: number | null;
  readonly runs: { readonly from: number; readonly until: number; readonly hosts: readonly number[] }[];
  /** Delivered since all was last lost. */
  delivered: number;
  endedAt: number | null;
  /** How it left: nothing while it has not. */
  how: 'done' | 'cut' | 'overran' | 'rejected' | 'failed' | null;
  brokenPromise: boolean;
}

/** What is in use, and what happened so far. */
export interface Books {
  now: number;
  readonly hosts: readonly WorkloadHost[];
  readonly cpuInUse: number[];
  readonly memoryInUse: number[];
  readonly down: Set<number>;
  readonly entries: readonly Entry[];
}

export const newBooks = (workload: Workload, hosts: readonly WorkloadHost[]): Books => ({
  now: 0,
  hosts,
  cpuInUse: hosts.map(() => 0),
  memoryInUse: hosts.map(() => 0),
  down: new Set(),
  entries: workload.requests.map((request) => ({
    request,
    stage: 'to come',
    accepted: false,
    hosts: [],
    target: [],
    runSince: null,
    runs: [],
    delivered: 0,
    endedAt: null,
    how: null,
    brokenPromise: false,
  })),
});
