import { type Job, type Problem, type RunningJob, slotCount, type WaitingJob } from '../../domain/problem.ts';
import type { Decision, Move, Schedule } from '../../domain/schedule.ts';
import { slotFrom } from '../../domain/time.ts';
import type { Span } from '../span.ts';
import { nothingChanges } from './well-formed.ts';

/** A VM holds a host in slots `from` ≤ t < `until`, and runs there in `runFrom` ≤ t < `runUntil`. */
export interface Stay extends Span {
  /** True for a stay that the schedule begins, false for what the VM holds already. */
  readonly isNew: boolean;
  readonly runFrom: number;
  readonly runUntil: number;
}

/** Where every VM is, by VM: as decided, and (followed when it is asked for) if nothing changed. */
export interface Replay {
  readonly stays: readonly (readonly Stay[])[];
  readonly present: readonly (readonly Stay[])[];
  /** Host index that a VM is on now, by VM; −1 for one that waits. */
  readonly home: Int32Array;
}

/** Follows every decision, by the definitions in `WaitingJob` and `RunningJob`. Decisions must be well formed. */
export function replay(problem: Problem, schedule: Schedule): Replay {
  const home = new Int32Array(problem.vms.length).fill(-1);
  for (const job of problem.jobs) {
    if (job.kind === 'running') for (const [position, vm] of job.vms.entries()) home[vm] = job.on[position] as number;
  }
  let present: Replay['present'] | null = null;
  return {
    stays: staysOf(problem, schedule),
    get present() {
      present ??= staysOf(problem, problem.jobs.map(nothingChanges));
      return present;
    },
    home,
  };
}

/** Stays of no slot at all are left out. */
function staysOf(problem: Problem, schedule: Schedule): readonly (readonly Stay[])[] {
  const stays: Stay[][] = problem.vms.map(() => []);
  problem.jobs.forEach((job, index) => {
    for (const stay of staysOfJob(problem, job, schedule[index] as Decision)) {
      if (stay.from < stay.until) stays[stay.vm]?.push(stay);
    }
  });
  return stays;
}

function staysOfJob(problem: Problem, job: Job, decision: Decision): readonly Stay[] {
  if (decision.kind === 'start' && job.kind === 'waiting') return started(problem, job, decision);
  if (decision.kind === 'run' && job.kind === 'running') return running(problem, job, decision.moves);
  if (decision.kind === 'pause' && job.kind === 'running') return paused(problem, job, decision);
  return [];
}

function started(problem: Problem, job: WaitingJob, decision: Decision & { readonly kind: 'start' }): readonly Stay[] {
  const until = endSlot(problem, edge(problem, decision.slot), job.occupiedSeconds);
  return job.vms.map((vm, position) => whole(vm, decision.hosts[position] as number, decision.slot, until));
}

function running(problem: Problem, job: RunningJob, moves: readonly Move[]): readonly Stay[] {
  const until = endSlot(problem, edge(problem, 0), job.remainingSeconds);
  return job.vms.flatMap((vm, position) => {
    const move = moves.find((candidate) => candidate.position === position);
    const home = held(vm, job.on[position] as number, until);
    return move === undefined ? [home] : moved(problem, job, move, home);
  });
}

/** Both hosts hold the VM while it is in transit; it runs on the old one until then. */
function moved(problem: Problem, job: RunningJob, move: Move, home: Stay): readonly Stay[] {
  const { transitSeconds, lostSeconds } = job.moves[move.position] ?? { transitSeconds: 0, lostSeconds: 0 };
  const remaining = job.remainingSeconds === null ? null : job.remainingSeconds + lostSeconds;
  const until = endSlot(problem, edge(problem, 0), remaining);
  const gone = Math.min(slotFrom(problem.edges, edge(problem, move.slot) + transitSeconds), home.until);
  return [
    { ...home, until: gone, runUntil: gone },
    { vm: home.vm, isNew: true, host: move.host, from: move.slot, until, runFrom: gone, runUntil: until },
  ];
}

/** A paused VM holds its host until its job is saved, and runs until the pause begins. */
function paused(problem: Problem, job: RunningJob, decision: Decision & { readonly kind: 'pause' }): readonly Stay[] {
  const { slot, resume } = decision;
  const saved = slotFrom(problem.edges, edge(problem, slot) + (job.pause?.saveSeconds ?? 0));
  const before = job.vms.map((vm, position) => ({
    ...held(vm, job.on[position] as number, saved),
    runUntil: slot,
  }));
  if (resume === null) return before;
  const until = endSlot(problem, edge(problem, resume.slot), secondsAfterResume(problem, job, slot));
  const after = job.vms.map((vm, position) => whole(vm, resume.hosts[position] as number, resume.slot, until));
  return [...before, ...after];
}

/** resumeSeconds + remaining − (edges[a] − edges[0]); null without end. */
export function secondsAfterResume(problem: Problem, job: RunningJob, pauseSlot: number): number | null {
  if (job.remainingSeconds === null) return null;
  const delivered = edge(problem, pauseSlot) - edge(problem, 0);
  return (job.pause?.resumeSeconds ?? 0) + job.remainingSeconds - delivered;
}

const held = (vm: number, host: number, until: number): Stay => ({ ...whole(vm, host, 0, until), isNew: false });

const whole = (vm: number, host: number, from: number, until: number): Stay => ({
  vm,
  isNew: true,
  host,
  from,
  until,
  runFrom: from,
  runUntil: until,
});

const endSlot = (problem: Problem, begin: number, seconds: number | null): number =>
  seconds === null ? slotCount(problem) : slotFrom(problem.edges, begin + seconds);

const edge = (problem: Problem, slot: number): number => problem.edges[slot] as number;
