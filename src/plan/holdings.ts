import type { Job, Problem, RunningJob, WaitingJob } from '../domain/problem.ts';
import { slotCount } from '../domain/problem.ts';
import type { Decision, Move, Schedule } from '../domain/schedule.ts';
import { slotFrom } from '../domain/time.ts';

/** A VM holds room on a host in slots `from` ≤ t < `until`. VMs, jobs and hosts by index. */
export interface Holding {
  readonly vm: number;
  readonly job: number;
  readonly host: number;
  readonly from: number;
  readonly until: number;
  /** It holds it now already. */
  readonly present: boolean;
}

/** What every VM holds under a schedule, as the problem defines it. */
export const holdingsOf = (problem: Problem, schedule: Schedule): readonly Holding[] =>
  problem.jobs.flatMap((job, index) =>
    spansOf(problem, job, schedule[index] as Decision)
      .filter(({ from, until }) => from < until)
      .map((span) => ({ ...span, job: index, vm: job.vms[span.position] as number })),
  );

interface Span {
  readonly position: number;
  readonly host: number;
  readonly from: number;
  readonly until: number;
  readonly present: boolean;
}

function spansOf(problem: Problem, job: Job, decision: Decision): readonly Span[] {
  if (job.kind === 'waiting') {
    if (decision.kind !== 'start') return [];
    const until = endSlot(problem, decision.slot, job.occupiedSeconds);
    return decision.hosts.map((host, position) => ({ position, host, from: decision.slot, until, present: false }));
  }
  if (decision.kind === 'pause') return pausedSpans(problem, job, decision);
  return runSpans(problem, job, decision.kind === 'run' ? decision.moves : []);
}

function runSpans(problem: Problem, job: RunningJob, moves: readonly Move[]): readonly Span[] {
  const until = endSlot(problem, 0, job.remainingSeconds);
  return job.on.flatMap((host, position) => {
    const move = moves.find((each) => each.position === position);
    if (move === undefined) return [{ position, host, from: 0, until, present: true }];
    const { transitSeconds, lostSeconds } = job.moves[position] ?? { transitSeconds: 0, lostSeconds: 0 };
    const gone = Math.min(until, endSlot(problem, move.slot, transitSeconds));
    const end = endSlot(problem, 0, job.remainingSeconds === null ? null : job.remainingSeconds + lostSeconds);
    return [
      { position, host, from: 0, until: gone, present: true },
      { position, host: move.host, from: move.slot, until: end, present: false },
    ];
  });
}

function pausedSpans(
  problem: Problem,
  job: RunningJob,
  { slot, resume }: Extract<Decision, { kind: 'pause' }>,
): readonly Span[] {
  const until = endSlot(problem, slot, job.pause?.saveSeconds ?? 0);
  const held = job.on.map((host, position) => ({ position, host, from: 0, until, present: true }));
  if (resume === null) return held;
  const delivered = (problem.edges[slot] as number) - (problem.edges[0] as number);
  const rest =
    job.remainingSeconds === null ? null : (job.pause?.resumeSeconds ?? 0) + job.remainingSeconds - delivered;
  const end = endSlot(problem, resume.slot, rest);
  const again = resume.hosts.map((host, position) => ({
    position,
    host,
    from: resume.slot,
    until: end,
    present: false,
  }));
  return [...held, ...again];
}

/** The first slot after a job that starts in `slot` and holds its room for so long; null seconds never end. */
export const endOf = (problem: Problem, job: WaitingJob, slot: number): number =>
  endSlot(problem, slot, job.occupiedSeconds);

const endSlot = (problem: Problem, slot: number, seconds: number | null): number =>
  seconds === null
    ? slotCount(problem)
    : slotFrom(problem.edges, (problem.edges[slot] ?? Number.POSITIVE_INFINITY) + seconds);
