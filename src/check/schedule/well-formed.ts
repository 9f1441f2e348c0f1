import { type Job, type Problem, slotCount } from '../../domain/problem.ts';
import type { Decision, Schedule } from '../../domain/schedule.ts';
import type { Violation } from '../../domain/violation.ts';
import { breaking, type Finding, when } from '../finding.ts';

/** A schedule with one readable decision per job, and what had to be replaced for that. */
export interface WellFormed {
  readonly schedule: Schedule;
  readonly decisionOf: (job: number) => Decision;
  readonly finding: Finding;
}

/**
 * complete: one decision per job, of a kind the job can have, about slots, hosts and members that exist, once each.
 * gang: all VMs of a job get a host, or none does.
 */
export function wellFormed(problem: Problem, schedule: Schedule): WellFormed {
  const faults = problem.jobs.map((job, index) => faultsOf(problem, job, schedule[index]));
  const decisionOf = (index: number): Decision => {
    const decision = schedule[index];
    return decision === undefined || (faults[index] ?? []).length > 0
      ? nothingChanges(problem.jobs[index] as Job)
      : decision;
  };
  const extra = schedule.length - problem.jobs.length;
  const violations = [
    ...faults.flat(),
    ...when(extra > 0, 'complete', `${extra} decisions beyond the last of ${problem.jobs.length} jobs`),
  ];
  return { schedule: problem.jobs.map((_, index) => decisionOf(index)), decisionOf, finding: breaking(violations) };
}

/** What a job does when nothing is decided about it. */
export const nothingChanges = (job: Job): Decision =>
  job.kind === 'waiting' ? { kind: 'leave' } : { kind: 'run', moves: [] };

function faultsOf(problem: Problem, job: Job, decision: Decision | undefined): readonly Violation[] {
  if (decision === undefined) return when(true, 'complete', `${job.lease} has no decision`);
  const fits = (decision.kind === 'start' || decision.kind === 'leave') === (job.kind === 'waiting');
  if (!fits) return when(true, 'complete', `${job.lease} is ${job.kind}: ${decision.kind} says nothing about it`);
  switch (decision.kind) {
    case 'leave':
      return [];
    case 'start':
      return placementFaults(problem, job, 'starts', decision);
    case 'run':
      return moveFaults(problem, job, decision);
    case 'pause':
      return [
        ...slotFaults(problem, job, 'is paused', decision.slot),
        ...(decision.resume === null ? [] : placementFaults(problem, job, 'is resumed', decision.resume)),
      ];
  }
}

function placementFaults(
  problem: Problem,
  job: Job,
  verb: string,
  { slot, hosts }: { readonly slot: number; readonly hosts: readonly number[] },
): readonly Violation[] {
  const given = (): string => `${job.lease} ${verb} with ${hosts.length} hosts for ${job.vms.length} VMs`;
  const faults: Violation[] = [];
  faults.push(...slotFaults(problem, job, verb, slot), ...when(hosts.length !== job.vms.length, 'gang', given));
  for (const host of hosts) faults.push(...hostFaults(problem, job, host));
  return faults;
}

function moveFaults(problem: Problem, job: Job, { moves }: Decision & { readonly kind: 'run' }): readonly Violation[] {
  return moves.flatMap((move, index) => [
    ...slotFaults(problem, job, 'is moved', move.slot),
    ...hostFaults(problem, job, move.host),
    ...when(job.vms[move.position] === undefined, 'complete', `${job.lease} has no member ${move.position} to move`),
    ...when(
      move.position <= (moves[index - 1]?.position ?? -1),
      'complete',
      `${job.lease} moves member ${move.position} twice or out of order`,
    ),
  ]);
}

function slotFaults(problem: Problem, job: Job, verb: string, slot: number): readonly Violation[] {
  const known = Number.isInteger(slot) && slot >= 0 && slot < slotCount(problem);
  return when(
    !known,
    'window',
    () => `${job.lease} ${verb} in slot ${slot}, outside the horizon's ${slotCount(problem)}`,
  );
}

const hostFaults = (problem: Problem, job: Job, host: number): readonly Violation[] =>
  when(
    problem.hosts[host] === undefined,
    'admissible',
    () => `${job.lease} is put on host ${host}, which is not there`,
  );
