import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { InputError } from '../../domain/errors.ts';
import type { Workload } from '../../domain/workload.ts';
import { jsonLines } from './json-lines.ts';

/** Writes a workload as lines of JSON: into a file, packed when its name ends in .gz, or (null) to `out`. Throws an `InputError` when it can not. */
export async function writeWorkload(
  workload: Workload,
  file: string | null,
  out: (text: string) => void,
): Promise<void> {
  if (file === null) {
    for (const line of jsonLines(workload)) out(line);
    return;
  }
  const [lines, target] = [Readable.from(jsonLines(workload)), createWriteStream(file)];
  try {
    if (file.endsWith('.gz')) await pipeline(lines, createGzip(), target);
    else await pipeline(lines, target);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'no reason given';
    throw new InputError(file, `can not be written (${code})`, 'Name a file in a writable folder.', { cause });
  }
}
