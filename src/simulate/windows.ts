import { InputError } from '../domain/errors.ts';
import type { Workload, WorkloadRequest } from '../domain/workload.ts';
import { termsSince } from '../domain/workload-terms.ts';

/** A part of a workload, on a clock of its own that starts with it. */
export interface Window {
  readonly fromSeconds: number;
  readonly untilSeconds: number;
}

/**
 * So many windows of one length, spread evenly over the time in which requests are submitted; none overlaps another,
 * because the same requests twice would look like more evidence than there is. Without a length they are as long as
 * can be. Throws an `InputError` when they do not fit.
 */
export function windowsOf(workload: Workload, count: number, lengthSeconds: number | null): readonly Window[] {
  const span = (workload.requests.at(-1)?.submitSeconds ?? 0) + 1;
  const step = Math.floor(span / count);
  const length = lengthSeconds ?? step;
  if (length > step || step < 1) {
    const problem = `${count} windows of ${length} s do not fit into the ${span} s of ${workload.name} without overlapping`;
    throw new InputError('--windows', problem, 'Ask for fewer or shorter ones (--window-length).');
  }
  return Array.from({ length: count }, (_, index) => ({
    fromSeconds: index * step,
    untilSeconds: index * step + length,
  }));
}

/** The requests that are submitted in a window; times then count from its start. */
export function windowOf(workload: Workload, { fromSeconds, untilSeconds }: Window): Workload {
  const inside = workload.requests.filter(
    ({ submitSeconds }) => submitSeconds >= fromSeconds && submitSeconds < untilSeconds,
  );
  return { ...workload, requests: inside.map((request) => since(request, fromSeconds)) };
}

const since = (request: WorkloadRequest, zero: number): WorkloadRequest => ({
  ...request,
  submitSeconds: request.submitSeconds - zero,
  terms: termsSince(request.terms, zero),
});
