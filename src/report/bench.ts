import { type Sheet, sheet } from './sheet.ts';
import { type TextStyle, textTable } from './text-table.ts';
import { amount, counted, elapsed, percent } from './words.ts';

/** One instance, as it was solved. Objectives are the benchmark's own; null where there is none. */
export interface BenchRow {
  readonly instance: string;
  readonly objective: number | null;
  /** No solution costs less. */
  readonly bound: number | null;
  /** (objective − bound) / max(|objective|, 1). */
  readonly gap: number | null;
  readonly bestKnown: number | null;
  /** True when there is a solution and it was checked. */
  readonly feasible: boolean;
  /** From the instance being read to the last answer; of the whole process when there is none. */
  readonly seconds: number;
  /** Of the process that solved it, its threads included; null when it left none. */
  readonly peakRssMib: number | null;
}

/** What is printed for machines: exactly the fields of {@link BenchRow}. */
export const benchDocument = (rows: readonly BenchRow[]): readonly BenchRow[] =>
  rows.map(({ instance, objective, bound, gap, bestKnown, feasible, seconds, peakRssMib }) => ({
    instance,
    objective,
    bound,
    gap,
    bestKnown,
    feasible,
    seconds,
    peakRssMib,
  }));

/** The one table. */
export const benchSheet = (rows: readonly BenchRow[]): Sheet =>
  sheet(
    'Instances',
    [
      { name: 'INSTANCE', about: 'as its set calls it', left: true, cell: ({ instance }) => instance },
      {
        name: 'INCUMBENT',
        about: 'best solution found',
        cell: ({ objective, feasible }) => (feasible ? objective : null),
      },
      { name: 'BOUND', about: 'no solution costs less', cell: ({ bound }) => bound },
      {
        name: 'GAP',
        about: 'between the two, as a share of the incumbent',
        cell: ({ gap }) => (gap === null ? null : percent(gap)),
      },
      { name: 'BEST_KNOWN', about: 'best value known', cell: ({ bestKnown }) => bestKnown },
      {
        name: 'SECONDS',
        about: 'from the instance being read to the last answer',
        cell: ({ seconds }) => seconds.toFixed(1),
      },
      { name: 'PEAK_MIB', about: 'most memory its process held', cell: ({ peakRssMib }) => peakRssMib },
    ],
    rows,
  );

/** The table, and all of it in one line. */
export const benchText = (rows: readonly BenchRow[], style: TextStyle): string =>
  `${textTable(benchSheet(rows), style)}${benchSummary(rows)}\n`;

/** One instance in a line, for whoever waits. */
export function benchLine(row: BenchRow): string {
  if (!row.feasible || row.objective === null) return `${row.instance}: no solution`;
  const proof = row.gap === null ? 'no bound' : `gap ${percent(row.gap)}`;
  const over = overBest(row);
  const known = over === null ? '' : `, ${signedPercent(over)} to the best known`;
  return `${row.instance}: ${amount(row.objective)}, ${proof}${known}, ${elapsed(row.seconds)}`;
}

/** How far the objective is above the best value known, as a share of that; negative when it is below. */
export const overBest = ({ objective, bestKnown, feasible }: BenchRow): number | null =>
  !feasible || objective === null || bestKnown === null
    ? null
    : (objective - bestKnown) / Math.max(Math.abs(bestKnown), 1);

function benchSummary(rows: readonly BenchRow[]): string {
  const solved = rows.filter(({ feasible }) => feasible).length;
  const gaps = rows.flatMap(({ gap }) => (gap === null ? [] : [gap]));
  const overs = rows.flatMap((row) => overBest(row) ?? []);
  const proof = gaps.length === 0 ? '' : `; gap ${spread(gaps, percent)}`;
  const known = overs.length === 0 ? '' : `; to the best known ${spread(overs, signedPercent)}`;
  return `${counted(rows.length, 'instance')}, ${solved} solved${proof}${known}`;
}

function spread(values: readonly number[], words: (share: number) => string): string {
  const sorted = [...values].sort((a, b) => a - b);
  const mean = sorted.reduce((sum, value) => sum + value, 0) / sorted.length;
  const middle = (sorted[(sorted.length - 1) >> 1] as number) + (sorted[sorted.length >> 1] as number);
  return `mean ${words(mean)}, median ${words(middle / 2)}, worst ${words(sorted.at(-1) as number)}`;
}

const signedPercent = (share: number): string => (share < 0 ? `-${percent(-share)}` : percent(share));
