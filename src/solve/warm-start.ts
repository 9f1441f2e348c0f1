import { strict as assert } from 'node:assert';
import type { LastEpoch } from '../domain/last-epoch.ts';
import { ACCEPTANCE } from '../domain/levels.ts';
import type { Job, Problem } from '../domain/problem.ts';
import type { Decision, Schedule } from '../domain/schedule.ts';
import { carriedOver } from './carry-over.ts';
import { inPrecedenceOrder } from './precedences.ts';
import { present } from './present.ts';
import { Timetable } from './timetable.ts';

const STAYS: Decision = { kind: 'run', moves: [] };
const LEAVES: Decision = { kind: 'leave' };

/**
 * The last epoch's schedule as far as it goes on in a new problem: valid, whatever has changed. What does not fit any
 * more, by its own terms or beside the others, is as if nothing was decided about it, and new leases are left.
 *
 * Decisions are taken over in the order of their importance: what is done to running jobs, reservations and what must
 * not be refused, then by weight. A plan for one instant has terms that only its own solvers know; nothing changes there.
 */
export function warmStart(problem: Problem, last: LastEpoch): Schedule {
  if (problem.placement !== null) return present(problem);
  const decisions = carriedOver(problem, last);
  const timetable = new Timetable(problem);
  runOn(timetable, decisions);
  for (const index of byImportance(problem)) {
    const decision = decisions[index] ?? null;
    const isReady = timetable.precedences.readySlot(index) !== null;
    if (decision === null || !isReady || !timetable.tryPlace(index, decision)) place(timetable, index, LEAVES);
  }
  return timetable.decisions as Schedule;
}

/**
 * Running jobs as they were decided, when that fits together. Otherwise they go on, and then their moves and pauses are
 * made, again and again while one makes room for another.
 */
function runOn(timetable: Timetable, decisions: readonly (Decision | null)[]): void {
  const running = indicesOf(timetable.problem, 'running');
  if (running.every((index) => timetable.tryPlace(index, decisions[index] ?? STAYS))) return;
  for (const index of running) if (timetable.decisions[index] !== null) timetable.remove(index);
  for (const index of running) place(timetable, index, STAYS);
  let open = running.filter((index) => decisions[index] !== null);
  for (let before = open.length + 1; open.length < before; ) {
    before = open.length;
    open = open.filter((index) => !changes(timetable, index, decisions[index] as Decision));
  }
}

function changes(timetable: Timetable, index: number, decision: Decision): boolean {
  const stays = timetable.remove(index);
  if (timetable.tryPlace(index, decision)) return true;
  place(timetable, index, stays);
  return false;
}

function place(timetable: Timetable, index: number, decision: Decision): void {
  assert.ok(timetable.tryPlace(index, decision), 'that nothing changes is always allowed');
}

/** Waiting jobs, nobody before one it waits for. */
function byImportance(problem: Problem): readonly number[] {
  const weight = (index: number): number => problem.jobs[index]?.delayWeight ?? 0;
  const order = indicesOf(problem, 'waiting').sort(
    (a, b) => isAppointed(problem.jobs[b]) - isAppointed(problem.jobs[a]) || weight(b) - weight(a) || a - b,
  );
  return inPrecedenceOrder(problem, order);
}

const isAppointed = (job: Job | undefined): 0 | 1 =>
  job?.kind === 'waiting' && (job.latest <= job.earliest || job.leaveCost[ACCEPTANCE] > 0) ? 1 : 0;

const indicesOf = (problem: Problem, kind: Job['kind']): number[] =>
  problem.jobs.flatMap((job, index) => (job.kind === kind ? [index] : []));
