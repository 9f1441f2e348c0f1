import type { RunRecord } from '../../domain/run-record.ts';
import { detailsOf } from './details.ts';
import { type ComparedFigure, type Measured, type PairedRow, pairedRows } from './paired.ts';
import { summaryOf } from './summary.ts';

/** What policies are compared by, and which way is better. */
const COMPARED: readonly ComparedFigure[] = [
  { name: 'meanWaitSeconds', better: 'lower' },
  { name: 'medianWaitSeconds', better: 'lower' },
  { name: 'p95WaitSeconds', better: 'lower' },
  { name: 'maxWaitSeconds', better: 'lower' },
  { name: 'meanBoundedSlowdown', better: 'lower' },
  { name: 'p95BoundedSlowdown', better: 'lower' },
  { name: 'allBestEffortSeconds', better: 'lower' },
  { name: 'makespanSeconds', better: 'lower' },
  { name: 'utilisation', better: 'higher' },
  { name: 'reservationsOnTime', better: 'higher' },
  { name: 'deadlinesOnTime', better: 'higher' },
  { name: 'suspensions', better: 'lower' },
  { name: 'migrations', better: 'lower' },
  { name: 'lostNodeHours', better: 'lower' },
];

/** A run with what it was a run of: the same `instance` for every policy that met that workload, window and seed. */
export interface ComparedRun {
  readonly instance: string;
  readonly run: RunRecord;
}

/** Every policy beside the baseline, paired over workloads, windows and seeds. */
export const comparedRuns = (runs: readonly ComparedRun[], baseline: string, seed: number): readonly PairedRow[] =>
  pairedRows(runs.map(measuredOf), baseline, COMPARED, seed);

function measuredOf({ instance, run }: ComparedRun): Measured {
  const summary = summaryOf(run);
  const bestEffort = detailsOf(run).kinds.find(({ kind }) => kind === 'best-effort');
  return {
    policy: run.policy,
    instance,
    figures: {
      meanWaitSeconds: summary.meanWaitSeconds,
      medianWaitSeconds: bestEffort?.waitSeconds.median ?? null,
      p95WaitSeconds: bestEffort?.waitSeconds.p95 ?? null,
      maxWaitSeconds: bestEffort?.waitSeconds.max ?? null,
      meanBoundedSlowdown: summary.meanBoundedSlowdown,
      p95BoundedSlowdown: bestEffort?.boundedSlowdown.p95 ?? null,
      allBestEffortSeconds: summary.allBestEffortSeconds,
      makespanSeconds: summary.makespanSeconds,
      utilisation: summary.utilisation,
      reservationsOnTime: summary.onTime['advance-reservation'],
      deadlinesOnTime: summary.onTime.deadline,
      suspensions: summary.suspensions,
      migrations: summary.migrations,
      lostNodeHours: summary.lostNodeHours,
    },
  };
}
