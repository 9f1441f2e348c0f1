import type { Argv } from 'yargs';
import { queueDocument, queueSheet } from '../../report/queue.ts';
import { textTable } from '../../report/text-table.ts';
import { say } from '../answer.ts';
import type { Command } from '../command.ts';
import type { Io } from '../io.ts';
import { PLAN_OPTIONS, type PlanArgs } from '../options.ts';
import { codeOf, plannedAsAsked } from '../planning.ts';

/** `oneplan queue`: predicted start, hosts and reason of every waiting request. */
export const queueCommand: Command = (cli, chosen) =>
  cli.command(
    'queue [source]',
    'predicted start, hosts and reason of every waiting request',
    (command: Argv) =>
      command
        .positional('source', { type: 'string', describe: 'as --from' })
        .options(PLAN_OPTIONS)
        .example('$0 queue -l LEASE,EST_START,REASON', 'three columns')
        .example('$0 queue --csv --no-header', 'for a script'),
    (args) => chosen((io) => queue(args, io)),
  );

async function queue(args: PlanArgs & { readonly source?: string | undefined }, io: Io): Promise<number> {
  const { epoch } = await plannedAsAsked(args, io);
  const answer = {
    document: () => queueDocument(epoch),
    sheet: () => queueSheet(epoch),
    text: (style: Io['style']) => textTable(queueSheet(epoch), style),
  };
  say(answer, args, io);
  return codeOf(epoch, io);
}
