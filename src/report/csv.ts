import type { Cell, Sheet } from './sheet.ts';

/** A table as CSV (RFC 4180, but lines end in a newline): numbers ungrouped, nothing for no value. */
export function csvTable(sheet: Sheet, header: boolean): string {
  const head = header ? [sheet.columns.map((column) => column.name)] : [];
  return [...head, ...sheet.rows].map((row) => `${row.map(quoted).join(',')}\n`).join('');
}

function quoted(cell: Cell): string {
  const text = cell === null ? '' : String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
