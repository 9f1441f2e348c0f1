import type { Argv } from 'yargs';
import { InputError } from '../../domain/errors.ts';
import { textTable } from '../../report/text-table.ts';
import { whyOf } from '../../report/why.ts';
import { whyDocument, whySheet, whyText } from '../../report/why-words.ts';
import { say } from '../answer.ts';
import type { Command } from '../command.ts';
import type { Io } from '../io.ts';
import { PLAN_OPTIONS, type PlanArgs } from '../options.ts';
import { codeOf, plannedAsAsked } from '../planning.ts';

/** `oneplan why`: what holds one request, and what would let it start. */
export const whyCommand: Command = (cli, chosen) =>
  cli.command(
    'why <lease> [source]',
    'what holds a VM or lease, and what would let it start',
    (command: Argv) =>
      command
        .positional('lease', { type: 'string', demandOption: true, describe: 'id or name of a VM, or id of a lease' })
        .positional('source', { type: 'string', describe: 'as --from' })
        .options(PLAN_OPTIONS)
        .example('$0 why 42', 'by the id of the VM')
        .example('$0 why oneadmin/course', 'by the id of the lease'),
    (args) => chosen((io) => why(args, io)),
  );

async function why(
  args: PlanArgs & { readonly lease: string; readonly source?: string | undefined },
  io: Io,
): Promise<number> {
  const { epoch, context } = await plannedAsAsked(args, io);
  if (epoch.plan === null) return codeOf(epoch, io);
  const found = whyOf(epoch, args.lease);
  if (found === null) {
    throw new InputError(context.source, `there is no VM or lease "${args.lease}"`, 'See oneplan queue.');
  }
  const answer = {
    document: () => whyDocument(found, epoch),
    sheet: () => whySheet(found),
    text: (style: Io['style']) => `${whyText(found, epoch)}\n${textTable(whySheet(found), style)}`,
  };
  say(answer, args, io);
  return codeOf(epoch, io);
}
