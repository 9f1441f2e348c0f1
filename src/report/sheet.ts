import { InputError } from '../domain/errors.ts';

/** What stands in a cell: text, a number that is written in full, or nothing. */
export type Cell = string | number | null;

/** One column of a table: how it is named, what it means (with its unit), and where its cell comes from. */
export interface Column<Row> {
  /** As in OpenNebula's lists: upper case, no blanks. */
  readonly name: string;
  readonly about: string;
  /** Text starts at the left; numbers end at the right. */
  readonly left?: boolean;
  readonly cell: (row: Row) => Cell;
}

/** A table with its rows filled in, ready to be written as text, CSV or HTML. */
export interface Sheet {
  readonly title: string;
  readonly columns: readonly { readonly name: string; readonly about: string; readonly left: boolean }[];
  readonly rows: readonly (readonly Cell[])[];
}

/** Fills a table in. */
export const sheet = <Row>(title: string, columns: readonly Column<Row>[], rows: readonly Row[]): Sheet => ({
  title,
  columns: columns.map(({ name, about, left }) => ({ name, about, left: left ?? false })),
  rows: rows.map((row) => columns.map((column) => column.cell(row))),
});

/** The columns named (in any case), in that order. Throws an `InputError` for one that the table does not have. */
export function withColumns(from: Sheet, names: readonly string[]): Sheet {
  const indices = names.map((name) => columnNamed(from, name));
  return {
    title: from.title,
    columns: indices.map((index) => from.columns[index] as Sheet['columns'][number]),
    rows: from.rows.map((row) => indices.map((index) => row[index] as Cell)),
  };
}

function columnNamed(from: Sheet, name: string): number {
  const index = from.columns.findIndex((column) => column.name === name.toUpperCase());
  if (index !== -1) return index;
  const known = from.columns.map((column) => column.name).join(', ');
  throw new InputError('--list', `there is no column "${name}"`, `The columns are ${known}.`);
}
