import { basename } from 'node:path';
import { type Annotate, readAnnotations } from './annotations.ts';
import { type Collector, collector, type WorkloadReading } from './collect.ts';
import { formatOf } from './format.ts';
import type { Item, ItemReader } from './item.ts';
import { mergeInjected } from './merge.ts';
import type { WorkloadOptions } from './options.ts';
import { textStream } from './text-stream.ts';

/**
 * Reads a workload: `FILE`, told by its content, or `FORMAT:FILE`. Lines that are not requests are counted and named.
 * Memory grows with what is kept, not with the file. Throws an `InputError` when the file is not what it says.
 */
export async function readWorkload(spec: string, options: WorkloadOptions): Promise<WorkloadReading> {
  const annotate = options.annotations === null ? null : await readAnnotations(options.annotations);
  const base = await readOne(spec, options, annotate);
  if (options.inject === null) return base;
  const injected = await readOne(options.inject, { ...options, limit: null }, null);
  return mergeInjected(base, injected, options.injectUntilSeconds);
}

async function readOne(spec: string, options: WorkloadOptions, annotate: Annotate | null): Promise<WorkloadReading> {
  const { file, format } = await formatOf(spec);
  const into = collector(file, format.origin, options);
  await pour(file, format.open(file, options), annotate === null ? into : annotating(into, annotate));
  return into.finish(nameOf(file));
}

async function pour(file: string, reader: ItemReader, into: Pick<Collector, 'add' | 'done'>): Promise<void> {
  for await (const text of textStream(file)) {
    for (const item of reader.feed(text)) {
      into.add(item);
      if (into.done()) return;
    }
  }
  for (const item of reader.end()) into.add(item);
}

const annotating = (into: Collector, annotate: Annotate): Pick<Collector, 'add' | 'done'> => ({
  add: (item: Item) => into.add(item.kind === 'request' ? { ...item, draft: annotate(item.draft) } : item),
  done: into.done,
});

const nameOf = (file: string): string => basename(file).replace(/(\.\w+)?(\.gz)?$/, '');
