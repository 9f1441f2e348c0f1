import { type Job, type Problem, slotCount } from '../../src/domain/problem.ts';
import type { Decision, Move, Schedule } from '../../src/domain/schedule.ts';

/** Decisions that have the form of one, job by job, legal or not: every slot, every host. */
export const everyDecision = (problem: Problem): readonly (readonly Decision[])[] =>
  problem.jobs.map((job) => (job.kind === 'waiting' ? everyStart(problem, job) : everyRun(problem, job)));

/** Every choice of one decision a job. */
export const everySchedule = (decisions: readonly (readonly Decision[])[]): Iterable<Schedule> =>
  combinations(decisions);

const everyStart = (problem: Problem, job: Job): readonly Decision[] => [
  { kind: 'leave' },
  ...slotsOf(problem).flatMap((slot) =>
    everyPlacement(problem, job).map((hosts): Decision => ({ kind: 'start', slot, hosts })),
  ),
];

function everyRun(problem: Problem, job: Job): readonly Decision[] {
  const slots = slotsOf(problem);
  const resumes = [null, ...slots.flatMap((slot) => everyPlacement(problem, job).map((hosts) => ({ slot, hosts })))];
  return [
    ...everyMoves(problem, job).map((moves): Decision => ({ kind: 'run', moves })),
    ...slots.flatMap((slot) => resumes.map((resume): Decision => ({ kind: 'pause', slot, resume }))),
  ];
}

const everyPlacement = (problem: Problem, job: Job): readonly (readonly number[])[] => [
  ...combinations(job.vms.map(() => problem.hosts.map((_, host) => host))),
];

/** Each VM not moved, or moved in some slot to some host. */
function everyMoves(problem: Problem, job: Job): readonly (readonly Move[])[] {
  const choices = job.vms.map((_, position) => [
    [],
    ...slotsOf(problem).flatMap((slot) => problem.hosts.map((_, host) => [{ position, slot, host }])),
  ]);
  return [...combinations<readonly Move[]>(choices)].map((moves) => moves.flat());
}

const slotsOf = (problem: Problem): readonly number[] => Array.from({ length: slotCount(problem) }, (_, slot) => slot);

function* combinations<T>(lists: readonly (readonly T[])[], from = 0): Generator<readonly T[]> {
  if (from === lists.length) {
    yield [];
    return;
  }
  for (const item of lists[from] as readonly T[]) {
    for (const rest of combinations(lists, from + 1)) yield [item, ...rest];
  }
}
