import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parse } from 'csv-parse/sync';

/** Columns that hold the best value known, the first that is there and filled in. */
const COLUMNS = ['best_known', 'optimum', 'best_known_value', 'upper_bound', 'optimal_bins', 'mip_1h_upper'];

/** The best value known of an instance: from `values.csv` beside its file; null when there is none. */
export async function knownValue(file: string, instance: string): Promise<number | null> {
  const [head, ...rows] = parse(await readFile(join(dirname(file), 'values.csv'), 'utf8').catch(() => ''), FORM);
  const row = rows.find(([name]) => name === instance);
  if (head === undefined || row === undefined) return null;
  const found = COLUMNS.map((column) => row[head.indexOf(column)]).find((cell) => cell !== undefined && cell !== '');
  const value = Number(found ?? Number.NaN);
  return Number.isFinite(value) ? value : null;
}

const FORM = { trim: true, relax_column_count: true, skip_empty_lines: true } as const;
