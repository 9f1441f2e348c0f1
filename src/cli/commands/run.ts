import process from 'node:process';
import type { Argv, InferredOptionTypes, Options } from 'yargs';
import { type DaemonEnd, runDaemon } from '../../daemon/daemon.ts';
import { AUTOMATIONS, type Automation } from '../../daemon/gate.ts';
import { type DaemonSettings, DEFAULT_DAEMON_SETTINGS } from '../../daemon/settings.ts';
import { InputError } from '../../domain/errors.ts';
import type { Command, ExitCode } from '../command.ts';
import { daemonWorld } from '../daemon-world.ts';
import { EXIT } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { LIMIT_OPTIONS, OUTPUT_OPTIONS, POLICY_OPTIONS, SOLVER_OPTIONS, SOURCE_OPTIONS, WORKER_OPTIONS } from '../options.ts';
import { once, oneOf, span, text, whole } from '../values.ts';

const RUNNING = 'Running:';

const OPTIONS = {
  from: { ...SOURCE_OPTIONS.from, describe: 'xmlrpc[:URL], onevm or sqlite:FILE; xmlrpc when left out' },
  interval: {
    type: 'string',
    group: RUNNING,
    default: '60s',
    describe: 'from one epoch to the next; early on events',
    coerce: once('--interval', span),
  },
  once: { type: 'boolean', group: RUNNING, describe: 'one epoch, what is due, and the end: for cron' },
  automation: {
    type: 'string',
    group: RUNNING,
    default: DEFAULT_DAEMON_SETTINGS.automation,
    describe: 'manual: plans only; partial: starts and ends, what runs is left alone; full: all of the plan',
    coerce: once('--automation', oneOf(AUTOMATIONS)),
  },
  'max-actions': {
    type: 'string',
    group: RUNNING,
    describe: 'actions carried out in one epoch at most; no limit when left out',
    coerce: once('--max-actions', whole(1)),
  },
  'dry-run': { type: 'boolean', group: RUNNING, describe: 'plans and says so, and sends nothing to the cloud' },
  enactor: {
    type: 'string',
    group: RUNNING,
    describe: 'xmlrpc or onevm: how commands are sent; onevm with --from onevm, else xmlrpc',
    coerce: once('--enactor', oneOf(['xmlrpc', 'onevm'])),
  },
  events: {
    type: 'string',
    group: RUNNING,
    describe: "tcp://HOST:PORT of OpenNebula's hook publisher, or none; port 2101 where the cloud is when left out",
    coerce: once('--events', text),
  },
  store: {
    type: 'string',
    group: RUNNING,
    describe: 'file in which the planner remembers; in the state folder of its user when left out',
    coerce: once('--store', text),
  },
  ...POLICY_OPTIONS,
  ...LIMIT_OPTIONS,
  ...SOLVER_OPTIONS,
  ...WORKER_OPTIONS,
  'log-level': { ...OUTPUT_OPTIONS['log-level'], default: 'info' },
} as const satisfies Record<string, Options>;

export type RunArgs = InferredOptionTypes<typeof OPTIONS> & { readonly source?: string | undefined };

/** `oneplan run`: the periodic planner beside a live OpenNebula. */
export const runCommand: Command = (cli, chosen) =>
  cli.command(
    'run [source]',
    'plan a live cloud epoch after epoch, and carry out what is due',
    (command: Argv) =>
      command
        .positional('source', { type: 'string', describe: 'as --from' })
        .options(OPTIONS)
        .example('$0 run', 'by XML-RPC, as ONE_XMLRPC and ONE_AUTH say')
        .example('$0 run --automation manual --dry-run', 'look on, touch nothing')
        .example('$0 run onevm --once --interval 5m', 'from cron, every five minutes, by commands'),
    (args) => chosen((io) => runPlanner(args, io)),
  );

async function runPlanner(args: RunArgs, io: Io): Promise<ExitCode> {
  const settings = settingsOf(args);
  const { world, close } = await daemonWorld(args, settings, io);
  const hangUps = new AbortController();
  try {
    return { settled: codeOf(await runDaemon(world, settings), io) };
  } finally {
    hangUps.abort();
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
