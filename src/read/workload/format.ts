import { stat } from 'node:fs/promises';
import { InputError } from '../../domain/errors.ts';
import { ALIBABA_HEADER, alibaba2023Reader } from './alibaba2023.ts';
import { AZURE_HEADER, azure2017Reader } from './azure2017.ts';
import type { Item, ItemReader } from './item.ts';
import { JSON_FORMAT, jsonReader } from './json-lines.ts';
import { lwfReader } from './lwf.ts';
import type { WorkloadOptions } from './options.ts';
import { recordedItems } from './recorded-cloud.ts';
import { swfReader } from './swf.ts';
import { looksLikeTextLwf, textLwfReader } from './text-lwf.ts';
import { textStart } from './text-stream.ts';

/** A format of workloads: how its name is written before a file, and how it is read. */
export interface WorkloadFormat {
  readonly name: string;
  readonly about: string;
  /** What time 0 of its sources is: their own, or the submit of the first request. */
  readonly origin: 'zero' | 'first';
  readonly reading:
    | { readonly kind: 'text'; readonly open: (file: string, options: WorkloadOptions) => ItemReader }
    | { readonly kind: 'folder'; readonly items: (folder: string) => Promise<Iterable<Item>> };
  /** Whether a text that begins so, of a file with this name, is of this format. */
  readonly matches: (start: string, file: string) => boolean;
}

/** A file and the format it is in. */
export interface WorkloadSpec {
  readonly file: string;
  readonly format: WorkloadFormat;
}

const FORMATS: readonly WorkloadFormat[] = [
  {
    name: 'lwf',
    about: 'lease workload (XML)',
    origin: 'zero',
    reading: { kind: 'text', open: lwfReader },
    matches: (start) => start.includes('<lease-workload'),
  },
  {
    name: 'lwft',
    about: 'leases as lines of ten columns',
    origin: 'zero',
    reading: { kind: 'text', open: textLwfReader },
    matches: looksLikeTextLwf,
  },
  {
    name: 'swf',
    about: 'Standard Workload Format',
    origin: 'first',
    reading: { kind: 'text', open: swfReader },
    matches: (start, file) => /\.swf(\.gz)?$/.test(file) || /^(\s*;[^\n]*\n)*(\s*-?[\d.]+){18}/.test(start),
  },
  {
    name: 'azure2017',
    about: 'VM creations of Azure 2017 (CSV)',
    origin: 'zero',
    reading: { kind: 'text', open: azure2017Reader },
    matches: (start) => start.startsWith(AZURE_HEADER),
  },
  {
    name: 'alibaba2023',
    about: 'pods of Alibaba 2023 (CSV)',
    origin: 'zero',
    reading: { kind: 'text', open: alibaba2023Reader },
    matches: (start) => start.startsWith(ALIBABA_HEADER),
  },
  {
    name: 'recording',
    about: 'a recorded cloud (folder of XML): what waits in it',
    origin: 'first',
    reading: { kind: 'folder', items: recordedItems },
    matches: () => false,
  },
  {
    name: 'json',
    about: 'lines of JSON, as oneplan workload convert writes them',
    origin: 'zero',
    reading: { kind: 'text', open: jsonReader },
    matches: (start) => start.startsWith(`{"format":"${JSON_FORMAT}"`),
  },
];

const RECORDING = FORMATS.find(({ name }) => name === 'recording') as WorkloadFormat;
const START_CHARS = 4_096;

/** What does not exist is no folder: reading it says so. */
const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );

/** `FORMAT:FILE`, or a file whose content tells. Throws an `InputError` when it does not, or can not be read. */
export async function formatOf(spec: string): Promise<WorkloadSpec> {
  const [, prefix, rest] = /^([a-z0-9]+):(.+)$/s.exec(spec) ?? [];
  const named = FORMATS.find(({ name }) => name === prefix);
  if (named !== undefined && rest !== undefined) return { file: rest, format: named };
  if (await isFolder(spec)) return { file: spec, format: RECORDING };
  const start = await textStart(spec, START_CHARS);
  const format = FORMATS.find(({ matches }) => matches(start, spec));
  if (format !== undefined) return { file: spec, format };
  const known = FORMATS.map(({ name }) => `${name}:`).join(', ');
  throw new InputError(spec, 'is in no format that is known', `Name its format: ${known}.`);
}
