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
  const taking = annotate === null ? into : annotating(into, annotate);
  if (format.reading.kind === 'folder') fill(await format.reading.items(file), taking);
  else await pour(file, format.reading.open(file, options), taking);
  return into.finish(nameOf(file));
}

async function pour(file: string, reader: ItemReader, into: Taking): Promise<void> {
  for await (const text of textStream(file)) {
    fill(reader.feed(text), into);
    if (into.done()) return;
  }
  fill(reader.end(), into);
}

function fill(items: Iterable<Item>, into: Taking): void {
  for (const item of items) {
    if (into.done()) return;
    into.add(item);
  }
}

type Taking = Pick<Collector, 'add' | 'done'>;

const annotating = (into: Collector, annotate: Annotate): Taking => ({
  add: (item: Item) => into.add(item.kind === 'request' ? { ...item, draft: annotate(item.draft) } : item),
  done: into.done,
});

const nameOf = (file: string): string => basename(file).replace(/(\.\w+)?(\.gz)?$/, '');
