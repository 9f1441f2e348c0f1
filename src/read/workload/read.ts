import { basename } from 'node:path';
import { type Collector, collector, type WorkloadReading } from './collect.ts';
import { formatOf } from './format.ts';
import type { ItemReader } from './item.ts';
import type { WorkloadOptions } from './options.ts';
import { textStream } from './text-stream.ts';

/**
 * Reads a workload: `FILE`, told by its content, or `FORMAT:FILE`. Lines that are not requests are counted and named.
 * Memory grows with what is kept, not with the file. Throws an `InputError` when the file is not what it says.
 */
export async function readWorkload(spec: string, options: WorkloadOptions): Promise<WorkloadReading> {
  const { file, format } = await formatOf(spec);
  const into = collector(file, format.origin, options);
  await pour(file, format.open(file, options), into);
  return into.finish(nameOf(file));
}

async function pour(file: string, reader: ItemReader, into: Collector): Promise<void> {
  for await (const text of textStream(file)) {
    for (const item of reader.feed(text)) {
      into.add(item);
      if (into.done()) return;
    }
  }
  for (const item of reader.end()) into.add(item);
}

const nameOf = (file: string): string => basename(file).replace(/(\.\w+)?(\.gz)?$/, '');
