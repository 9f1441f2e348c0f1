import type { InferredOptionTypes, Options } from 'yargs';
import type { Command } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { QUEUE_OPTION, threadCount } from '../sweep/options.ts';
import { once, wholeSpan } from '../values.ts';

const OPTIONS = {
  queue: { ...QUEUE_OPTION, demandOption: true },
  concurrency: {
    type: 'string',
    describe: 'runs at one time, each in a thread; one when left out',
    coerce: once('--concurrency', threadCount),
  },
  lock: {
    type: 'string',
    describe: 'a worker not heard of for so long is given up, and its runs are run again; 30s when left out',
    coerce: once('--lock', wholeSpan),
  },
  'own-policies': { type: 'boolean', describe: 'run policies that are modules (file:MODULE) on this machine, too' },
  quiet: { alias: 'q', type: 'boolean', describe: 'nothing on stderr but errors' },
} as const satisfies Record<string, Options>;

type Args = InferredOptionTypes<typeof OPTIONS>;

const LOCK_SECONDS = 30;

/** `oneplan worker`: does runs of sweeps that `oneplan simulate --queue` asks for, until it is interrupted. */
export const workerCommand: Command = (cli, chosen) =>
  cli.command(
    'worker',
    'does runs that oneplan simulate --queue asks for, until it is interrupted',
    (command) =>
      command
        .options(OPTIONS)
        .example('$0 worker --queue redis://127.0.0.1:6379', 'one run at a time')
        .example('$0 worker --queue rediss://lab:6380 --concurrency 8', 'eight, over TLS'),
    (args) => chosen((io) => worker(args as unknown as Args, io)),
  );

async function worker(args: Args, io: Io): Promise<number> {
  const { work } = await import('../sweep/queue/work.ts');
  const settings = {
    address: args.queue,
    concurrency: args.concurrency ?? 1,
    lockSeconds: args.lock ?? LOCK_SECONDS,
    ownPolicies: args['own-policies'] === true,
    say: args.quiet === true ? () => undefined : io.err,
  };
  await work(settings, io.signal);
  return EXIT.interrupted;
}
