import { stringify } from 'csv-stringify/sync';
import type { Sheet } from './sheet.ts';

/** A table as CSV (RFC 4180, but lines end in a newline): numbers ungrouped, nothing for no value. */
export function csvTable(sheet: Sheet, header: boolean): string {
  const head = header ? [sheet.columns.map((column) => column.name)] : [];
  return stringify([...head, ...sheet.rows]);
}
