import type { LeftOut } from '../../domain/workload.ts';
import { counted } from '../words.ts';
import type { RunDigest } from './digest.ts';
import { comparedRuns } from './figures.ts';
import type { PairedRow } from './paired.ts';

/** What was simulated and how, and what came of it. */
export interface SimulationReport {
  readonly workload: string;
  readonly leftOut: readonly LeftOut[];
  readonly requests: number;
  /** In the order in which policies were named. */
  readonly runs: readonly RunDigest[];
  /** Whom the others are compared with; null when there is nobody to compare. */
  readonly baseline: string | null;
  readonly comparison: readonly PairedRow[];
  /** Every option that was given or stands by default, for whoever wants to repeat it. */
  readonly settings: readonly { readonly name: string; readonly value: string }[];
  readonly versions: { readonly oneplan: string; readonly node: string };
  /** The command line that repeats it. */
  readonly command: string;
}

/** Seed of the resampling, so that the same runs give the same intervals. */
const RESAMPLING_SEED = 1;

/** Adds the comparison with a baseline. */
export const compared = (
  given: Omit<SimulationReport, 'comparison' | 'baseline'> & { readonly baseline: string | null },
): SimulationReport => ({
  ...given,
  comparison: given.baseline === null ? [] : comparedRuns(given.runs, given.baseline, RESAMPLING_SEED),
});

/** Names of the policies, each once, in order. */
export const policiesOf = ({ runs }: Pick<SimulationReport, 'runs'>): readonly string[] => [
  ...new Set(runs.map(({ summary }) => summary.policy)),
];

/** Names of the cases that policies met, each once, in order. */
export const casesOf = ({ runs }: Pick<SimulationReport, 'runs'>): readonly string[] => [
  ...new Set(runs.map(({ instance }) => instance)),
];

/** Cases that are independent of each other: windows, or seeds where there is one window. */
export function pairsOf({ runs }: Pick<SimulationReport, 'runs'>): number {
  const windows = new Set(runs.map(({ window }) => window)).size;
  return windows > 1 ? windows : new Set(runs.map(({ instance }) => instance)).size;
}

/** `8 cases (seeds of one count once)`, `5 seeds`. */
export function pairedWords(report: Pick<SimulationReport, 'runs'>): string {
  const pairs = pairsOf(report);
  const cases = casesOf(report).length;
  if (new Set(report.runs.map(({ window }) => window)).size <= 1) return counted(pairs, 'seed');
  return `${counted(pairs, 'case')}${cases > pairs ? ' (seeds of one count once)' : ''}`;
}
