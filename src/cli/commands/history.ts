import type { Argv, InferredOptionTypes } from 'yargs';
import { InputError } from '../../domain/errors.ts';
import { actionRecordSheet } from '../../report/action-records.ts';
import { historyDocument, historySheet } from '../../report/history.ts';
import { announcementSheet, leaseDetailDocument, leaseRecordSheet } from '../../report/lease-records.ts';
import { textTable } from '../../report/text-table.ts';
import { say } from '../answer.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { LAST_OPTIONS, remembered, STORE_OPTIONS } from '../memory.ts';
import { OUTPUT_OPTIONS } from '../options.ts';
import { once, text } from '../values.ts';

const OPTIONS = {
  ...STORE_OPTIONS,
  ...LAST_OPTIONS,
  lease: { type: 'string', describe: 'what was done and announced to this lease', coerce: once('--lease', text) },
  ...OUTPUT_OPTIONS,
} as const;

type Args = InferredOptionTypes<typeof OPTIONS>;

/** `oneplan history`: past epochs, or the life of one lease. */
export const historyCommand: Command = (cli, chosen) =>
  cli.command(
    'history',
    'past epochs, or with --lease the life of one lease',
    (command: Argv) =>
      command
        .options(OPTIONS)
        .example('$0 history --last 5', 'the five newest epochs')
        .example('$0 history --lease vm-42', 'what was done and promised to it'),
    (args) => chosen((io) => (args.lease === undefined ? epochs(args, io) : life(args, args.lease, io))),
  );

const DEFAULT_LAST = 20;

async function epochs(args: Args, io: Io): Promise<number> {
  const found = await remembered(args, (memory) => memory.history({ last: args.last ?? DEFAULT_LAST }));
  const answer = {
    document: () => historyDocument(found),
    sheet: () => historySheet(found),
    text: (style: Io['style']) => textTable(historySheet(found), style),
  };
  say(answer, args, io);
  return EXIT.done;
}

async function life(args: Args, id: string, io: Io): Promise<number> {
  const found = await remembered(args, (memory) => memory.lease(id));
  if (found === null) throw new InputError('--lease', `no lease "${id}" is remembered`, 'See oneplan list.');
  const actions = found.actions.slice(-(args.last ?? DEFAULT_LAST));
  const sheets = [leaseRecordSheet([found.lease]), announcementSheet(found.announcements), actionRecordSheet(actions)];
  const answer = {
    document: () => leaseDetailDocument({ ...found, actions }),
    sheet: () => actionRecordSheet(actions),
    text: (style: Io['style']) =>
      sheets
        .filter(({ rows }) => rows.length > 0)
        .map((each) => textTable(each, style))
        .join('\n'),
  };
  say(answer, args, io);
  return EXIT.done;
}
