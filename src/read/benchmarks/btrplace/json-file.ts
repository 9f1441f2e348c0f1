import { open } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { InputError } from '../../../domain/errors.ts';

/** Larger files are refused unread, and unpacked no further: the largest instance in use unpacks to some 60 MiB. */
const MAX_BYTES = 512 * 1024 * 1024;

/**
 * A JSON document from a file, packed with gzip when its name ends in `.gz`.
 *
 * @throws InputError when it is missing, too large, or not JSON.
 */
export async function readJson(file: string): Promise<unknown> {
  const text = await readText(file);
  try {
    return JSON.parse(text);
  } catch (cause) {
    const where = (cause as Error).message.replace(/, ".*" is not valid JSON$/s, '').slice(0, 120);
    throw new InputError(file, `not JSON: ${where}`, 'Name an unchanged instance file.', { cause });
  }
}

async function readText(file: string): Promise<string> {
  try {
    await using handle = await open(file, 'r');
    const { size } = await handle.stat();
    if (size > MAX_BYTES) throw new InputError(file, `${size} bytes are too many`, `At most ${MAX_BYTES} are read.`);
    const bytes = await handle.readFile();
    const plain = file.endsWith('.gz') ? await promisify(gunzip)(bytes, { maxOutputLength: MAX_BYTES }) : bytes;
    return plain.toString('utf8');
  } catch (cause) {
    if (cause instanceof InputError) throw cause;
    const code = (cause as NodeJS.ErrnoException).code ?? 'unreadable';
    throw new InputError(file, `can not be read (${code})`, 'Name a readable instance file.', { cause });
  }
}
