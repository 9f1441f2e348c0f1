import type { Problem } from '../../domain/problem.ts';
import type { Schedule } from '../../domain/schedule.ts';
import { bestFit, type HostScore } from '../host-choice.ts';
import { startOrLeave } from '../placer.ts';
import { Timetable } from '../timetable.ts';
import { type JobOrder, running, waitingInOrder } from './orders.ts';

/**
 * Conservative backfilling: every job in turn gets the earliest start that delays nobody before it. (Feitelson and
 * Weil, IPPS 1998: there in order of arrival; here in any order.)
 */
export function conservative(problem: Problem, order: JobOrder, score: ScoreMaker = bestFit): Schedule {
  const timetable = withRunning(problem);
  const where = score(timetable);
  for (const index of waitingInOrder(problem, order)) startOrLeave(timetable, index, where);
  return finished(timetable);
}

/** Makes a host score for a timetable. */
export type ScoreMaker = (timetable: Timetable) => HostScore;

/** A timetable in which everything that runs, runs on. */
export function withRunning(problem: Problem): Timetable {
  const timetable = new Timetable(problem);
  for (const index of running(problem)) timetable.tryPlace(index, { kind: 'run', moves: [] });
  return timetable;
}

/** The schedule of a timetable; what has no decision yet stays as it is. */
export const finished = (timetable: Timetable): Schedule =>
  timetable.decisions.map(
    (decision, index) =>
      decision ?? (timetable.job(index).kind === 'running' ? { kind: 'run', moves: [] } : { kind: 'leave' }),
  );
