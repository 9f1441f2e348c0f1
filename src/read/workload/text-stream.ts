import { createReadStream, type ReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { InputError } from '../../domain/errors.ts';
import { attempt, fileStart } from '../xml/chunks.ts';

const CHUNK_BYTES = 256 * 2 ** 10;

/**
 * Text of a file, piece by piece, unpacked when it is gzip (told by its first bytes, not by its name). Memory holds one
 * piece, however long the file is. Throws an `InputError` when it can not be read, is cut short or is not UTF-8.
 */
export async function* textStream(file: string): AsyncGenerator<string> {
  const packed = isGzip(fileStart(file, 2));
  const bytes = createReadStream(file, { highWaterMark: CHUNK_BYTES });
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const chunk of packed ? unpacked(bytes) : bytes) yield decoder.decode(chunk as Buffer, { stream: true });
    yield decoder.decode();
  } catch (error) {
    throw streamError(file, error);
  } finally {
    bytes.destroy();
  }
}

/** The first characters of a file, unpacked, to tell what it is. Throws as `textStream` does. */
export async function textStart(file: string, characters: number): Promise<string> {
  let text = '';
  for await (const piece of textStream(file)) {
    text += piece;
    if (text.length >= characters) break;
  }
  return text.slice(0, characters);
}

const isGzip = (start: Buffer): boolean => start[0] === 0x1f && start[1] === 0x8b;

function unpacked(bytes: ReadStream): Readable {
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
  bytes.on('error', (error) => gunzip.destroy(error));
  return bytes.pipe(gunzip);
}

/** Whatever ended the stream, as one line; what is an `InputError` already stays. */
function streamError(file: string, error: unknown): unknown {
  if (error instanceof InputError || !(error instanceof Error)) return error;
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'Z_BUF_ERROR') return notWhole(file, 'ends in the middle of its gzip data', error);
  if (code?.startsWith('Z_') === true) return notWhole(file, `is not sound gzip (${error.message})`, error);
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') {
    return new InputError(file, 'is not text in UTF-8', 'Give a workload in one of the formats known.', {
      cause: error,
    });
  }
  try {
    return attempt(file, () => {
      throw error;
    });
  } catch (worded) {
    return worded;
  }
}

const notWhole = (file: string, problem: string, cause: Error): InputError =>
  new InputError(file, problem, 'Fetch or pack it again, whole.', { cause });
