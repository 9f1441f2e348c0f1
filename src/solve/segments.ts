import type { Problem, RunningJob, WaitingJob } from '../domain/problem.ts';
import { slotCount } from '../domain/problem.ts';
import type { Decision, Move } from '../domain/schedule.ts';
import type { Ends } from './ends.ts';

/**
 * One VM on one host: it holds room in slots `from` ≤ t < `until` and runs in `runsFrom` ≤ t < `runsUntil`. The two
 * differ while it is saved or in transit. `present` marks what it holds already, `home` its present host, also when it
 * is resumed there.
 */
export interface Segment {
  readonly host: number;
  readonly from: number;
  readonly until: number;
  readonly runsFrom: number;
  readonly runsUntil: number;
  readonly present: boolean;
  readonly home: boolean;
}

const NONE: readonly Segment[] = [];

/** A stay that begins with the plan: it runs all the time it holds room. */
export const newStay = (host: number, from: number, until: number, home = false): Segment => ({
  host,
  from,
  until,
  runsFrom: from,
  runsUntil: until,
  present: false,
  home,
});

const plain = (host: number, from: number, until: number, home = false): readonly Segment[] =>
  until > from ? [newStay(host, from, until, home)] : NONE;

/** What each VM of a job holds under a decision, in the order of its VMs, each list in time order. */
export function segmentsOf(
  problem: Problem,
  ends: Ends,
  job: WaitingJob | RunningJob,
  decision: Decision,
): readonly (readonly Segment[])[] {
  switch (decision.kind) {
    case 'leave':
      return job.vms.map(() => NONE);
    case 'start': {
      const until = ends.after(decision.slot, (job as WaitingJob).occupiedSeconds);
      return decision.hosts.map((host) => plain(host, decision.slot, until));
    }
    case 'run':
      return runSegments(ends, job as RunningJob, decision.moves);
    case 'pause':
      return pauseSegments(problem, ends, job as RunningJob, decision);
  }
}

function runSegments(ends: Ends, job: RunningJob, moves: readonly Move[]): readonly (readonly Segment[])[] {
  const until = ends.after(0, job.remainingSeconds);
  return job.on.map((host, position) => {
    const move = moves.find((each) => each.position === position);
    if (move === undefined) return [presentSegment(host, until, until)];
    const terms = job.moves[position];
    const gone = Math.min(ends.after(move.slot, terms?.transitSeconds ?? 0), until);
    const lost = terms?.lostSeconds ?? 0;
    const end = job.remainingSeconds === null ? until : ends.after(0, job.remainingSeconds + lost);
    const there = {
      host: move.host,
      from: move.slot,
      until: end,
      runsFrom: gone,
      runsUntil: end,
      present: false,
      home: false,
    };
    return gone > 0 ? [presentSegment(host, gone, gone), there] : [there];
  });
}

/** What a VM holds already, until `until`. */
export const presentSegment = (host: number, until: number, runsUntil: number): Segment => ({
  host,
  from: 0,
  until,
  runsFrom: 0,
  runsUntil,
  present: true,
  home: true,
});

function pauseSegments(
  problem: Problem,
  ends: Ends,
  job: RunningJob,
  decision: Extract<Decision, { kind: 'pause' }>,
): readonly (readonly Segment[])[] {
  const saved = savedBy(ends, job, decision.slot);
  const resume = decision.resume;
  const until = resume === null ? 0 : resumedUntil(problem, ends, job, decision.slot, resume.slot);
  return job.on.map((host, position) => {
    const held = saved > 0 ? [presentSegment(host, saved, decision.slot)] : NONE;
    if (resume === null) return held;
    const there = resume.hosts[position] as number;
    return [...held, ...plain(there, resume.slot, until, there === host)];
  });
}

/** S: the first slot in which a job paused in `slot` no longer holds its hosts. */
export const savedBy = (ends: Ends, job: RunningJob, slot: number): number =>
  ends.after(slot, job.pause?.saveSeconds ?? 0);

/** The first slot after a job that was paused in `paused` and resumed in `resumed`. */
export function resumedUntil(problem: Problem, ends: Ends, job: RunningJob, paused: number, resumed: number): number {
  if (job.remainingSeconds === null) return slotCount(problem);
  return ends.after(resumed, resumedSeconds(problem, job, paused));
}

/** How long a job with an end holds its hosts once it is resumed: resume and what was left when it was paused. */
export function resumedSeconds(problem: Problem, job: RunningJob, paused: number): number {
  const delivered = (problem.edges[paused] as number) - (problem.edges[0] as number);
  return (job.pause?.resumeSeconds ?? 0) + (job.remainingSeconds ?? 0) - delivered;
}
