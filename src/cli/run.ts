import process from 'node:process';
import yargs from 'yargs';
import { InputError, NoPlanError } from '../domain/errors.ts';
import { printable } from '../report/text-table.ts';
import type { Command, Run } from './command.ts';
import { benchCommand } from './commands/bench.ts';
import { compareCommand } from './commands/compare.ts';
import { completionCommand } from './commands/completion.ts';
import { configCommand } from './commands/config.ts';
import { instantCommand } from './commands/instant.ts';
import { planCommand } from './commands/plan.ts';
import { queueCommand } from './commands/queue.ts';
import { snapshotCommand } from './commands/snapshot.ts';
import { solveCommand } from './commands/solve.ts';
import { whatifCommand } from './commands/whatif.ts';
import { whyCommand } from './commands/why.ts';
import { EXIT } from './exit-codes.ts';
import type { Io } from './io.ts';
import { toolVersion } from './version.ts';

const COMMANDS: readonly Command[] = [
  planCommand,
  queueCommand,
  whyCommand,
  whatifCommand,
  compareCommand,
  instantCommand,
  solveCommand,
  benchCommand,
  snapshotCommand,
  configCommand,
  completionCommand,
];

/** Reads the arguments, runs the command they name, and gives the exit code. All errors end here. */
export async function run(words: readonly string[], io: Io): Promise<number> {
  try {
    const command = await chosenBy(words);
    const code = command === null ? EXIT.done : await command(io);
    return io.signal.aborted ? EXIT.interrupted : code;
  } catch (error) {
    io.err(`oneplan: ${printable(messageOf(error))}\n`);
    return error instanceof NoPlanError ? EXIT.noPlanInTime : EXIT.error;
  }
}

/** Null when the arguments asked for help, the version or completions only. */
async function chosenBy(words: readonly string[]): Promise<Run | null> {
  const runs: Run[] = [];
  const bare = yargs([...words])
    .scriptName('oneplan')
    .usage('$0 COMMAND\n\nPlans when and where each requested VM of an OpenNebula cloud runs.')
    .version(toolVersion())
    .help()
    .alias('help', 'h')
    .strict()
    .demandCommand(1, 'name a command')
    .recommendCommands()
    .wrap(Math.min(120, process.stdout.columns ?? 120))
    .epilogue(EPILOGUE)
    .exitProcess(false)
    .fail(refuse);
  const cli = COMMANDS.reduce((built, command) => command(built, (run) => runs.push(run)), bare);
  await cli.parseAsync();
  return runs[0] ?? null;
}

const EPILOGUE =
  'Exit codes: 0 done, 2 something is due (with --detailed-exitcode), 5 no plan in time, 255 error, 130 interrupted.';

/** Throws, so that nothing runs on arguments that were not understood. */
function refuse(message: string | null, error: Error | undefined): never {
  if (error instanceof Error) throw error;
  const words = (message ?? 'can not be understood').trim().replace(/\?$/, '');
  const problem = words.replace(/^[A-Z]/, (first) => first.toLowerCase());
  throw new InputError('command line', problem, 'See oneplan --help, or oneplan COMMAND --help.');
}

/** One line for an error of the input; an error of our own says so and where. yargs wraps what option readers say. */
function messageOf(error: unknown): string {
  if (error instanceof InputError || error instanceof NoPlanError) return error.message;
  if (error instanceof Error && error.name === 'YError') return error.message;
  if (error instanceof Error) return `unexpected failure: ${error.stack ?? error.message}`;
  return `unexpected failure: ${String(error)}`;
}
