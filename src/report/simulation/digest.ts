import type { LeaseOutcome } from '../../domain/outcome.ts';
import type { LeaseRecord, RunRecord } from '../../domain/run-record.ts';
import { detailsOf, type RunDetails } from './details.ts';
import { pictureOf, type RunPicture } from './picture.ts';
import { type Quantiles, quantilesOf } from './quantiles.ts';
import { boundedSlowdown, type RunSummary, summaryOf, waitSeconds } from './summary.ts';

/**
 * What reports show of one run: plain data of bounded size, whatever the run's length, unless its leases are kept.
 * Many runs can so be compared without holding any of them.
 */
export interface RunDigest {
  /** The same for every policy that met the same window and seed: `window 3, seed 1`. */
  readonly instance: string;
  /** The window of the workload alone; null when it is the whole. */
  readonly window: string | null;
  readonly summary: RunSummary;
  readonly details: RunDetails;
  readonly cluster: { readonly hosts: number; readonly cpuCentis: number; readonly memoryMib: number };
  readonly refused: RunRecord['refused'];
  /** The first of them; the summary has their number. */
  readonly broken: RunRecord['broken'];
  readonly violations: RunRecord['violations'];
  /** Of best-effort leases that are done. */
  readonly waitSeconds: Quantiles;
  readonly boundedSlowdown: Quantiles;
  /** Null where it was not asked for. */
  readonly picture: RunPicture | null;
  readonly leases: readonly LeaseOutcome[] | null;
}

/** Which large parts of a run are kept. */
export interface Kept {
  readonly picture: boolean;
  readonly leases: boolean;
}

const NAMED = 100;

/** Names of what the run was a run of. */
export type RunOf = Pick<RunDigest, 'instance' | 'window'>;

export function digestOf(run: RunRecord, { instance, window }: RunOf, kept: Kept): RunDigest {
  const served = run.leases.filter(({ kind, outcome }) => kind === 'best-effort' && outcome === 'done');
  return {
    instance,
    window,
    summary: summaryOf(run),
    details: detailsOf(run),
    cluster: {
      hosts: run.hosts.length,
      cpuCentis: run.hosts.reduce((sum, { capacity }) => sum + capacity.cpuCentis, 0),
      memoryMib: run.hosts.reduce((sum, { capacity }) => sum + capacity.memoryMib, 0),
    },
    refused: run.refused.slice(0, NAMED),
    broken: run.broken.slice(0, NAMED),
    violations: run.violations.slice(0, NAMED),
    waitSeconds: quantilesOf(served.map(waitSeconds)),
    boundedSlowdown: quantilesOf(served.filter(({ endSeconds }) => endSeconds !== null).map(boundedSlowdown)),
    picture: kept.picture ? pictureOf(run) : null,
    leases: kept.leases ? run.leases.map(outcomeOf) : null,
  };
}

/** A lease as documents have it. */
export const outcomeOf = (lease: LeaseRecord): LeaseOutcome => ({
  id: lease.id,
  kind: lease.kind,
  outcome: lease.outcome,
  reason: lease.reason,
  submitSeconds: lease.submitSeconds,
  runs: lease.runs,
  endSeconds: lease.endSeconds,
  deliveredSeconds: lease.deliveredSeconds,
});
