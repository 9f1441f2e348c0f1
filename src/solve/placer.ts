import type { Cost } from '../domain/levels.ts';
import { compareCosts } from '../domain/levels.ts';
import type { RunningJob, WaitingJob } from '../domain/problem.ts';
import type { Decision, Move, Resume } from '../domain/schedule.ts';
import { chooseHosts, type HostScore } from './host-choice.ts';
import { jobCost } from './job-cost.ts';
import { presentSegment, resumedUntil, savedBy } from './segments.ts';
import type { Timetable } from './timetable.ts';

/**
 * The earliest start of a waiting job in slots `from` … `to` that everything placed so far leaves room for, once the jobs
 * before it are over. Earlier never costs more, so it is also the cheapest. Null when there is none.
 */
export function earliestStart(
  timetable: Timetable,
  index: number,
  score: HostScore,
  from = 0,
  to = Number.MAX_SAFE_INTEGER,
): Extract<Decision, { kind: 'start' }> | null {
  const job = timetable.job(index) as WaitingJob;
  const ready = timetable.precedences.readySlot(index);
  if (ready === null) return null;
  const untils = timetable.ends.of(job.occupiedSeconds);
  const last = Math.min(job.latest, to);
  for (let slot = Math.max(job.earliest, from, ready); slot <= last; slot++) {
    const hosts = chooseHosts(timetable, job.vms, slot, untils[slot] as number, score);
    if (hosts === null) continue;
    const decision = { kind: 'start', slot, hosts } as const;
    if (timetable.affords(index, decision)) return decision;
  }
  return null;
}

/** Places a waiting job at its earliest start, or leaves it; false when jobs after it allow neither. */
export function startOrLeave(timetable: Timetable, index: number, score: HostScore): boolean {
  const decision = earliestStart(timetable, index, score);
  if (decision !== null && timetable.tryPlace(index, decision)) return true;
  return timetable.tryPlace(index, { kind: 'leave' });
}

/** Places a running job in the cheapest way there is room for: run on, move, or pause. False when there is none. */
export function continueRunning(timetable: Timetable, index: number, score: HostScore): boolean {
  const job = timetable.job(index) as RunningJob;
  if (job.unwelcomeFrom === null && timetable.tryPlace(index, STAYS)) return true;
  const staying = job.unwelcomeFrom === null ? whoCanStay(timetable, job) : new Set<number>();
  return waysToGoOn(timetable, index, score, (position) => !staying.has(position))
    .map((decision) => ({ decision, cost: costOfDecision(timetable, index, decision) }))
    .sort((a, b) => compareCosts(a.cost, b.cost))
    .some(({ decision }) => timetable.tryPlace(index, decision));
}

/**
 * Every way found for a running job to go on: as it is, with the VMs moved that `moves` says, or paused in each slot in
 * which it may be.
 */
export function waysToGoOn(
  timetable: Timetable,
  index: number,
  score: HostScore,
  moves: (position: number) => boolean,
): readonly Decision[] {
  const moved = moveVms(timetable, index, score, moves);
  return [STAYS, ...(moved === null ? [] : [moved]), ...pauses(timetable, index, score)];
}

const STAYS: Decision = { kind: 'run', moves: [] };

/** VMs, by position, that find room where they are, each beside those before it. */
function whoCanStay(timetable: Timetable, job: RunningJob): ReadonlySet<number> {
  const until = timetable.ends.after(0, job.remainingSeconds);
  const staying = new Set<number>();
  for (const [position, vm] of job.vms.entries()) {
    const host = job.on[position] as number;
    if (!timetable.hasRoom(vm, host, 0, until, false)) continue;
    timetable.hold(vm, presentSegment(host, until, until));
    staying.add(position);
  }
  for (const vm of job.vms) timetable.release(vm);
  return staying;
}

/** What a decision costs by itself. */
export const costOfDecision = (timetable: Timetable, index: number, decision: Decision): Cost =>
  jobCost(timetable.problem, timetable.ends, timetable.job(index), decision);

/** Moves the VMs that are wanted to; null when one finds no place. */
function moveVms(
  timetable: Timetable,
  index: number,
  score: HostScore,
  wanted: (position: number) => boolean,
): Decision | null {
  const job = timetable.job(index) as RunningJob;
  const until = timetable.ends.after(0, job.remainingSeconds);
  const moves: Move[] = [];
  for (const position of job.vms.keys()) {
    if (!wanted(position)) continue;
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
    if (slot >= until || !timetable.grid.fits(timetable.vm(vm).demand, own, 0, gone, false)) return null;
    const hosts = chooseHosts(timetable, [vm], slot, end, score, () => others);
    if (hosts !== null) return { position, slot, host: hosts[0] as number };
  }
  return null;
}

/** The pauses of each slot in which one may begin. */
function pauses(timetable: Timetable, index: number, score: HostScore): readonly Decision[] {
  const job = timetable.job(index) as RunningJob;
  if (job.pause === null) return [];
  return job.pause.slots
    .filter((slot) => slot < timetable.ends.after(0, job.remainingSeconds))
    .flatMap((slot) => pausesAt(timetable, job, slot, score));
}

/** Paused in a slot and resumed as soon as may be, or never. */
function pausesAt(timetable: Timetable, job: RunningJob, slot: number, score: HostScore): readonly Decision[] {
  const resume = earliestResume(timetable, job, slot, score);
  const resumed: readonly Decision[] = resume === null ? [] : [{ kind: 'pause', slot, resume }];
  return job.pause?.finishBy === null ? [...resumed, { kind: 'pause', slot, resume: null }] : resumed;
}

function earliestResume(timetable: Timetable, job: RunningJob, slot: number, score: HostScore): Resume | null {
  const saved = savedBy(timetable.ends, job, slot);
  for (let again = saved; again < timetable.slots; again++) {
    if (!inTime(timetable, job, slot, again)) break;
    const until = resumedUntil(timetable.problem, timetable.ends, job, slot, again);
    const hosts = chooseHosts(timetable, job.vms, again, until, score, resumeHosts(timetable, job));
    if (hosts !== null) return { slot: again, hosts };
  }
  return null;
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
