import type { Problem } from '../../domain/problem.ts';
import type { Schedule } from '../../domain/schedule.ts';
import { bestFit } from '../host-choice.ts';
import { earliestStart } from '../placer.ts';
import { finished, withRunning } from './conservative.ts';
import { byArrival, type byUrgency, firstBy, waitingInOrder } from './orders.ts';

/**
 * First come, first served, without backfilling: nobody starts before one who came earlier. Leases with an appointed
 * start keep it and do not hold up the queue.
 */
export function fcfs(problem: Problem): Schedule {
  const timetable = withRunning(problem);
  const score = bestFit(timetable);
  let front = 0;
  for (const index of waitingInOrder(problem, firstBy(appointedFirst, byArrival))) {
    const job = timetable.job(index);
    const appointed = job.kind === 'waiting' && job.earliest >= job.latest;
    const decision = earliestStart(timetable, index, score, appointed ? 0 : front);
    if (decision === null || !timetable.tryPlace(index, decision)) {
      timetable.tryPlace(index, { kind: 'leave' });
    } else if (!appointed) {
      front = decision.slot;
    }
  }
  return finished(timetable);
}

/** Leases with one possible start before those with several. */
const appointedFirst: typeof byUrgency = (a, b) => Number(a.earliest < a.latest) - Number(b.earliest < b.latest);
