import type { Argv } from 'yargs';
import { InputError, NoPlanError } from '../../domain/errors.ts';
import { logLines } from '../../report/driver/log-lines.ts';
import { PLACEMENT, planXml } from '../../report/driver/plan-xml.ts';
import type { Command } from '../command.ts';
import { answered, type Question } from '../driver/answered.ts';
import { DRIVER_OPTIONS, type DriverArgs } from '../driver/options.ts';
import { EXIT } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { whole } from '../values.ts';

/** `oneplan driver`: what oned 7.x calls as its scheduler. */
export const driverCommand: Command = (cli, chosen) =>
  cli.command('driver', "be OpenNebula's scheduler driver", (command: Argv) =>
    command
      .command(
        'place',
        'answer where pending VMs go: the document on stdin, the plan on stdout',
        (words: Argv) => words.options(DRIVER_OPTIONS),
        (args) => chosen((io) => driven({ action: 'place' }, args, io)),
      )
      .command(
        'optimize <cluster>',
        'answer how VMs of a cluster are better placed, as its ONE_DRS says',
        (words: Argv) =>
          words
            .positional('cluster', { type: 'string', describe: 'number of the cluster', demandOption: true })
            .options(DRIVER_OPTIONS),
        (args) => chosen((io) => driven({ action: 'optimize', cluster: args.cluster }, args, io)),
      )
      .demandCommand(1, 'name what to do: place or optimize'),
  );

type Asked = { readonly action: 'place' } | { readonly action: 'optimize'; readonly cluster: string };

/** Whatever happens, stderr holds lines that oned understands and nothing else, and a plan is whole or not there. */
async function driven(asked: Asked, args: DriverArgs, io: Io): Promise<number> {
  try {
    const question = questionOf(asked);
    const { actions, messages } = await answered(question, args, io.signal);
    io.err(logLines(messages));
    io.out(planXml(question.action === 'place' ? PLACEMENT : question.cluster, actions));
    return EXIT.done;
  } catch (error) {
    io.err(logLines([{ level: 'ERROR', vm: null, text: messageOf(error) }]));
    return error instanceof NoPlanError ? EXIT.noPlanInTime : EXIT.error;
  }
}

const questionOf = (asked: Asked): Question =>
  asked.action === 'place' ? asked : { action: 'optimize', cluster: whole(0)('cluster', asked.cluster) };

function messageOf(error: unknown): string {
  if (error instanceof InputError || error instanceof NoPlanError) return error.message;
  return `unexpected failure: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}
