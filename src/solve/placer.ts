import type { Cost } from '../domain/levels.ts';
import { compareCosts } from '../domain/levels.ts';
import type { RunningJob, WaitingJob } from '../domain/problem.ts';
import type { Decision, Move } from '../domain/schedule.ts';
import { chooseHosts, type HostScore } from './host-choice.ts';
import { jobCost } from './job-cost.ts';
import { resumedUntil, savedBy } from './segments.ts';
import type { Timetable } from './timetable.ts';

/**
 * The earliest start of a waiting job in slots `from` … `to` that everything placed so far leaves room for. Earlier
 * never costs more, so it is also the cheapest. Null when there is none.
 */
export function earliestStart(
  timetable: Timetable,
  index: number,
  score: HostScore,
  from = 0,
  to = Number.MAX_SAFE_INTEGER,
): Extract<Decision, { kind: 'start' }> | null {
  const job = timetable.job(index) as WaitingJob;
  const untils = timetable.ends.of(job.occupiedSeconds);
  const last = Math.min(job.latest, to);
  for (let slot = Math.max(job.earliest, from); slot <= last; slot++) {
    const hosts = chooseHosts(timetable, job.vms, slot, untils[slot] as number, score);
    if (hosts === null) continue;
    const decision = { kind: 'start', slot, hosts } as const;
    if (timetable.affords(index, decision)) return decision;
  }
  return null;
}

/** Places a waiting job at its earliest start, or leaves it. */
export function startOrLeave(timetable: Timetable, index: number, score: HostScore): void {
  const decision = earliestStart(timetable, index, score);
  if (decision === null || !timetable.tryPlace(index, decision)) timetable.tryPlace(index, { kind: 'leave' });
}

/** Places a running job in the cheapest way there is room for: run on, move, or pause. False when there is none. */
export function continueRunning(timetable: Timetable, index: number, score: HostScore): boolean {
  const job = timetable.job(index) as RunningJob;
  const stays: Decision = { kind: 'run', moves: [] };
  if (job.unwelcomeFrom === null && timetable.tryPlace(index, stays)) return true;
  const options = [stays, moved(timetable, index, score), ...pauses(timetable, index, score)].filter(
    (option) => option !== null,
  );
  return options
    .map((decision) => ({ decision, cost: costOfDecision(timetable, index, decision) }))
    .sort((a, b) => compareCosts(a.cost, b.cost))
    .some(({ decision }) => timetable.tryPlace(index, decision));
}

/** What a decision costs by itself. */
export const costOfDecision = (timetable: Timetable, index: number, decision: Decision): Cost =>
  jobCost(timetable.problem, timetable.ends, timetable.job(index), decision);

/** Moves every VM that can not or should not stay; null when one finds no place. */
function moved(timetable: Timetable, index: number, score: HostScore): Decision | null {
  const job = timetable.job(index) as RunningJob;
  const until = timetable.ends.after(0, job.remainingSeconds);
  const moves: Move[] = [];
  for (const [position, vm] of job.vms.entries()) {
    const host = job.on[position] as number;
    if (job.unwelcomeFrom === null && timetable.hasRoom(vm, host, 0, until)) continue;
    const move = earliestMove(timetable, job, position, until, score);
    if (move === null) return null;
    moves.push(move);
  }
  return moves.length > 0 ? { kind: 'run', moves } : null;
}

function earliestMove(
  timetable: Timetable,
  job: RunningJob,
  position: number,
  until: number,
  score: HostScore,
): Move | null {
  const terms = job.moves[position] ?? null;
  if (terms === null) return null;
  const vm = job.vms[position] as number;
  const own = job.on[position] as number;
  const end = job.remainingSeconds === null ? until : timetable.ends.after(0, job.remainingSeconds + terms.lostSeconds);
  const others = (timetable.problem.hostSets[timetable.vm(vm).hostSet] as readonly number[]).filter((h) => h !== own);
  for (const slot of terms.slots) {
    const gone = Math.min(timetable.ends.after(slot, terms.transitSeconds), until);
    if (slot >= until || !timetable.grid.fits(timetable.vm(vm).demand, own, 0, gone)) return null;
    const hosts = chooseHosts(timetable, [vm], slot, end, score, () => others);
    if (hosts !== null) return { position, slot, host: hosts[0] as number };
  }
  return null;
}

/** One pause per slot in which it may begin, each with its earliest resume, or with none where none is found. */
function pauses(timetable: Timetable, index: number, score: HostScore): readonly Decision[] {
  const job = timetable.job(index) as RunningJob;
  if (job.pause === null) return [];
  return job.pause.slots
    .filter((slot) => slot < timetable.ends.after(0, job.remainingSeconds))
    .flatMap((slot) => pauseAt(timetable, job, slot, score) ?? []);
}

function pauseAt(timetable: Timetable, job: RunningJob, slot: number, score: HostScore): Decision | null {
  const saved = savedBy(timetable.ends, job, slot);
  for (let again = saved; again < timetable.slots; again++) {
    if (!inTime(timetable, job, slot, again)) break;
    const until = resumedUntil(timetable.problem, timetable.ends, job, slot, again);
    const hosts = chooseHosts(timetable, job.vms, again, until, score, resumeHosts(timetable, job));
    if (hosts !== null) return { kind: 'pause', slot, resume: { slot: again, hosts } };
  }
  return job.pause?.finishBy === null ? { kind: 'pause', slot, resume: null } : null;
}

function inTime(timetable: Timetable, job: RunningJob, paused: number, resumed: number): boolean {
  const finishBy = job.pause?.finishBy ?? null;
  if (finishBy === null) return true;
  if (job.remainingSeconds === null) return false;
  const edges = timetable.problem.edges;
  const delivered = (edges[paused] as number) - (edges[0] as number);
  const left = (job.pause?.resumeSeconds ?? 0) + job.remainingSeconds - delivered;
  return (edges[resumed] as number) + left <= finishBy;
}

function resumeHosts(timetable: Timetable, job: RunningJob): (position: number) => readonly number[] {
  return (position) => {
    const own = job.on[position] as number;
    if (job.pause?.resumesAnywhere === false) return [own];
    const set = timetable.problem.hostSets[timetable.vm(job.vms[position] as number).hostSet] as readonly number[];
    return set.includes(own) ? set : [...set, own];
  };
}
