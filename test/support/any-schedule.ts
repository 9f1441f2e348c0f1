import { checkSchedule } from '../../src/check/schedule.ts';
import type { Problem } from '../../src/domain/problem.ts';
import type { Decision, Schedule } from '../../src/domain/schedule.ts';
import { dice } from './dice.ts';
import { everyDecision } from './every-schedule.ts';

/** A schedule that keeps every rule and, by chance, does something with most jobs: the same for the same seed. */
export function anySchedule(problem: Problem, seed: number, triesPerJob = 12): Schedule {
  const random = dice(seed);
  const options = everyDecision(problem);
  let schedule: Schedule = problem.jobs.map(
    (job): Decision => (job.kind === 'running' ? { kind: 'run', moves: [] } : { kind: 'leave' }),
  );
  for (let attempt = 0; attempt < triesPerJob * problem.jobs.length; attempt++) {
    const job = random.between(0, problem.jobs.length - 1);
    const changed = schedule.with(job, random.pick(options[job] as readonly Decision[]));
    if (checkSchedule(problem, changed).violations.length === 0) schedule = changed;
  }
  return schedule;
}
