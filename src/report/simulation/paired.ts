import { bootstrapMean, type Interval } from './bootstrap.ts';

/** What one policy came to in one case: a workload, a window of it, a seed. Null where it has no such figure. */
export interface Measured {
  readonly policy: string;
  /** The same for every policy that met the same workload, window and seed. */
  readonly instance: string;
  readonly figures: Readonly<Record<string, number | null>>;
}

/** A figure to compare, and which way is better. */
export interface ComparedFigure {
  readonly name: string;
  readonly better: 'lower' | 'higher';
}

/** One policy beside another, case by case. */
export interface PairedRow {
  readonly figure: string;
  readonly policy: string;
  readonly baseline: string;
  readonly cases: number;
  /** Of the cases that both have, the means. */
  readonly policyMean: number;
  readonly baselineMean: number;
  /** Policy minus baseline. */
  readonly difference: Interval;
  /** Difference over the baseline's mean; null where that is 0. */
  readonly relative: number | null;
  /** Cases in which the policy was better, the same, or worse. */
  readonly wins: number;
  readonly ties: number;
  readonly losses: number;
  /** Better or worse only where the whole interval says so. */
  readonly verdict: 'better' | 'worse' | 'no difference shown';
}

/**
 * Compares each policy with the baseline, figure by figure, on the cases that both have: what is hard about a case is
 * then in both, and only the difference is left to chance.
 */
export function pairedRows(
  measured: readonly Measured[],
  baseline: string,
  figures: readonly ComparedFigure[],
  seed: number,
): readonly PairedRow[] {
  const base = new Map(measured.filter(({ policy }) => policy === baseline).map((each) => [each.instance, each]));
  const policies = [...new Set(measured.map(({ policy }) => policy))].filter((policy) => policy !== baseline);
  return figures.flatMap((figure) =>
    policies.flatMap((policy) => {
      const own = measured.filter((each) => each.policy === policy);
      const row = rowOf(figure, pairsOf(own, base, figure.name), seed);
      return row === null ? [] : [{ figure: figure.name, policy, baseline, ...row }];
    }),
  );
}

type Pair = readonly [policy: number, baseline: number];

const pairsOf = (own: readonly Measured[], base: ReadonlyMap<string, Measured>, figure: string): readonly Pair[] =>
  own.flatMap(({ instance, figures }): readonly Pair[] => {
    const [value, other] = [figures[figure] ?? null, base.get(instance)?.figures[figure] ?? null];
    return value === null || other === null ? [] : [[value, other]];
  });

type Row = Omit<PairedRow, 'figure' | 'policy' | 'baseline'>;

function rowOf({ better }: ComparedFigure, pairs: readonly Pair[], seed: number): Row | null {
  const differences = pairs.map(([policy, base]) => policy - base);
  const difference = bootstrapMean(differences, seed);
  if (difference === null) return null;
  const gain = (value: number): number => (better === 'lower' ? -value : value);
  const count = (holds: (gained: number) => boolean): number => differences.filter((each) => holds(gain(each))).length;
  const baselineMean = meanOf(pairs.map(([, base]) => base));
  return {
    cases: pairs.length,
    policyMean: meanOf(pairs.map(([policy]) => policy)),
    baselineMean,
    difference,
    relative: baselineMean === 0 ? null : difference.mean / baselineMean,
    wins: count((gained) => gained > 0),
    ties: count((gained) => gained === 0),
    losses: count((gained) => gained < 0),
    verdict: verdictOf(difference, gain),
  };
}

function verdictOf({ low, high }: Interval, gain: (value: number) => number): PairedRow['verdict'] {
  if (low === null || high === null || (low <= 0 && high >= 0)) return 'no difference shown';
  return gain(low) > 0 ? 'better' : 'worse';
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
