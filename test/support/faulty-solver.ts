import { checkSchedule } from '../../src/check/schedule.ts';
import { type Cost, SERVICE } from '../../src/domain/levels.ts';
import type { Problem } from '../../src/domain/problem.ts';
import type { Decision, Schedule } from '../../src/domain/schedule.ts';
import { EMPTY_TRACE, type Solution } from '../../src/domain/solution.ts';
import type { Solver } from '../../src/ports.ts';
import { present } from '../../src/solve/present.ts';

/** What a solver can do wrong. */
export const SOLVER_FAULTS = [
  'fractional',
  'infeasible-flagged-feasible',
  'late',
  'silent',
  'crashed',
  'lies-about-optimality',
  'lies-about-cost',
  'lies-about-bound',
] as const;
export type SolverFault = (typeof SOLVER_FAULTS)[number];

/** A solver with one fault: `late` ends long after its limit, `silent` never does. */
export const faultySolver = (fault: SolverFault): Solver => ({
  name: fault,
  solve: (problem, { limits }) => {
    const nothing = present(problem);
    const { cost } = checkSchedule(problem, nothing);
    switch (fault) {
      case 'silent':
        return new Promise<Solution>(() => undefined);
      case 'crashed':
        return Promise.reject(new Error('out of memory'));
      case 'late':
        return delayed(2000 * limits.timeLimitSeconds, feasible(nothing, cost, cost, fault));
      case 'fractional':
        return Promise.resolve(feasible(onOneHost(problem, 0.5), cost, cost, fault));
      case 'infeasible-flagged-feasible':
        return Promise.resolve(feasible(onOneHost(problem, 0), cost, cost, fault));
      case 'lies-about-optimality':
        return Promise.resolve({ ...feasible(nothing, cost, cost, fault), status: 'optimal' });
      case 'lies-about-cost':
        return Promise.resolve(feasible(nothing, raised(cost, -1), raised(cost, -1), fault));
      case 'lies-about-bound':
        return Promise.resolve(feasible(nothing, cost, raised(cost, 1000), fault));
    }
  },
});

const feasible = (
  schedule: Schedule,
  cost: Cost,
  bound: Cost,
  by: string,
): Solution & { readonly status: 'feasible' } => ({
  status: 'feasible',
  incumbent: { schedule, cost, by },
  bound,
  trace: EMPTY_TRACE,
});

/** Everything that waits starts at once, all of it on the first host. */
const onOneHost = (problem: Problem, slot: number): Schedule =>
  problem.jobs.map(
    (job): Decision =>
      job.kind === 'waiting' ? { kind: 'start', slot, hosts: job.vms.map(() => 0) } : { kind: 'run', moves: [] },
  );

const raised = (cost: Cost, by: number): Cost => cost.with(SERVICE, cost[SERVICE] + by) as unknown as Cost;

const delayed = <T>(milliseconds: number, value: T): Promise<T> =>
  new Promise((resolve) => {
    setTimeout(() => resolve(value), milliseconds).unref();
  });
