import type { Workload } from '../../domain/workload.ts';
import { csvTable } from '../../report/csv.ts';
import { digestOf, type Kept, type RunDigest, type RunOf } from '../../report/simulation/digest.ts';
import { leaseSheet } from '../../report/simulation/lease-sheet.ts';
import { withoutTimings } from '../../report/simulation/timings.ts';
import { DEFAULT_OPTIONS } from '../../simulate/options.ts';
import { simulate } from '../../simulate/simulate.ts';
import { policyOf } from '../simulation/policies.ts';
import type { AskedPolicy } from '../simulation/policies-asked.ts';
import { type CloudOptions, STOPWATCH } from '../simulation/settings.ts';
import { openTextFile } from '../simulation/text-file.ts';

/** How a run is done, and what is to be kept of it. */
export interface RunTerms {
  readonly policy: AskedPolicy;
  readonly cloud: CloudOptions;
  readonly seed: number;
  /** Names of the case. */
  readonly of: RunOf;
  readonly wanted: Wanted;
}

/** One run: all that it needs, as plain values that a thread can be sent. */
export interface RunTask {
  /** The requests of the case. */
  readonly workload: Workload;
  readonly terms: RunTerms;
  /** Where its event log goes; null is nowhere. */
  readonly eventFile: string | null;
}

/** What is to be kept of a run. */
export interface Wanted extends Kept {
  /** Rows of a table of leases. */
  readonly rows: boolean;
  /** What was measured on the machine: it differs from run to run. */
  readonly timings: boolean;
}

export interface RunResult {
  readonly digest: RunDigest;
  /** Leases as CSV without a header; empty unless wanted. */
  readonly rows: string;
}

/**
 * Runs one task. A policy is made anew for each run: it carries nothing over.
 *
 * @param heard told, for each request that arrives, which share of all has arrived, 0 to 1.
 */
export async function runTask(task: RunTask, signal: AbortSignal, heard: (share: number) => void): Promise<RunResult> {
  const { workload, terms, eventFile } = task;
  const policy = await policyOf(terms.policy.asked);
  const events = eventFile === null ? null : openTextFile(eventFile);
  const { length } = workload.requests;
  let arrived = 0;
  try {
    const run = await simulate(workload, policy, {
      ...terms.cloud,
      seed: terms.seed,
      stopwatch: terms.wanted.timings ? STOPWATCH : DEFAULT_OPTIONS.stopwatch,
      signal,
      log: (event) => {
        events?.write(`${JSON.stringify(event)}\n`);
        if (event.kind === 'arrived') heard(++arrived / length);
      },
    });
    return resultOf({ ...run, policy: terms.policy.name }, terms);
  } finally {
    events?.close();
    await policy.close?.();
  }
}

function resultOf(run: Awaited<ReturnType<typeof simulate>>, { of, wanted }: RunTerms): RunResult {
  const digest = digestOf(run, of, wanted);
  return {
    digest: wanted.timings ? digest : withoutTimings(digest),
    rows: wanted.rows ? csvTable(leaseSheet(run, of.instance), false) : '',
  };
}
