import type { InstantTerms } from '../domain/instant.ts';
import { ZERO_COST } from '../domain/levels.ts';
import type { Policy } from '../domain/policy.ts';
import type { Job, PlacementTerms, Problem, ProblemHost } from '../domain/problem.ts';

/** One slot, so short that nothing is appointed within it; nothing is paused, and moves need bring no benefit in time. */
export const instantPolicy = (policy: Policy, { objective, migrations }: InstantTerms): Policy => ({
  ...policy,
  time: { ...policy.time, slotSeconds: 1, horizonSeconds: 1, promiseSlots: 0 },
  preemption: { ...policy.preemption, operation: 'none' },
  migration: { ...policy.migration, minimumBenefit: 0, when: 'now' },
  budgets: { ...policy.budgets, migrations },
  shape: objective,
});

/**
 * The problem of one slot as one of one instant: the shape asked for is that of where the plan leads to, moves are free
 * but counted, and room is kept on both hosts until all have moved, so that all can be done at once, in any order. Jobs, VMs and hosts keep their numbers, so its schedules are schedules of `problem`.
 */
export function instantProblem(problem: Problem, { objective, weights }: InstantTerms): Problem {
  const jobs = problem.jobs.map(atOnce);
  const placement = {
    ...NOTHING_MORE,
    keptInTransit: problem.resources.map(() => true),
    rulesInTransit: true,
    hostCosts: problem.vms.map(() => null),
  };
  const reshaped: Problem = { ...problem, jobs, shape: { kind: objective }, placement };
  return objective === 'balance' && weights.memory > 0 ? weighed(reshaped, weights) : reshaped;
}

function atOnce(job: Job): Job {
  if (job.kind === 'waiting') return job;
  const moves = job.moves.map((terms) => terms && { ...terms, transitSeconds: 0, lostSeconds: 0, cost: ZERO_COST });
  return { ...job, pause: null, moves };
}

const NOTHING_MORE: Omit<PlacementTerms, 'keptInTransit' | 'hostCosts'> = {
  useCosts: null,
  softLoads: [],
  balances: [],
  groupMoves: null,
  reach: [],
  near: [],
};

/** One unit of load: a millionth of what the hosts have on average. */
const UNITS = 1_000_000;

/**
 * Puts the load before all resources, for `balance` speaks of the first: load = Σ weight × amount ÷ mean capacity over
 * CPU and memory, of a demand rounded down and of a host rounded up, so that load forbids nothing that CPU and memory
 * allow.
 */
function weighed(problem: Problem, { cpu, memory }: InstantTerms['weights']): Problem {
  const mean = [0, 1].map((r) => meanCapacity(problem.hosts, r));
  const load = (amounts: readonly number[]): number =>
    (UNITS / (cpu + memory)) *
    ((cpu * (amounts[0] as number)) / (mean[0] as number) + (memory * (amounts[1] as number)) / (mean[1] as number));
  const up = (amounts: readonly number[]): number[] => [Math.ceil(load(amounts)), ...amounts];
  const down = (amounts: readonly number[]): number[] => [Math.floor(load(amounts)), ...amounts];
  return {
    ...problem,
    resources: ['load', ...problem.resources],
    placement: problem.placement && {
      ...problem.placement,
      keptInTransit: [false, ...problem.placement.keptInTransit],
    },
    hosts: problem.hosts.map((host) => ({
      ...host,
      capacity: up(host.capacity),
      blocks: host.blocks.map((block) => ({ ...block, amounts: down(block.amounts) })),
    })),
    vms: problem.vms.map((vm) => ({ ...vm, demand: down(vm.demand) })),
  };
}

const meanCapacity = (hosts: readonly ProblemHost[], resource: number): number =>
  Math.max(1, hosts.reduce((sum, { capacity }) => sum + (capacity[resource] as number), 0) / Math.max(1, hosts.length));
