import type { EngineTask } from '../engine.ts';

/** Σ value × column ≤ upper, in whole numbers. */
export interface Row {
  readonly columns: readonly number[];
  readonly values: readonly number[];
  readonly upper: number;
}

/** The same program with more rows. */
export function withRows(task: EngineTask, rows: readonly Row[]): EngineTask {
  const starts = [...task.starts];
  for (const { columns } of rows) starts.push((starts.at(-1) ?? 0) + columns.length);
  return {
    ...task,
    rowLower: Float64Array.from([...task.rowLower, ...rows.map(() => Number.NEGATIVE_INFINITY)]),
    rowUpper: Float64Array.from([...task.rowUpper, ...rows.map(({ upper }) => upper)]),
    starts: Int32Array.from(starts),
    columns: Int32Array.from([...task.columns, ...rows.flatMap(({ columns }) => columns)]),
    values: Float64Array.from([...task.values, ...rows.flatMap(({ values }) => values)]),
  };
}
