import type { RunDigest } from './digest.ts';
import { type ComparedFigure, type Measured, type PairedRow, pairedRows } from './paired.ts';

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

type ComparedRun = Pick<RunDigest, 'instance' | 'window' | 'summary' | 'details'>;

/**
 * Every policy beside the baseline, paired over windows, or over seeds where there is one window. Seeds of one window are
 * not independent of each other: their mean counts once.
 */
export const comparedRuns = (runs: readonly ComparedRun[], baseline: string, seed: number): readonly PairedRow[] =>
  pairedRows(
    new Set(runs.map(({ window }) => window)).size > 1 ? byWindow(runs) : runs.map(measuredOf),
    baseline,
    COMPARED,
    seed,
  );

function byWindow(runs: readonly ComparedRun[]): readonly Measured[] {
  const groups = new Map<string, Measured[]>();
  for (const run of runs) {
    const instance = run.window ?? run.instance;
    const key = JSON.stringify([run.summary.policy, instance]);
    groups.set(key, [...(groups.get(key) ?? []), { ...measuredOf(run), instance }]);
  }
  return [...groups.values()].map(meanOf);
}

function meanOf(measured: readonly Measured[]): Measured {
  const first = measured[0] as Measured;
  const mean = (figure: string): number | null => {
    const values = measured.map(({ figures }) => figures[figure] ?? null).filter((value) => value !== null);
    return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
  };
  return { ...first, figures: Object.fromEntries(Object.keys(first.figures).map((figure) => [figure, mean(figure)])) };
}

function measuredOf({ instance, summary, details }: ComparedRun): Measured {
  const bestEffort = details.kinds.find(({ kind }) => kind === 'best-effort');
  return {
    policy: summary.policy,
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
