import type { LeftOut, WorkloadRequest } from '../../domain/workload.ts';
import type { WorkloadReading } from './collect.ts';

/** As Haizea does, so that its results can be compared id by id. */
const INJECTED_IDS = 1_000_000;

/**
 * A workload with another one injected. Injected ids that are whole numbers grow by a million, others are prefixed, as
 * often as it takes. Requests that would start after `untilSeconds` are left out.
 */
export function mergeInjected(
  base: WorkloadReading,
  injected: WorkloadReading,
  untilSeconds: number | null,
): WorkloadReading {
  const kept = injected.requests.filter((request) => untilSeconds === null || startOf(request) <= untilSeconds);
  const ids = new Set(base.requests.map(({ id }) => id));
  const renamed = kept.map((request) => {
    const id = freeId(request.id, ids);
    ids.add(id);
    return { ...request, id };
  });
  const requests = [...base.requests, ...renamed].sort((a, b) => a.submitSeconds - b.submitSeconds);
  const late = injected.requests.length - kept.length;
  return {
    name: `${base.name}+${injected.name}`,
    hosts: base.hosts ?? injected.hosts,
    requests,
    leftOut: [...base.leftOut, ...injected.leftOut.map(named(injected.name)), ...lateOnes(late, injected.name)],
    adjusted: [...base.adjusted, ...injected.adjusted.map(named(injected.name))],
  };
}

function startOf({ terms, submitSeconds }: WorkloadRequest): number {
  if (terms.kind === 'advance-reservation') return terms.startAt;
  return terms.kind === 'immediate' ? submitSeconds : (terms.notBefore ?? submitSeconds);
}

function freeId(id: string, taken: ReadonlySet<string>): string {
  let free = id;
  do free = /^\d{1,9}$/.test(free) ? String(Number(free) + INJECTED_IDS) : `injected-${free}`;
  while (taken.has(free));
  return free;
}

const named =
  (workload: string) =>
  (entry: LeftOut): LeftOut => ({ ...entry, examples: entry.examples.map((place) => `${workload}: ${place}`) });

const lateOnes = (count: number, workload: string): readonly LeftOut[] =>
  count === 0 ? [] : [{ reason: 'injected, but starts after the end', count, examples: [workload] }];
