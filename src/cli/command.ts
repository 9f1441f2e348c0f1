import type { Argv } from 'yargs';
import type { Io } from './io.ts';

/** How the process is to end. `settled`: so, even when it was interrupted, since the command was made to be. */
export type ExitCode = number | { readonly settled: number };

/** What a command does once its arguments are read: it writes its answer and gives the exit code. */
export type Run = (io: Io) => Promise<ExitCode>;

/**
 * A command, added to the command line. When the arguments name it, it hands over what is to be run: nothing runs
 * while arguments are still being judged. `words` are the arguments as they were given.
 */
export type Command = (cli: Argv, chosen: (run: Run) => void, words: readonly string[]) => Argv;
