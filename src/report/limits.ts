import { type Sheet, sheet } from './sheet.ts';
import { type TextStyle, textTable } from './text-table.ts';
import { amount, counted } from './words.ts';

/** One epoch under one time limit, beside the greedy policies without any. */
export interface LimitRow {
  readonly instance: string;
  readonly limitSeconds: number;
  /** How long it took until its answer. */
  readonly seconds: number;
  /** Beyond the limit and what may be added to it, 5 % and 0.2 s; 0 when it was kept. */
  readonly overrunSeconds: number;
  /** Service of its plan; null when it had none that keeps the rules. */
  readonly objective: number | null;
  /** The best of the greedy policies, and its service. */
  readonly greedy: string;
  readonly greedyObjective: number;
  /** By the first level on which both differ. */
  readonly isWorse: boolean;
}

/** What is printed for machines. */
export const limitsDocument = (rows: readonly LimitRow[]) => ({ rows, ...countsOf(rows) });

export const limitsSheet = (rows: readonly LimitRow[]): Sheet =>
  sheet(
    'Time limits',
    [
      { name: 'INSTANCE', about: 'the epoch', left: true, cell: ({ instance }) => instance },
      { name: 'LIMIT', about: 'seconds it may take', cell: ({ limitSeconds }) => limitSeconds.toFixed(2) },
      { name: 'SECONDS', about: 'it took', cell: ({ seconds }) => seconds.toFixed(3) },
      {
        name: 'OVERRUN',
        about: 'seconds beyond the limit, 5% and 0.2 s',
        cell: ({ overrunSeconds }) => (overrunSeconds === 0 ? '' : overrunSeconds.toFixed(3)),
      },
      { name: 'OBJECTIVE', about: 'service', cell: ({ objective }) => (objective === null ? '' : amount(objective)) },
      {
        name: 'GREEDY',
        about: 'service of the best greedy policy',
        cell: ({ greedyObjective }) => amount(greedyObjective),
      },
      { name: 'POLICY', about: 'which one that is', left: true, cell: ({ greedy }) => greedy },
      { name: 'WORSE', about: 'than it', left: true, cell: ({ isWorse }) => (isWorse ? 'yes' : '') },
    ],
    rows,
  );

/** The table, and how often it was worse or late. */
export function limitsText(rows: readonly LimitRow[], style: TextStyle): string {
  const { worse, late } = countsOf(rows);
  return `${textTable(limitsSheet(rows), style)}${counted(rows.length, 'run')}: ${worse} worse than the best greedy policy, ${late} beyond the limit.\n`;
}

const countsOf = (rows: readonly LimitRow[]) => ({
  worse: rows.filter(({ isWorse }) => isWorse).length,
  late: rows.filter(({ overrunSeconds }) => overrunSeconds > 0).length,
});
