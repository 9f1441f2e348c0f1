import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { InputError } from '../../domain/errors.ts';

const CHUNK_BYTES = 256 * 2 ** 10;
const MAX_FILE_BYTES = 512 * 2 ** 20;

/**
 * The bytes of a file, piece by piece; a piece is good until the next is asked for.
 * Throws an `InputError` when it can not be read or is longer than 512 MiB.
 */
export function* fileChunks(file: string): Generator<Buffer> {
  const descriptor = attempt(file, () => openSync(file, 'r'));
  try {
    if (fstatSync(descriptor).size > MAX_FILE_BYTES) throw tooLong(file);
    const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
    let total = 0;
    for (;;) {
      const length = attempt(file, () => readSync(descriptor, buffer));
      if (length === 0) return;
      total += length;
      if (total > MAX_FILE_BYTES) throw tooLong(file);
      yield buffer.subarray(0, length);
    }
  } finally {
    closeSync(descriptor);
  }
}

/** The first bytes of a file, to tell what it is. Throws an `InputError` when it can not be read. */
export function fileStart(file: string, bytes: number): Buffer {
  const descriptor = attempt(file, () => openSync(file, 'r'));
  try {
    const buffer = Buffer.alloc(bytes);
    return buffer.subarray(
      0,
      attempt(file, () => readSync(descriptor, buffer)),
    );
  } finally {
    closeSync(descriptor);
  }
}

/** Bytes as text. Throws an `InputError` when they are not UTF-8. */
export function* decodeUtf8(source: string, chunks: Iterable<Buffer>): Generator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const decode = (chunk?: Buffer): string => {
    try {
      return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
    } catch (error) {
      throw new InputError(source, 'is not text in UTF-8', 'Give the XML that OpenNebula prints.', { cause: error });
    }
  };
  for (const chunk of chunks) yield decode(chunk);
  yield decode();
}

/** The text of a file, piece by piece. Throws an `InputError` when it can not be read or is not UTF-8. */
export const fileText = (file: string): Generator<string> => decodeUtf8(file, fileChunks(file));

/** Runs one file operation; its error becomes an `InputError` that says what to do. */
export function attempt<T>(file: string, operation: () => T): T {
  try {
    return operation();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const [problem, remedy] = FILE_PROBLEMS[code ?? ''] ?? [`can not be read (${message})`, 'Check the file.'];
    throw new InputError(file, problem, remedy, { cause: error });
  }
}

const FILE_PROBLEMS: Readonly<Record<string, readonly [string, string]>> = {
  ENOENT: ['does not exist', 'Check the path.'],
  ENOTDIR: ['is not a folder', 'Give the folder, not a file in it.'],
  EISDIR: ['is a folder, not a file', 'Give the file itself.'],
  EACCES: ['may not be read by this user', 'Give this user the right to read it.'],
  EPERM: ['may not be read by this user', 'Give this user the right to read it.'],
  ELOOP: ['is a link to itself', 'Give the file that the link should lead to.'],
};

const tooLong = (file: string): InputError =>
  new InputError(file, `is longer than ${MAX_FILE_BYTES / 2 ** 20} MiB`, 'Check that it is what OpenNebula printed.');
