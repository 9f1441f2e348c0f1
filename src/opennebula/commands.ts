import { type Environment, readCredentials } from './credentials.ts';
import { oneLine } from './reply.ts';

/** A command of OpenNebula's own (`onevm`, `onehost`, …) with its arguments. */
export interface CommandLine {
  readonly program: OneProgram;
  readonly words: readonly string[];
}

export type OneProgram =
  | 'onevm'
  | 'onehost'
  | 'onecluster'
  | 'onedatastore'
  | 'onevnet'
  | 'onevmgroup'
  | 'onezone'
  | 'oneuser';

/** How a command ended. `message` is one line and never holds a credential. */
export type Outcome =
  | { readonly kind: 'done'; readonly output: string }
  /** oned, or the command itself, said no: nothing was done. The text is what it wrote to standard error. */
  | { readonly kind: 'refused'; readonly message: string }
  /** The command could not be started: nothing was done. */
  | { readonly kind: 'unsent'; readonly message: string }
  /** It reached nobody, took too long or died: it may have been done. */
  | { readonly kind: 'unheard'; readonly message: string }
  /** It ended as if all was well, and said something that no such command says. */
  | { readonly kind: 'garbage'; readonly message: string }
  /** The caller's signal fired: it may have been done. */
  | { readonly kind: 'cancelled'; readonly message: string };

export interface CommandsOptions {
  /** ONE_AUTH, ONE_XMLRPC, PATH and HOME are what the commands go by. */
  readonly environment: Environment;
  readonly timeoutSeconds?: number;
  readonly maxBytes?: number;
}

/** Runs commands of OpenNebula. */
export interface Commands {
  /** How messages name it. */
  readonly name: string;
  /** Runs one command, once. Arguments go as they are: there is no shell. Does not throw for what the command does. */
  run(line: CommandLine, signal?: AbortSignal): Promise<Outcome>;
}

/**
 * OpenNebula's commands as found on PATH. They read the credentials themselves, from the file that ONE_AUTH names, so
 * none is handed to them.
 */
export function commandsOn({ environment, timeoutSeconds = 120, maxBytes = 256 * 2 ** 20 }: CommandsOptions): Commands {
  const scrub = scrubber(environment);
  return {
    name: 'onevm',
    run: async ({ program, words }, signal) => {
      const { execa } = await import('execa');
      const result = await execa(program, [...words], {
        env: { ...environment },
        extendEnv: false,
        stdin: 'ignore',
        reject: false,
        timeout: timeoutSeconds * 1_000,
        maxBuffer: maxBytes,
        forceKillAfterDelay: 2_000,
        stripFinalNewline: false,
        ...(signal === undefined ? {} : { cancelSignal: signal }),
      });
      const outcome = outcomeOf(result, `${program} ${words[0] ?? ''}`.trim());
      return outcome.kind === 'done' ? outcome : { kind: outcome.kind, message: scrub(outcome.message) };
    },
  };
}

/** What outcomes are judged by. */
interface Ended {
  readonly failed: boolean;
  readonly exitCode?: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  readonly timedOut: boolean;
  readonly isCanceled: boolean;
  readonly isMaxBuffer: boolean;
  readonly signal?: string | undefined;
  readonly code?: string | undefined;
}

function outcomeOf(ended: Ended, title: string): Outcome {
  if (ended.isCanceled) return { kind: 'cancelled', message: `${title} was cancelled` };
  if (ended.timedOut) return { kind: 'unheard', message: `${title} took too long and was ended` };
  if (ended.isMaxBuffer) return { kind: 'garbage', message: `${title} printed more than is taken in` };
  if (ended.signal !== undefined) return { kind: 'unheard', message: `${title} was ended by ${ended.signal}` };
  if (ended.exitCode === undefined)
    return { kind: 'unsent', message: `${title} can not be started (${ended.code ?? 'no reason given'})` };
  const words = oneLine(ended.stderr);
  if (ended.exitCode === 0) return succeeded(ended.stdout, words, title);
  if (UNCONNECTED.test(words)) return { kind: 'unsent', message: words };
  if (UNANSWERED.test(words)) return { kind: 'unheard', message: words };
  return { kind: 'refused', message: words === '' ? `${title} ended with exit code ${ended.exitCode}` : words };
}

/** A subcommand that is not known prints the help and ends with 0. */
function succeeded(output: string, words: string, title: string): Outcome {
  if (!/^Command '.*' not found/.test(words)) return { kind: 'done', output };
  return { kind: 'garbage', message: `${title} is not known to this version: ${words}` };
}

/** What the commands say when oned is away, and when it went away. */
const UNCONNECTED = /^(failed to open tcp connection|.*getaddrinfo)/i;
const UNANSWERED = /execution expired|timeout|timed out|end of file|connection reset|broken pipe/i;

/** The commands know the credentials; what they print is cleaned of them when they can be read here too. */
function scrubber(environment: Environment): (text: string) => string {
  try {
    return readCredentials(environment).scrub;
  } catch {
    return (text) => text;
  }
}
