import pico from 'picocolors';
import stringWidth from 'string-width';
import type { Cell, Sheet } from './sheet.ts';
import { amount } from './words.ts';

/** How text is dressed. Colours are those of `picocolors`, which are empty functions where there is no terminal. */
export interface TextStyle {
  readonly header: boolean;
  readonly colours: ReturnType<typeof pico.createColors>;
}

/** No colours: for files, pipes and tests. */
export const PLAIN: TextStyle = { header: true, colours: pico.createColors(false) };

/**
 * A table as OpenNebula's lists look: every column as wide as its widest cell, one blank between two, `-` for nothing,
 * the header bold and underlined on a terminal. Width is what the terminal shows, so wide characters line up too.
 */
export function textTable(sheet: Sheet, style: TextStyle): string {
  const header = sheet.columns.map((column) => column.name);
  const rows = sheet.rows.map((row) => row.map(cellText));
  const widths = header.map((name, index) => widest([name, ...rows.map((row) => row[index] as string)]));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, index) => aligned(cell, widths[index] as number, sheet.columns[index]?.left ?? false))
      .join(' ')
      .trimEnd();
  const head = style.header ? [style.colours.bold(style.colours.underline(line(header)))] : [];
  return [...head, ...rows.map(line)].map((text) => `${text}\n`).join('');
}

/** A cell for people. Control characters of a name must not steer the terminal, nor break the line. */
export function cellText(cell: Cell): string {
  if (cell === null || cell === '') return '-';
  return typeof cell === 'number' ? amount(cell) : printable(cell);
}

/** Text on one line, without control characters. */
export const printable = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ');

const widest = (cells: readonly string[]): number =>
  cells.reduce((width, cell) => Math.max(width, stringWidth(cell)), 0);

function aligned(cell: string, width: number, left: boolean): string {
  const blanks = ' '.repeat(width - stringWidth(cell));
  return left ? cell + blanks : blanks + cell;
}
