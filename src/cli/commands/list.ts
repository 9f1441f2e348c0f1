import type { Argv, InferredOptionTypes } from 'yargs';
import { leaseRecordSheet, leaseRecordsDocument } from '../../report/lease-records.ts';
import { textTable } from '../../report/text-table.ts';
import { say } from '../answer.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { LAST_OPTIONS, remembered, STORE_OPTIONS } from '../memory.ts';
import { OUTPUT_OPTIONS } from '../options.ts';

const OPTIONS = {
  ...STORE_OPTIONS,
  ...LAST_OPTIONS,
  all: { type: 'boolean', alias: 'a', describe: 'those that have ended as well' },
  ...OUTPUT_OPTIONS,
} as const;

type Args = InferredOptionTypes<typeof OPTIONS>;

/** `oneplan list`: the leases that the planner knows, what they have had, and what they were promised. */
export const listCommand: Command = (cli, chosen) =>
  cli.command(
    'list',
    'leases with their state, work delivered, promised start and its drift',
    (command: Argv) =>
      command
        .options(OPTIONS)
        .example('$0 list --all --last 100', 'what has ended as well')
        .example('$0 list -l LEASE,DELIVERED,DRIFT', 'three columns'),
    (args) => chosen((io) => list(args, io)),
  );

const DEFAULT_LAST = 10_000;

async function list(args: Args, io: Io): Promise<number> {
  const which = { last: args.last ?? DEFAULT_LAST, openOnly: args.all !== true };
  const found = await remembered(args, (memory) => memory.leases(which));
  const answer = {
    document: () => leaseRecordsDocument(found),
    sheet: () => leaseRecordSheet(found),
    text: (style: Io['style']) => textTable(leaseRecordSheet(found), style),
  };
  say(answer, args, io);
  return EXIT.done;
}
