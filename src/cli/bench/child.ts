import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { execaNode } from 'execa';

/** A command line of this program, in a process of its own, so that its memory and its failures are its own. */
export interface ChildEnd {
  readonly stdout: string;
  readonly stderr: string;
  /** Why it did not end by itself; null when it did. */
  readonly trouble: string | null;
}

/** Starting and reading, beside the time limit: a process that takes longer is given up. */
export const READING_SECONDS = 120;

const MAIN = fileURLToPath(new URL(`../main${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url));

/**
 * Runs it to its end, an interrupt (which is passed on, so that it answers with what it has), or so many seconds. It
 * leads a process group of its own: a terminal's interrupt reaches it once, through its parent. Never rejects.
 */
export async function runChild(words: readonly string[], seconds: number, signal: AbortSignal): Promise<ChildEnd> {
  const child = execaNode(MAIN, words, {
    reject: false,
    stdin: 'ignore',
    detached: true,
    timeout: Math.ceil(seconds * 1000),
    killSignal: 'SIGKILL',
  });
  const interrupt = (): void => void child.kill('SIGINT');
  const orphan = (): void => void child.kill('SIGKILL');
  signal.addEventListener('abort', interrupt, { once: true });
  process.on('exit', orphan);
  const ended = await child;
  signal.removeEventListener('abort', interrupt);
  process.off('exit', orphan);
  return {
    stdout: ended.stdout,
    stderr: ended.stderr,
    trouble: ended.exitCode === undefined ? troubleOf(ended) : null,
  };
}

function troubleOf(ended: {
  readonly timedOut: boolean;
  readonly signal?: string | undefined;
  readonly message?: string | undefined;
}): string {
  if (ended.timedOut) return 'did not end in time and was ended';
  return ended.signal === undefined ? `could not be started: ${ended.message}` : `was ended by ${ended.signal}`;
}
