import type { Precedence, Problem } from '../../domain/problem.ts';
import type { Schedule } from '../../domain/schedule.ts';
import { slotFrom } from '../../domain/time.ts';
import type { Violation } from '../../domain/violation.ts';
import { breaking, type Finding, when } from '../finding.ts';
import { slotName } from './names.ts';

/**
 * precedence: a job starts in no slot before that from which the job before it holds no room, u(s) = the first slot
 * whose edge is at or after edges[s] + occupiedSeconds (s itself when there is nothing to hold), and not at all when that
 * one is left. Decisions must be well formed.
 */
export const checkPrecedences = (problem: Problem, schedule: Schedule): Finding =>
  breaking(problem.precedences.flatMap((precedence) => disorder(problem, schedule, precedence)));

function disorder(problem: Problem, schedule: Schedule, { before, after }: Precedence): readonly Violation[] {
  const first = problem.jobs[before];
  const then = problem.jobs[after];
  const started = schedule[after];
  if (first?.kind !== 'waiting' || then === undefined || started?.kind !== 'start') return [];
  const begun = schedule[before];
  if (begun?.kind !== 'start') {
    return when(true, 'precedence', `${then.lease} starts, and ${first.lease} before it is left`);
  }
  const until = endOf(problem, begun.slot, first.occupiedSeconds);
  const message = `${then.lease} starts in ${slotName(problem, started.slot)}, before ${first.lease} is over`;
  return when(started.slot < until, 'precedence', message);
}

const endOf = ({ edges }: Problem, slot: number, seconds: number | null): number =>
  seconds === null ? edges.length - 1 : slotFrom(edges, (edges[slot] as number) + seconds);
