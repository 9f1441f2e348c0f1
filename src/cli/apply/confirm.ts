import process from 'node:process';
import { createInterface } from 'node:readline/promises';
import { InputError } from '../../domain/errors.ts';

/**
 * Asks on the terminal; true for a yes.
 *
 * @throws InputError when there is no terminal to ask on.
 */
export async function confirmed(question: string, signal: AbortSignal): Promise<boolean> {
  if (process.stdin.isTTY !== true || process.stderr.isTTY !== true) {
    throw new InputError('apply', 'there is no terminal to ask on', 'Give --yes to carry the plan out unasked.');
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await terminal.question(`${question} [y/N] `, { signal })).trim());
  } catch (error) {
    if (signal.aborted) return false;
    throw error;
  } finally {
    terminal.close();
  }
}
