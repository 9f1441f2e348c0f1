import { type Sheet, sheet } from './sheet.ts';
import { type TextStyle, textTable } from './text-table.ts';
import { amount, percent } from './words.ts';

/** One search. */
export interface WarmRun {
  readonly objective: number;
  /** (objective − bound) / objective. */
  readonly gap: number;
  readonly seconds: number;
  /** Of all threads. */
  readonly cpuSeconds: number;
}

/** An epoch, and the same changed a little: gone on with, and planned from nothing. */
export interface WarmRow {
  readonly instance: string;
  /** The epoch before it changed, from nothing. */
  readonly before: WarmRun;
  /** After it changed, from the schedule of before. */
  readonly warm: WarmRun;
  /** After it changed, from nothing. */
  readonly cold: WarmRun;
  /** Objective of warm over that of cold. */
  readonly ratio: number;
  /** The same of what they lie above the ideal, in which every lease starts at its release. */
  readonly excessRatio: number;
  /** Wall seconds when nothing has changed. */
  readonly unchangedSeconds: number;
  /** Then the plan is the same. */
  readonly samePlan: boolean;
}

/** What is printed for machines. */
export const warmDocument = (rows: readonly WarmRow[]) => ({ rows, median: medianOf(rows), worst: worstOf(rows) });

export const warmSheet = (rows: readonly WarmRow[]): Sheet =>
  sheet(
    'Warm starts',
    [
      { name: 'INSTANCE', about: 'the epoch', left: true, cell: ({ instance }) => instance },
      {
        name: 'COLD',
        about: 'objective of the changed epoch from nothing',
        cell: ({ cold }) => amount(cold.objective),
      },
      { name: 'COLD_GAP', about: 'its gap', cell: ({ cold }) => percent(cold.gap) },
      { name: 'COLD_CPU', about: 'its CPU seconds', cell: ({ cold }) => cold.cpuSeconds.toFixed(2) },
      { name: 'WARM', about: 'objective gone on from the epoch before', cell: ({ warm }) => amount(warm.objective) },
      { name: 'WARM_GAP', about: 'its gap', cell: ({ warm }) => percent(warm.gap) },
      { name: 'WARM_CPU', about: 'its CPU seconds', cell: ({ warm }) => warm.cpuSeconds.toFixed(2) },
      { name: 'RATIO', about: 'warm over cold', cell: ({ ratio }) => ratio.toFixed(5) },
      {
        name: 'EXCESS',
        about: 'the same of what lies above the ideal',
        cell: ({ excessRatio }) => excessRatio.toFixed(4),
      },
      {
        name: 'UNCHANGED',
        about: 'seconds when nothing has changed',
        cell: ({ unchangedSeconds }) => unchangedSeconds.toFixed(3),
      },
      { name: 'SAME', about: 'then the plan is the same', cell: ({ samePlan }) => (samePlan ? 'yes' : 'no') },
    ],
    rows,
  );

/** The table, and its middle and worst. */
export function warmText(rows: readonly WarmRow[], style: TextStyle): string {
  const said = (row: WarmRow): string =>
    `ratio ${row.ratio.toFixed(5)}, CPU ${row.warm.cpuSeconds.toFixed(2)} s after ${row.cold.cpuSeconds.toFixed(1)} s`;
  const [median, worst] = [medianOf(rows), worstOf(rows)];
  const last = median === null || worst === null ? '' : `median: ${said(median)}; worst: ${said(worst)}\n`;
  return `${textTable(warmSheet(rows), style)}${last}`;
}

const byRatio = (rows: readonly WarmRow[]): readonly WarmRow[] => rows.toSorted((a, b) => a.ratio - b.ratio);
const medianOf = (rows: readonly WarmRow[]): WarmRow | null => byRatio(rows)[(rows.length - 1) >> 1] ?? null;
const worstOf = (rows: readonly WarmRow[]): WarmRow | null => byRatio(rows).at(-1) ?? null;
