import type { Problem } from '../domain/problem.ts';
import type { Schedule } from '../domain/schedule.ts';
import { byDensity, byUrgency, firstBy, waitingInOrder } from './greedy/orders.ts';
import { bestFit } from './host-choice.ts';
import { startOrLeave } from './placer.ts';
import { Timetable } from './timetable.ts';

/**
 * Jobs that a valid schedule leaves are started at their earliest, the urgent and the dense ones first, until `isOver`;
 * nothing else is touched. On the exact timetable, which knows every rule.
 */
export function fillLeft(problem: Problem, schedule: Schedule, isOver: () => boolean): Schedule {
  const timetable = new Timetable(problem);
  for (const [index, decision] of schedule.entries()) if (!timetable.tryPlace(index, decision)) return schedule;
  const score = bestFit(timetable, problem.shape.kind === 'balance' ? -1 : 1);
  for (const index of waitingInOrder(problem, firstBy(byUrgency, byDensity(problem)))) {
    if (isOver()) break;
    if (timetable.decisions[index]?.kind !== 'leave') continue;
    const leaves = timetable.remove(index);
    if (!startOrLeave(timetable, index, score)) timetable.tryPlace(index, leaves);
  }
  return timetable.decisions as Schedule;
}
