import type { WorkloadTerms } from '../../domain/workload.ts';
import { lwfMoment } from './lwf-time.ts';
import { childOf, type LwfElement } from './lwf-xml.ts';

/** What a lease or an annotation says about its times; undefined where it says nothing. Seconds as the source counts. */
export interface LwfTimes {
  readonly start: number | 'now' | 'any' | undefined;
  readonly finishBy: number | undefined;
}

/** Its times, or why they can not be read. Moments with a plus count from `arrival`. */
export function lwfTimes(element: LwfElement, arrival: number): LwfTimes | string {
  const start = childOf(element, 'start');
  const [exact, deadline] = [childOf(start, 'exact'), childOf(element, 'deadline')];
  const startAt = exact === null ? null : lwfMoment(exact.attributes.time ?? '', arrival);
  const finishBy = deadline === null ? null : lwfMoment(deadline.attributes.time ?? '', arrival);
  if (exact !== null && startAt === null) return wrong('start', exact.attributes.time);
  if (deadline !== null && finishBy === null) return wrong('deadline', deadline.attributes.time);
  return { start: startOf(start, startAt), finishBy: finishBy === null ? undefined : Math.floor(finishBy) };
}

function startOf(start: LwfElement | null, exact: number | null): LwfTimes['start'] {
  if (start === null) return undefined;
  if (childOf(start, 'now') !== null) return 'now';
  return exact === null ? 'any' : Math.ceil(exact);
}

/** A start with a deadline is "not before", without one it is exact; what must start now has no use for a deadline. */
export function termsOf({ start = 'any', finishBy }: LwfTimes): WorkloadTerms {
  if (start === 'now') return { kind: 'immediate' };
  const from = start === 'any' ? null : start;
  if (finishBy !== undefined) return { kind: 'deadline', notBefore: from, finishBy };
  return from === null ? { kind: 'best-effort', notBefore: null } : { kind: 'advance-reservation', startAt: from };
}

/** What terms say, in the same words: for annotations, which replace parts of them. */
export function timesOf(terms: WorkloadTerms): LwfTimes {
  switch (terms.kind) {
    case 'best-effort':
      return { start: terms.notBefore ?? 'any', finishBy: undefined };
    case 'immediate':
      return { start: 'now', finishBy: undefined };
    case 'advance-reservation':
      return { start: terms.startAt, finishBy: undefined };
    case 'deadline':
      return { start: terms.notBefore ?? 'any', finishBy: terms.finishBy };
  }
}

/** `no arrival`, or what is there instead of one. */
export const wrong = (what: string, text: string | undefined): string =>
  text === undefined ? `no ${what}` : `can not read ${what} "${text.slice(0, 40)}"`;
