import { stringify } from 'yaml';
import { csvTable } from '../report/csv.ts';
import { type Sheet, withColumns } from '../report/sheet.ts';
import { type TextStyle, textTable } from '../report/text-table.ts';
import { jsonText } from './files.ts';
import type { Io } from './io.ts';
import type { OutputArgs } from './options.ts';

/** What a command found out, ready for every way to write it; only the way asked for is made. */
export interface Answer {
  readonly document: () => unknown;
  /** The main table: what `--csv` and `--list` are about. */
  readonly sheet: () => Sheet;
  /** For people. */
  readonly text: (style: TextStyle) => string;
}

/** Writes the answer to stdout in the way asked for. */
export const say = (answer: Answer, args: OutputArgs, io: Io): void => io.out(written(answer, args, io.style));

function written(answer: Answer, args: OutputArgs, terminal: TextStyle): string {
  if (args.json === true) return jsonText(answer.document());
  if (args.yaml === true) return stringify(answer.document(), { aliasDuplicateObjects: false });
  const style = { ...terminal, header: args.header };
  if (args.csv === true) return csvTable(chosen(answer, args), style.header);
  return args.list === undefined ? answer.text(style) : textTable(chosen(answer, args), style);
}

const chosen = (answer: Answer, { list }: OutputArgs): Sheet =>
  list === undefined ? answer.sheet() : withColumns(answer.sheet(), list);
