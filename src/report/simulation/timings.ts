import type { FigureSpread } from './details.ts';
import type { RunDigest } from './digest.ts';

/**
 * A run without what was measured on the machine that ran it: these figures are null, as they are where nothing was
 * measured. What is left depends on the workload, the policy and the seed alone.
 */
export const withoutTimings = (digest: RunDigest): RunDigest => ({
  ...digest,
  summary: { ...digest.summary, plannerCpuSeconds: null, meanEpochCpuSeconds: null },
  details: { ...digest.details, epochCpuSeconds: NOT_MEASURED, epochWallSeconds: NOT_MEASURED },
});

const NOT_MEASURED: FigureSpread = { count: 0, mean: null, median: null, p95: null, max: null };
