import process from 'node:process';
import { InputError } from '../../domain/errors.ts';
import { driverDocument, driverSource } from '../../read/driver.ts';
import type { Recording } from '../../read/recording.ts';

/** Longest document on standard input. */
const MOST_BYTES = 512 * 2 ** 20;

const NAME = 'standard input';
const REMEDY = 'oned hands a scheduler driver its document there; give --document FILE to try it out.';

/**
 * The document that oned hands its scheduler driver: a file when one is named, else standard input to its end.
 * Throws an `InputError` when there is none, it is too long, or it does not end before the signal fires.
 */
export async function documentGiven(file: string | undefined, now: number, signal: AbortSignal): Promise<Recording> {
  if (file !== undefined) return driverSource(file, { now });
  if (process.stdin.isTTY) throw new InputError(NAME, 'is a terminal', REMEDY);
  const bytes = await allOf(process.stdin, signal);
  return driverDocument(NAME, () => bytes, { now });
}

async function allOf(stream: NodeJS.ReadStream, signal: AbortSignal): Promise<readonly Buffer[]> {
  const chunks: Buffer[] = [];
  let total = 0;
  const end = (): void => void stream.destroy(new InputError(NAME, 'did not end in the time given', REMEDY));
  signal.addEventListener('abort', end, { once: true });
  try {
    for await (const chunk of stream) {
      total += (chunk as Buffer).length;
      if (total > MOST_BYTES) throw new InputError(NAME, `is longer than ${MOST_BYTES / 2 ** 20} MiB`, REMEDY);
      chunks.push(chunk as Buffer);
    }
  } finally {
    signal.removeEventListener('abort', end);
  }
  return chunks;
}
