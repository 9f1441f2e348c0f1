import { z } from 'zod';
import type { Amounts } from '../../domain/resources.ts';
import type { Workload, WorkloadRequest } from '../../domain/workload.ts';
import type { WorkloadReading } from './collect.ts';
import { gangMaker, MAX_GANG } from './gangs.ts';
import type { Draft, Item, ItemReader } from './item.ts';
import { lineReader } from './lines.ts';

/** How the first line of our own format begins; its version grows when old readers would misread it. */
export const JSON_FORMAT = 'oneplan-workload';
const VERSION = 1;

const whole = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
/** May lie before the start of a window that was cut out. */
const moment = z.number().int();
const amounts = z.strictObject({ cpuCentis: whole, memoryMib: whole });
const counted = z.array(z.strictObject({ reason: z.string(), count: whole, examples: z.array(z.string()) }));

const HEADER = z.strictObject({
  format: z.literal(JSON_FORMAT),
  version: z.literal(VERSION),
  name: z.string(),
  hosts: z.array(z.strictObject({ name: z.string().min(1), ...amounts.shape })).nullable(),
  leftOut: counted,
  adjusted: counted,
});

const REQUEST = z.strictObject({
  id: z.string().min(1),
  submitSeconds: whole,
  terms: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('best-effort'), notBefore: moment.nullable() }),
    z.strictObject({ kind: z.literal('immediate') }),
    z.strictObject({ kind: z.literal('advance-reservation'), startAt: moment }),
    z.strictObject({ kind: z.literal('deadline'), notBefore: moment.nullable(), finishBy: moment }),
  ]),
  /** Equal VMs next to each other are counted. */
  vms: z.array(z.strictObject({ count: whole.min(1).max(MAX_GANG), ...amounts.shape })).min(1),
  durationSeconds: whole.min(1).nullable(),
  realSeconds: whole.min(1).nullable(),
  preemptible: z.boolean(),
  weight: whole.min(1),
  user: z.string().nullable(),
  image: z.strictObject({ name: z.string(), sizeMib: whole }).nullable(),
  hosts: z.array(z.string()).nullable(),
  extras: z.record(z.string(), z.string()),
});

/** Our own format: a line about the workload, then one line a request. Negative times and unknown fields are refused. */
export function jsonReader(file: string): ItemReader {
  const gang = gangMaker();
  return lineReader(file, (line, number): readonly Item[] => {
    if (line.trim() === '') return [];
    const place = `line ${number}`;
    const found = parsed(line);
    if (typeof found === 'string') return [{ kind: 'malformed', reason: found, place }];
    return number === 1 ? headerItems(found.value, place) : [requestItem(found.value, place, gang)];
  });
}

function parsed(line: string): { readonly value: unknown } | string {
  try {
    return { value: JSON.parse(line) as unknown };
  } catch {
    return 'is not JSON';
  }
}

function headerItems(value: unknown, place: string): readonly Item[] {
  const { success, data, error } = HEADER.safeParse(value);
  if (!success) return [{ kind: 'malformed', reason: worded(error), place }];
  const { name, leftOut, adjusted } = data;
  const hosts = data.hosts?.map(({ name: host, ...capacity }) => ({ name: host, capacity }));
  return [
    { kind: 'about', name, leftOut, adjusted },
    ...(hosts === undefined ? [] : [{ kind: 'hosts' as const, hosts }]),
  ];
}

function requestItem(value: unknown, place: string, gang: ReturnType<typeof gangMaker>): Item {
  const { success, data, error } = REQUEST.safeParse(value);
  if (!success) return { kind: 'malformed', reason: worded(error), place };
  const vms = data.vms.length === 1 ? data.vms.flatMap(({ count, ...vm }) => gang(count, vm)) : spread(data.vms, gang);
  if (vms.length > MAX_GANG) return { kind: 'malformed', reason: `more than ${MAX_GANG} VMs`, place };
  return { kind: 'request', draft: { ...data, vms } satisfies Draft, place };
}

type Counted = Amounts & { readonly count: number };

const spread = (vms: readonly Counted[], gang: ReturnType<typeof gangMaker>): readonly Amounts[] =>
  vms.flatMap(({ count, cpuCentis, memoryMib }) => gang(count, { cpuCentis, memoryMib }));

/** The first thing that is wrong, with its field. */
function worded({ issues: [issue] }: z.ZodError): string {
  const field = issue?.path.join('.') ?? '';
  return `${field === '' ? '' : `${field}: `}${issue?.message ?? 'is not what it should be'}`;
}

/** A workload in our own format, line by line, each with its end. What is read back is equal. */
export function* jsonLines(workload: Workload & Partial<Pick<WorkloadReading, 'adjusted'>>): Generator<string> {
  const { name, leftOut, adjusted = [] } = workload;
  const hosts = workload.hosts?.map((host) => ({ name: host.name, ...host.capacity })) ?? null;
  yield `${JSON.stringify({ format: JSON_FORMAT, version: VERSION, name, hosts, leftOut, adjusted })}\n`;
  for (const request of workload.requests) yield `${JSON.stringify(written(request))}\n`;
}

const written = (request: WorkloadRequest) => ({
  id: request.id,
  submitSeconds: request.submitSeconds,
  terms: request.terms,
  vms: runsOf(request.vms),
  durationSeconds: request.durationSeconds,
  realSeconds: request.realSeconds,
  preemptible: request.preemptible,
  weight: request.weight,
  user: request.user,
  image: request.image,
  hosts: request.hosts,
  extras: request.extras,
});

/** Equal neighbours, counted. */
function runsOf(vms: readonly Amounts[]): readonly Counted[] {
  const runs: { count: number; cpuCentis: number; memoryMib: number }[] = [];
  for (const { cpuCentis, memoryMib } of vms) {
    const last = runs.at(-1);
    if (last?.cpuCentis === cpuCentis && last.memoryMib === memoryMib) last.count += 1;
    else runs.push({ count: 1, cpuCentis, memoryMib });
  }
  return runs;
}
