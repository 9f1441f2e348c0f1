import { type Cost, costAt, SERVICE } from '../../src/domain/levels.ts';
import type { Job, Problem } from '../../src/domain/problem.ts';
import { randomProblem } from './problem.ts';

/** A random problem of waiting jobs and of running ones that may be moved at once, where all costs are of one level. */
export function plainProblem(seed: number): Problem {
  const problem = randomProblem(seed, {
    jobs: [3, 7],
    without: ['budgets', 'over-commitment', 'pauses', 'precedences', 'rules', 'serial-saves', 'shape', 'unwelcome'],
  });
  return { ...problem, jobs: problem.jobs.map(plainJob) };
}

function plainJob(job: Job): Job {
  if (job.kind === 'waiting') return { ...job, leaveCost: asService(job.leaveCost) };
  return {
    ...job,
    moves: job.moves.map((terms) =>
      terms === null ? null : { slots: [0], transitSeconds: 0, lostSeconds: 0, cost: asService(terms.cost) },
    ),
  };
}

const asService = (cost: Cost): Cost =>
  costAt(
    SERVICE,
    cost.reduce((sum, amount) => sum + amount, 0),
  );
