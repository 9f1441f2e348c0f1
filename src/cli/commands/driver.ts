import { resolve } from 'node:path';
import type { Argv } from 'yargs';
import { withoutUser } from '../../domain/address.ts';
import { InputError, NoPlanError } from '../../domain/errors.ts';
import { readPolicy } from '../../read/policy-file.ts';
import { logLines } from '../../report/driver/log-lines.ts';
import { PLACEMENT, planXml } from '../../report/driver/plan-xml.ts';
import type { Command } from '../command.ts';
import { type Asked, answered } from '../driver/answered.ts';
import { installDriver, schedMad } from '../driver/install.ts';
import { DRIVER_OPTIONS, type DriverArgs, INSTALL_OPTIONS, type InstallArgs } from '../driver/options.ts';
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
        (args) => chosen((io) => driven(() => ({ action: 'place' }), args, io)),
      )
      .command(
        'optimize <cluster>',
        'answer how VMs of a cluster are better placed, as its ONE_DRS says',
        (words: Argv) =>
          words
            .positional('cluster', { type: 'string', describe: 'number of the cluster', demandOption: true })
            .options(DRIVER_OPTIONS),
        (args) =>
          chosen((io) => driven(() => ({ action: 'optimize', cluster: whole(0)('cluster', args.cluster) }), args, io)),
      )
      .command(
        'install <folder>',
        'write the executables that oned calls: remotes/scheduler/oneplan as a rule',
        (words: Argv) =>
          words
            .positional('folder', { type: 'string', describe: 'where; made when it is not there', demandOption: true })
            .options(INSTALL_OPTIONS)
            .example('$0 driver install /var/lib/one/remotes/scheduler/oneplan', 'as oneadmin'),
        (args) => chosen(async (io) => install(args, io)),
      )
      .demandCommand(1, 'name what to do: place, optimize or install'),
  );

function install({ folder, policy }: InstallArgs & { readonly folder: string }, io: Io): number {
  const files = installDriver(folder, policy === undefined ? [] : ['--policy', keptPolicy(policy)]);
  io.out(
    `${files.join('\n')}\n\nIn oned.conf, in the place of the SCHED_MAD there, and a restart of oned:\n\n${schedMad(folder)}\n`,
  );
  return EXIT.done;
}

/** oned calls from a folder of its own, so the file is named in full; and a mistake in it is found now. */
function keptPolicy(file: string): string {
  readPolicy(file, {});
  return resolve(file);
}

/** Whatever happens, stderr holds lines that oned understands and nothing else, and a plan is whole or not there. */
async function driven(ask: () => Asked, args: DriverArgs, io: Io): Promise<number> {
  try {
    const asked = ask();
    const { actions, messages } = await answered(asked, args, io.signal);
    io.err(logLines(messages));
    io.out(planXml(asked.action === 'place' ? PLACEMENT : asked.cluster, actions));
    return EXIT.done;
  } catch (error) {
    io.err(logLines([{ level: 'ERROR', vm: null, text: withoutUser(messageOf(error)) }]));
    return error instanceof NoPlanError ? EXIT.noPlanInTime : EXIT.error;
  }
}

function messageOf(error: unknown): string {
  if (error instanceof InputError || error instanceof NoPlanError) return error.message;
  return `unexpected failure: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}
