import { readFileSync, statSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { InputError } from '../../domain/errors.ts';
import { attempt } from '../xml/chunks.ts';

const MAX_BYTES = 32 * 2 ** 20;

/** All text of a small file that belongs to a trace, unpacked when it is gzip. Throws an `InputError` when it can not be read. */
export function smallText(file: string): string {
  const bytes = attempt(file, () => {
    if (statSync(file).size > MAX_BYTES) throw tooLong(file);
    return readFileSync(file);
  });
  return (bytes[0] === 0x1f && bytes[1] === 0x8b ? unpacked(file, bytes) : bytes).toString('utf8');
}

function unpacked(file: string, bytes: Buffer): Buffer {
  try {
    return gunzipSync(bytes, { maxOutputLength: MAX_BYTES });
  } catch (error) {
    const problem = `is not sound gzip (${(error as Error).message})`;
    throw new InputError(file, problem, 'Fetch or pack it again, whole.', { cause: error });
  }
}

const tooLong = (file: string): InputError =>
  new InputError(file, `is longer than ${MAX_BYTES / 2 ** 20} MiB`, 'Give the list that belongs to the trace.');
