import type { Problem } from '../../domain/problem.ts';
import type { Decision, Schedule } from '../../domain/schedule.ts';
import { bestFit, type HostScore } from '../host-choice.ts';
import { earliestStart } from '../placer.ts';
import type { Timetable } from '../timetable.ts';
import { finished, withRunning } from './conservative.ts';
import { byArrival, byUrgency, waitingInOrder } from './orders.ts';

/**
 * EASY backfilling (Lifka, JSSPP 1995): the queue is served slot by slot in order of arrival; the first that does not
 * fit gets a reservation at its earliest start, and whoever comes later may start now if that does not delay it.
 * Leases with an appointed start are reserved beforehand.
 */
export function easy(problem: Problem): Schedule {
  const timetable = withRunning(problem);
  const score = bestFit(timetable);
  let queue = reserveAppointed(timetable, score);
  for (let slot = 0; slot < timetable.slots && queue.length > 0; slot++) queue = serve(timetable, queue, slot, score);
  for (const index of queue) timetable.tryPlace(index, { kind: 'leave' });
  return finished(timetable);
}

function reserveAppointed(timetable: Timetable, score: HostScore): readonly number[] {
  const isAppointed = (index: number): boolean => {
    const job = timetable.job(index);
    return job.kind === 'waiting' && job.earliest >= job.latest;
  };
  for (const index of waitingInOrder(timetable.problem, byUrgency).filter(isAppointed)) {
    const decision = earliestStart(timetable, index, score);
    timetable.tryPlace(index, decision ?? { kind: 'leave' });
  }
  return waitingInOrder(timetable.problem, byArrival).filter((index) => timetable.decisions[index] === null);
}

/** Starts what fits in `slot` behind the head's reservation; returns who still waits. */
function serve(timetable: Timetable, queue: readonly number[], slot: number, score: HostScore): readonly number[] {
  const still: number[] = [];
  let head: { readonly index: number; readonly shadow: Decision } | null = null;
  for (const index of queue) {
    const now = earliestStart(timetable, index, score, slot, slot);
    if (now !== null && timetable.tryPlace(index, now)) continue;
    still.push(index);
    if (head !== null) continue;
    const shadow = earliestStart(timetable, index, score, slot + 1);
    if (shadow !== null && timetable.tryPlace(index, shadow)) head = { index, shadow };
  }
  if (head !== null) timetable.remove(head.index);
  return still;
}
