import { checkSchedule } from '../../src/check/schedule.ts';
import { type Cost, compareCosts } from '../../src/domain/levels.ts';
import type { Job, Problem } from '../../src/domain/problem.ts';
import type { Decision, Schedule } from '../../src/domain/schedule.ts';
import type { RuleName } from '../../src/domain/violation.ts';
import { present } from '../../src/solve/present.ts';

/** Rules about one job alone: a decision that breaks one is wrong whatever the others do. */
const OWN_RULES: ReadonlySet<RuleName> = new Set([
  'window',
  'exact',
  'whole',
  'admissible',
  'order',
  'legal',
  'complete',
]);

/** The least cost of all valid schedules, by trying every one; null when there are more than `atMost`. */
export function bruteForceOptimum(problem: Problem, atMost: number): Cost | null {
  const decisions = problem.jobs.map((job, index) => decisionsOf(problem, job, index, atMost));
  if (decisions.reduce((product, each) => product * each.length, 1) > atMost) return null;
  let best: Cost | null = null;
  const schedule: Decision[] = [...present(problem)];
  const descend = (job: number): void => {
    if (job === problem.jobs.length) {
      const { violations, cost } = checkSchedule(problem, schedule);
      if (violations.length === 0 && (best === null || compareCosts(cost, best) < 0)) best = cost;
      return;
    }
    for (const decision of decisions[job] as readonly Decision[]) {
      schedule[job] = decision;
      descend(job + 1);
    }
  };
  descend(0);
  return best;
}

/** Every decision that one job may take; many more than asked for when it has too many. */
function decisionsOf(problem: Problem, job: Job, index: number, atMost: number): readonly Decision[] {
  const rest: Schedule = present(problem);
  const candidates = job.kind === 'waiting' ? startsOf(problem, job) : changesOf(problem, job);
  const kept: Decision[] = [];
  for (const decision of candidates) {
    const { violations } = checkSchedule(problem, rest.with(index, decision));
    if (!violations.some(({ rule }) => OWN_RULES.has(rule))) kept.push(decision);
    if (kept.length > atMost) break;
  }
  return kept;
}

function* startsOf(problem: Problem, job: Job): Generator<Decision> {
  yield { kind: 'leave' };
  for (const slot of slotsOf(problem)) {
    for (const hosts of tuples(job.vms.length, problem.hosts.length)) yield { kind: 'start', slot, hosts };
  }
}

function* changesOf(problem: Problem, job: Job): Generator<Decision> {
  const slots = problem.edges.length - 1;
  for (const choice of tuples(job.vms.length, slots * problem.hosts.length + 1)) {
    const moves = choice.flatMap((each, position) =>
      each === 0 ? [] : [{ position, slot: (each - 1) % slots, host: Math.floor((each - 1) / slots) }],
    );
    yield { kind: 'run', moves };
  }
  for (const slot of slotsOf(problem)) {
    yield { kind: 'pause', slot, resume: null };
    for (const resumed of slotsOf(problem)) {
      for (const hosts of tuples(job.vms.length, problem.hosts.length)) {
        yield { kind: 'pause', slot, resume: { slot: resumed, hosts } };
      }
    }
  }
}

const slotsOf = (problem: Problem): readonly number[] => problem.edges.slice(0, -1).map((_, slot) => slot);

/** Every list of so many numbers below `base`. */
function* tuples(length: number, base: number): Generator<readonly number[]> {
  if (length === 0) {
    yield [];
    return;
  }
  for (const rest of tuples(length - 1, base)) {
    for (let value = 0; value < base; value++) yield [...rest, value];
  }
}
