import type { Amounts } from '../../domain/resources.ts';
import { MAX_GANG } from './gangs.ts';
import type { WorkloadOptions } from './options.ts';
import type { Machines } from './swf-machines.ts';

const COLUMNS = 18;

/** What the jobs of one log have in common. */
export interface JobContext {
  readonly options: WorkloadOptions;
  readonly machines: Machines | null;
  /** VMs of so many processors with so much memory each, MiB. */
  readonly vmsOf: (procs: number, procMib: number) => readonly Amounts[];
}

/** The fields of a job that a planner or a simulated cloud may use; −1 is unknown. Seconds, processors, KB a processor. */
export interface Job {
  readonly id: string;
  readonly submit: number;
  readonly run: number;
  readonly procs: number;
  readonly allocated: number;
  readonly asked: number;
  readonly procKb: number;
  readonly status: number;
  readonly extras: Readonly<Record<string, string>>;
}

/** The job of a line, or what is wrong with it. */
export function jobOf(fields: readonly string[]): Job | string {
  if (fields.length < COLUMNS) return `expected ${COLUMNS} columns, found ${fields.length}`;
  const numbers = fields.slice(0, COLUMNS).map(Number);
  if (!numbers.every(Number.isFinite)) return 'expected numbers';
  const [, submit, , run, allocated, , , requested, asked, procKb, status] = numbers as [number, number, ...number[]];
  if (submit < 0) return 'a submit time below zero';
  if (Math.max(requested ?? -1, allocated ?? -1) > MAX_GANG) return `more than ${MAX_GANG} processors`;
  return {
    id: fields[0] as string,
    submit: Math.floor(submit),
    run: whole(run),
    procs: Math.ceil((requested ?? -1) > 0 ? (requested as number) : (allocated ?? -1)),
    allocated: allocated ?? -1,
    asked: whole(asked),
    procKb: procKb ?? -1,
    status: status ?? -1,
    extras: extrasOf(fields),
  };
}

const whole = (value: number | undefined): number => Math.ceil(value ?? -1);

/** Who asked and in which queue: a policy may sort by them. */
const EXTRAS: readonly (readonly [string, number])[] = [
  ['user', 11],
  ['group', 12],
  ['executable', 13],
  ['queue', 14],
  ['partition', 15],
];

const extrasOf = (fields: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    EXTRAS.filter(([, at]) => Number(fields[at]) >= 0).map(([name, at]) => [name, fields[at] as string]),
  );

const CANCELLED = 5;

/**
 * Why a job is no request, or null. A run time without processors is how long it stood in the queue before it was cancelled.
 */
export function leftOutReason({ run, status, procs, allocated }: Job): string | null {
  if (status === CANCELLED && (run <= 0 || allocated <= 0)) return 'cancelled before it ran';
  if (run < 0) return 'its run time is not known';
  return procs <= 0 ? 'its processors are not known' : null;
}
