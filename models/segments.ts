import type { MoveTerms, PauseTerms, Problem, RunningJob } from '../src/domain/problem.ts';
import { slotCount } from '../src/domain/problem.ts';
import { slotFrom } from '../src/domain/time.ts';

/**
 * One VM at one place: it holds room in slots `from` ≤ t < `until` and runs in `runsFrom` ≤ t < `runsUntil`, both
 * inside the former. `own` marks the host it is on now.
 */
export interface Segment {
  readonly place: number;
  readonly from: number;
  readonly until: number;
  readonly runsFrom: number;
  readonly runsUntil: number;
  readonly own: boolean;
  /** False for what it holds already. */
  readonly isNew: boolean;
}

/** The VM runs there as long as it holds it. */
export const plain = (place: number, from: number, until: number, own: boolean, isNew = true): Segment => ({
  place,
  from,
  until,
  runsFrom: from,
  runsUntil: until,
  own,
  isNew,
});

/** u: the first slot after a span of so many seconds that begins in `slot`; T when null. */
export const endSlot = (problem: Problem, slot: number, seconds: number | null): number =>
  seconds === null ? slotCount(problem) : slotFrom(problem.edges, (problem.edges[slot] as number) + seconds);

/** What a VM of a running job holds when nothing changes. */
export const presentSegment = (problem: Problem, job: RunningJob, place: number): Segment =>
  plain(place, 0, endSlot(problem, 0, job.remainingSeconds), true, false);

/** Whether a move or pause may begin in a slot: the job still runs, or has work left. */
export const movesWhileRunning = (problem: Problem, job: RunningJob, slot: number): boolean =>
  slot < endSlot(problem, 0, job.remainingSeconds);
export const pausesWithWorkLeft = (problem: Problem, job: RunningJob, slot: number): boolean =>
  job.remainingSeconds === null || elapsed(problem, slot) < job.remainingSeconds;

/** The old and the new stay of a VM moved in `slot`: both are held in transit, and it runs on the old one until then. */
export function movedSegments(
  problem: Problem,
  job: RunningJob,
  terms: MoveTerms,
  slot: number,
  [from, to]: readonly [from: number, to: number],
): readonly [before: Segment, after: Segment] {
  const end = endSlot(problem, 0, job.remainingSeconds);
  const switched = Math.min(endSlot(problem, slot, terms.transitSeconds), end);
  const until = job.remainingSeconds === null ? end : endSlot(problem, 0, job.remainingSeconds + terms.lostSeconds);
  return [
    plain(from, 0, switched, true, false),
    { place: to, from: slot, until, runsFrom: switched, runsUntil: until, own: false, isNew: true },
  ];
}

/** What a VM paused in `slot` still holds: its place until its job is saved, though it runs no more. */
export const savedSegment = (problem: Problem, terms: PauseTerms, slot: number, place: number): Segment => ({
  place,
  from: 0,
  until: endSlot(problem, slot, terms.saveSeconds),
  runsFrom: 0,
  runsUntil: slot,
  own: true,
  isNew: false,
});

/** A resume that a pause may be followed by: its slot and the first slot after the rest of the work. */
export interface ResumeSpan {
  readonly slot: number;
  readonly until: number;
}

/** Every way to go on after a pause in `slot`; null is never. */
export function resumeSpans(
  problem: Problem,
  job: RunningJob,
  terms: PauseTerms,
  slot: number,
): readonly (ResumeSpan | null)[] {
  const saved = endSlot(problem, slot, terms.saveSeconds);
  const left =
    job.remainingSeconds === null ? null : terms.resumeSeconds + job.remainingSeconds - elapsed(problem, slot);
  const { finishBy } = terms;
  const spans = Array.from({ length: slotCount(problem) - saved }, (_, index) => saved + index)
    .filter((resume) => finishBy === null || endsBy(problem, resume, left, finishBy))
    .map((resume) => ({ slot: resume, until: endSlot(problem, resume, left) }));
  return finishBy === null ? [null, ...spans] : spans;
}

const endsBy = (problem: Problem, slot: number, seconds: number | null, finishBy: number): boolean =>
  seconds !== null && (problem.edges[slot] as number) + seconds <= finishBy;

const elapsed = (problem: Problem, slot: number): number =>
  (problem.edges[slot] as number) - (problem.edges[0] as number);

/** Seconds of `from` ≤ t < `until`. */
export const secondsBetween = (problem: Problem, from: number, until: number): number =>
  until > from ? (problem.edges[until] as number) - (problem.edges[from] as number) : 0;
