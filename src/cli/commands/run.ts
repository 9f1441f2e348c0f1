import type { Argv } from 'yargs';
import { type DaemonEnd, runDaemon } from '../../daemon/daemon.ts';
import type { Automation } from '../../daemon/gate.ts';
import { type DaemonSettings, DEFAULT_DAEMON_SETTINGS } from '../../daemon/settings.ts';
import { InputError } from '../../domain/errors.ts';
import type { Command, ExitCode } from '../command.ts';
import { daemonWorld } from '../daemon-world.ts';
import { servedDriver } from '../driver/served.ts';
import { EXIT } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { RUN_OPTIONS, type RunArgs } from '../run-options.ts';

/** `oneplan run`: the periodic planner beside a live OpenNebula. */
export const runCommand: Command = (cli, chosen) =>
  cli.command(
    'run [source]',
    'plan a live cloud epoch after epoch, and carry out what is due',
    (command: Argv) =>
      command
        .positional('source', { type: 'string', describe: 'as --from' })
        .options(RUN_OPTIONS)
        .example('$0 run', 'by XML-RPC, as ONE_XMLRPC and ONE_AUTH say')
        .example('$0 run --automation manual --dry-run', 'look on, touch nothing')
        .example('$0 run onevm --once --interval 5m', 'from cron, every five minutes, by commands'),
    (args) => chosen((io) => runPlanner(args, io)),
  );

async function runPlanner(args: RunArgs, io: Io): Promise<ExitCode> {
  const settings = settingsOf(args);
  const { world, close } = await daemonWorld(args, settings, io);
  try {
    const driver = await servedDriver(args, settings, world);
    const end = await runDaemon({ ...world, published: driver.published }, settings).finally(driver.close);
    return { settled: codeOf(end, io) };
  } finally {
    await close();
  }
}

function settingsOf(args: RunArgs): DaemonSettings {
  if (args.interval < 1) throw new InputError('--interval', 'is less than a second', 'Write 1s or more.');
  return {
    ...DEFAULT_DAEMON_SETTINGS,
    intervalSeconds: args.interval,
    once: args.once === true,
    dryRun: args['dry-run'] === true,
    automation: args.automation as Automation,
    maxActions: args['max-actions'] ?? null,
  };
}

/** SIGTERM is how a service is ended, and no failure; an interrupt at the terminal is told as one. */
function codeOf(end: DaemonEnd, { signal }: Io): number {
  switch (end) {
    case 'stopped':
      return signal.reason === 'SIGTERM' ? EXIT.done : EXIT.interrupted;
    case 'planned':
    case 'unchanged':
      return EXIT.done;
    case 'no-plan':
      return EXIT.noPlanInTime;
    case 'failed':
      return EXIT.error;
  }
}
