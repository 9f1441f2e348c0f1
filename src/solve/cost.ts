import { addCosts, type Cost, costAt, MEND, SHAPE, ZERO_COST } from '../domain/levels.ts';
import type { Job, Problem } from '../domain/problem.ts';
import { slotCount } from '../domain/problem.ts';
import type { Decision, Schedule } from '../domain/schedule.ts';
import { CapacityGrid } from './capacity-grid.ts';
import { Ends } from './ends.ts';
import { jobCost, secondsBetween } from './job-cost.ts';
import { brokenSeconds, type Holdings } from './rule-book.ts';
import { segmentsOf } from './segments.ts';

/** The exact cost of a schedule, by level. Says nothing about whether it is valid. */
export function costOf(problem: Problem, schedule: Schedule): Cost {
  const ends = new Ends(problem.edges);
  const own = problem.jobs.reduce(
    (sum, job, index) => addCosts(sum, jobCost(problem, ends, job, schedule[index] as Decision)),
    ZERO_COST,
  );
  return couplesJobs(problem) ? addCosts(own, sharedCostOf(problem, ends, schedule)) : own;
}

/** True when jobs cost something together, beyond what each costs by itself. */
export const couplesJobs = (problem: Problem): boolean =>
  problem.placement !== null ||
  problem.shape.kind !== 'none' ||
  problem.rules.length > 0 ||
  problem.jobs.some((job) => job.kind === 'running');

function sharedCostOf(problem: Problem, ends: Ends, schedule: Schedule): Cost {
  const grid = new CapacityGrid(problem);
  const holdings = problem.vms.map(() => [] as Holdings[number]);
  for (const [index, job] of problem.jobs.entries()) hold(problem, ends, grid, holdings, job, schedule[index]);
  return sharedCost(problem, grid, holdings);
}

function hold(
  problem: Problem,
  ends: Ends,
  grid: CapacityGrid,
  holdings: Holdings[number][],
  job: Job,
  decision: Decision | undefined,
): void {
  if (decision === undefined) return;
  for (const [position, segments] of segmentsOf(problem, ends, job, decision).entries()) {
    const vm = job.vms[position] as number;
    holdings[vm] = segments;
    const demand = problem.vms[vm]?.demand ?? [];
    for (const { host, from, until, present } of segments) grid.use(demand, host, from, until, -1, !present);
  }
}

/** What jobs cost together: strain and broken rules (mend), preferences not met and shape (shape). */
export function sharedCost(problem: Problem, grid: CapacityGrid, holdings: Holdings): Cost {
  const strained = grid
    .overCells()
    .reduce((sum, cell) => sum + secondsBetween(problem, cell % grid.slots, (cell % grid.slots) + 1), 0);
  const rules = problem.rules.reduce(
    (sum, rule) =>
      addCosts(sum, costAt(rule.strength === 'must' ? MEND : SHAPE, brokenSeconds(problem, rule, holdings))),
    ZERO_COST,
  );
  return addCosts(
    addCosts(costAt(MEND, strained), rules),
    costAt(SHAPE, shapeCost(problem, holdings) + hostCost(problem, holdings)),
  );
}

function shapeCost(problem: Problem, holdings: Holdings): number {
  switch (problem.shape.kind) {
    case 'none':
      return 0;
    case 'pack':
      return hostsInUse(problem, holdings);
    case 'balance':
      return highestLoad(problem, holdings);
  }
}

/** Of the hosts that VMs are on after the plan. */
const hostCost = ({ placement }: Problem, holdings: Holdings): number =>
  holdings.reduce((sum, segments, vm) => sum + (placement?.hostCosts[vm]?.[segments.at(-1)?.host ?? -1] ?? 0), 0);

function hostsInUse(problem: Problem, holdings: Holdings): number {
  const used = new Set(holdings.flatMap((segments) => segments.map(({ host }) => host)));
  return problem.hosts.filter((host, index) => host.blocks.length > 0 || used.has(index)).length;
}

function highestLoad(problem: Problem, holdings: Holdings): number {
  const slots = slotCount(problem);
  const use = new Float64Array(problem.hosts.length * slots);
  const add = (host: number, from: number, until: number, amount: number): void => {
    for (let t = from; t < until; t++) use[host * slots + t] = (use[host * slots + t] as number) + amount;
  };
  for (const [index, host] of problem.hosts.entries()) {
    for (const { from, until, amounts } of host.blocks) add(index, from, until, amounts[0] as number);
  }
  for (const [vm, segments] of holdings.entries()) {
    for (const { host, from, until } of segments) add(host, from, until, problem.vms[vm]?.demand[0] ?? 0);
  }
  let highest = 0;
  for (const [index, host] of problem.hosts.entries()) {
    const capacity = host.capacity[0] as number;
    if (capacity <= 0) continue;
    for (let t = 0; t < slots; t++) {
      highest = Math.max(highest, Math.ceil((1000 * (use[index * slots + t] as number)) / capacity));
    }
  }
  return highest;
}
