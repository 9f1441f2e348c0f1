/** What a reader is asked for beside the file itself. Seconds count from the start of the workload. */
export interface WorkloadOptions {
  /** Requests submitted in [from, until) are kept; times then count from `fromSeconds`. `untilSeconds` null is the end of the file. */
  readonly fromSeconds: number;
  readonly untilSeconds: number | null;
  /** So many requests at most, the first ones of the file inside the window; null keeps all. */
  readonly limit: number | null;
  /** Whether leases may be paused; null as the source says, and where it says nothing, as its format's reader says. */
  readonly preemptible: boolean | null;
  /** What planners are told of run times of best effort: users' own estimates, the real run times, or twice the users' estimates. */
  readonly estimates: 'real' | 'perfect' | 'doubled';
  /** The estimate where the source has none: the usual limit that covers the real run time, none at all, or so many seconds. */
  readonly missingEstimate: 'usual' | 'none' | number;
  /** A run longer than asked: kept as it is, capped at what was asked, or what was asked is extended to it. */
  readonly overruns: 'keep' | 'cap' | 'extend';
  /** Processors of one node of an SWF log; null takes MaxProcs / MaxNodes of its header where that is whole, else 1. */
  readonly procsPerNode: number | null;
  /** File with the machines of a trace; null looks for it beside the trace. */
  readonly machines: string | null;
  /** MiB a processor, where the source does not say. */
  readonly memoryPerProcMib: number;
  /** VMs that one tenant created at once: each a request of its own, or one gang. */
  readonly batches: 'singles' | 'gangs';
  /** LWF annotations: a file that says start, deadline, software and extras of leases by id; null without. */
  readonly annotations: string | null;
  /** A second workload of the same time axis, merged in; null without. */
  readonly inject: string | null;
  /** Injected requests that would start after this are left out; null keeps all. */
  readonly injectUntilSeconds: number | null;
  /** For what is drawn: run times of which only bounds are recorded. */
  readonly seed: number;
}

export const DEFAULT_WORKLOAD_OPTIONS: WorkloadOptions = {
  fromSeconds: 0,
  untilSeconds: null,
  limit: null,
  preemptible: null,
  estimates: 'real',
  missingEstimate: 'usual',
  overruns: 'keep',
  procsPerNode: null,
  machines: null,
  memoryPerProcMib: 1024,
  batches: 'singles',
  annotations: null,
  inject: null,
  injectUntilSeconds: null,
  seed: 1,
};
