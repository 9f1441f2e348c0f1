import type { Cell, Sheet } from '../sheet.ts';
import { cellText } from '../text-table.ts';
import { type Html, html } from './html.ts';

/** A table of the page; a sentence instead when it has no rows. */
export const sheetTable = (sheet: Sheet, nothing: string): Html =>
  sheet.rows.length === 0
    ? html`<p class="note">${nothing}</p>`
    : html`
      <div class="wide">
        <table>
          <thead><tr>${sheet.columns.map(headCell)}</tr></thead>
          <tbody>
            ${sheet.rows.map((row) => html`<tr>${row.map((cell, index) => bodyCell(sheet, cell, index))}</tr>`)}
          </tbody>
        </table>
      </div>`;

const headCell = ({ name, about, left }: Sheet['columns'][number]): Html =>
  html`<th scope="col" class="${left ? 'left' : 'right'}" title="${about}">${name.replaceAll('_', ' ').toLowerCase()}</th>`;

const bodyCell = (sheet: Sheet, cell: Cell, index: number): Html =>
  html`<td class="${sheet.columns[index]?.left ? 'left' : 'right'}">${cellText(cell)}</td>`;
