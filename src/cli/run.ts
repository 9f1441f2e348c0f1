import process from 'node:process';
import yargs from 'yargs';
import { withoutUser } from '../domain/address.ts';
import { InputError, NoPlanError } from '../domain/errors.ts';
import { printable } from '../report/text-table.ts';
import type { Command, Run } from './command.ts';
import { EXIT } from './exit-codes.ts';
import type { Io } from './io.ts';
import { toolVersion } from './version.ts';

/** Each is loaded when it is asked for: a command pays for what it uses, not for what others do. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  plan: async () => (await import('./commands/plan.ts')).planCommand,
  apply: async () => (await import('./commands/apply.ts')).applyCommand,
  queue: async () => (await import('./commands/queue.ts')).queueCommand,
  why: async () => (await import('./commands/why.ts')).whyCommand,
  whatif: async () => (await import('./commands/whatif.ts')).whatifCommand,
  compare: async () => (await import('./commands/compare.ts')).compareCommand,
  instant: async () => (await import('./commands/instant.ts')).instantCommand,
  solve: async () => (await import('./commands/solve.ts')).solveCommand,
  bench: async () => (await import('./commands/bench.ts')).benchCommand,
  simulate: async () => (await import('./commands/simulate.ts')).simulateCommand,
  snapshot: async () => (await import('./commands/snapshot.ts')).snapshotCommand,
  run: async () => (await import('./commands/run.ts')).runCommand,
  history: async () => (await import('./commands/history.ts')).historyCommand,
  show: async () => (await import('./commands/show.ts')).showCommand,
  list: async () => (await import('./commands/list.ts')).listCommand,
  worker: async () => (await import('./commands/worker.ts')).workerCommand,
  doctor: async () => (await import('./commands/doctor.ts')).doctorCommand,
  driver: async () => (await import('./commands/driver.ts')).driverCommand,
  workload: async () => (await import('./commands/workload.ts')).workloadCommand,
  config: async () => (await import('./commands/config.ts')).configCommand,
  completion: async () => (await import('./commands/completion.ts')).completionCommand,
};

/** Reads the arguments, runs the command they name, and gives the exit code. All errors end here. */
export async function run(words: readonly string[], io: Io): Promise<number> {
  try {
    const command = await chosenBy(words);
    const code = command === null ? EXIT.done : await command(io);
    if (typeof code === 'object') return code.settled;
    return io.signal.aborted ? EXIT.interrupted : code;
  } catch (error) {
    io.err(`oneplan: ${printable(withoutUser(messageOf(error)))}\n`);
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
  const commands = await commandsFor(words[0] ?? '');
  const cli = commands.reduce((built, command) => command(built, (run) => runs.push(run), words), bare);
  await cli.parseAsync();
  return runs[0] ?? null;
}

/** The command of that name alone; all of them when it is none, for help and for suggestions. */
function commandsFor(name: string): Promise<readonly Command[]> {
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  const wanted = load === undefined ? Object.values(COMMANDS) : [load];
  return Promise.all(wanted.map((each) => each()));
}

const EPILOGUE =
  'Exit codes: 0 done, 2 something is due (with --detailed-exitcode), 3 stale plan, 4 applied in part, 5 no plan in time, 255 error, 130 interrupted.';

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
