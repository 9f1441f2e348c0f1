import { InputError } from '../../domain/errors.ts';
import type { ItemReader } from './item.ts';
import { lwfReader } from './lwf.ts';
import type { WorkloadOptions } from './options.ts';
import { swfReader } from './swf.ts';
import { looksLikeTextLwf, textLwfReader } from './text-lwf.ts';
import { textStart } from './text-stream.ts';

/** A format of workloads: how its name is written before a file, and how it is read. */
export interface WorkloadFormat {
  readonly name: string;
  readonly about: string;
  /** What time 0 of its sources is: their own, or the submit of the first request. */
  readonly origin: 'zero' | 'first';
  readonly open: (file: string, options: WorkloadOptions) => ItemReader;
  /** Whether a text that begins so, of a file with this name, is of this format. */
  readonly matches: (start: string, file: string) => boolean;
}

/** A file and the format it is in. */
export interface WorkloadSpec {
  readonly file: string;
  readonly format: WorkloadFormat;
}

export const FORMATS: readonly WorkloadFormat[] = [
  {
    name: 'lwf',
    about: 'lease workload (XML)',
    origin: 'zero',
    open: lwfReader,
    matches: (start) => start.includes('<lease-workload'),
  },
  {
    name: 'lwft',
    about: 'leases as lines of ten columns',
    origin: 'zero',
    open: textLwfReader,
    matches: looksLikeTextLwf,
  },
  {
    name: 'swf',
    about: 'Standard Workload Format',
    origin: 'first',
    open: swfReader,
    matches: (start, file) => /\.swf(\.gz)?$/.test(file) || /^(\s*;[^\n]*\n)*(\s*-?[\d.]+){18}/.test(start),
  },
];

const START_CHARS = 4_096;

/** `FORMAT:FILE`, or a file whose content tells. Throws an `InputError` when it does not, or can not be read. */
export async function formatOf(spec: string): Promise<WorkloadSpec> {
  const [, prefix, rest] = /^([a-z0-9]+):(.+)$/s.exec(spec) ?? [];
  const named = FORMATS.find(({ name }) => name === prefix);
  if (named !== undefined && rest !== undefined) return { file: rest, format: named };
  const start = await textStart(spec, START_CHARS);
  const format = FORMATS.find(({ matches }) => matches(start, spec));
  if (format !== undefined) return { file: spec, format };
  const known = FORMATS.map(({ name }) => `${name}:`).join(', ');
  throw new InputError(spec, 'is in no format that is known', `Name its format: ${known}.`);
}
