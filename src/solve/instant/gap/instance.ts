import { compareCosts, costAt, MEND, SERVICE } from '../../../domain/levels.ts';
import { type Job, type Problem, type ProblemHost, slotCount, type WaitingJob } from '../../../domain/problem.ts';
import type { Schedule } from '../../../domain/schedule.ts';
import { startCost } from '../../job-cost.ts';

/**
 * A generalised assignment problem as flat arrays: every job j on one host i, Σ_j size ≤ capacity on each host, least
 * Σ cost. The pair (j, i) is at [j · hosts + i]. All amounts are whole and not negative.
 */
export interface GapInstance {
  readonly jobs: number;
  readonly hosts: number;
  readonly cost: Float64Array;
  /** {@link FORBIDDEN} where the job can not be on the host. */
  readonly size: Int32Array;
  readonly capacity: Int32Array;
}

/** Host of each job. */
export type Assignment = Int32Array;

export const FORBIDDEN = -1;

/** Larger sizes and costs are not summed exactly by what works on the arrays. */
const MOST = 2 ** 28;
/** jobs × largest cost stays below this. */
const MOST_COST = 2 ** 42;

/**
 * The generalised assignment problem that a problem is; null when it is another one. It is one when there is one slot,
 * waiting jobs of one VM that had better all be placed, costs of hosts and nothing else, and when on each host at most
 * one resource can run out: all other room there suffices for all VMs together. Each job fits on some host by itself.
 */
export function gapOf(problem: Problem): GapInstance | null {
  if (!isBareAssignment(problem) || !problem.jobs.every((job) => mustBePlaced(problem, job))) return null;
  const rooms = problem.hosts.map((host) => roomOf(host));
  const scarce = rooms.map((room, host) => scarceOn(problem, host, room));
  const isOver = rooms.some((room) => room.some((amount) => amount < 0));
  if (isOver || scarce.some((resources) => resources.length > 1)) return null;
  return arraysOf(
    problem,
    rooms,
    scarce.map(([resource]) => resource ?? null),
  );
}

/** The assignment as a schedule: every job starts in the only slot. */
export const scheduleOf = (assignment: Assignment): Schedule =>
  Array.from(assignment, (host) => ({ kind: 'start', slot: 0, hosts: [host] }));

function isBareAssignment({ placement, rules, budgets, shape, precedences, ...problem }: Problem): boolean {
  if (placement === null || slotCount({ placement, rules, budgets, shape, precedences, ...problem }) !== 1)
    return false;
  const { hostCosts, useCosts, softLoads, balances, groupMoves, reach, near } = placement;
  const nothingElse = useCosts === null && groupMoves === null && shape.kind === 'none';
  const noRules = [rules, precedences, softLoads, balances, reach, near].every((list) => list.length === 0);
  const isExact = hostCosts.every((costs) => costs === null || costs.every(isAmount));
  return nothingElse && noRules && budgets.actionsPerHostSlot === null && isExact && hostCosts.some((c) => c !== null);
}

const isAmount = (value: number): boolean => Number.isInteger(value) && value >= 0 && value < MOST;

/** One VM, free to start now, and dearer to leave than to place whatever the host costs. */
function mustBePlaced(problem: Problem, job: Job): job is WaitingJob {
  if (job.kind !== 'waiting' || job.vms.length !== 1 || job.earliest > 0 || job.latest < 0) return false;
  const start = costAt(SERVICE, startCost(problem, job, 0));
  const left = job.leaveCost.with(4, 0) as unknown as typeof job.leaveCost;
  return compareCosts(start, left) < 0 && job.leaveCost[MEND] >= 0;
}

/** What blocks leave of a host's capacity, by resource. */
const roomOf = ({ capacity, blocks }: ProblemHost): readonly number[] =>
  capacity.map((amount, r) => blocks.reduce((left, { amounts }) => left - (amounts[r] as number), amount));

/** Resources of which the VMs that may be there can together demand more than there is. */
function scarceOn({ vms, hostSets }: Problem, host: number, room: readonly number[]): readonly number[] {
  const wanted = room.map(() => 0);
  for (const { demand, hostSet } of vms) {
    if (!hostSets[hostSet]?.includes(host)) continue;
    for (let r = 0; r < wanted.length; r++) wanted[r] = (wanted[r] as number) + (demand[r] as number);
  }
  return wanted.flatMap((amount, r) => (amount > (room[r] as number) ? [r] : []));
}

function arraysOf(
  { jobs, vms, hosts, hostSets, placement }: Problem,
  rooms: readonly (readonly number[])[],
  scarce: readonly (number | null)[],
): GapInstance | null {
  const cost = new Float64Array(jobs.length * hosts.length);
  const size = new Int32Array(jobs.length * hosts.length).fill(FORBIDDEN);
  const capacity = scarce.map((r, host) => (r === null ? 0 : (rooms[host]?.[r] as number)));
  for (const [j, job] of jobs.entries()) {
    const vm = job.vms[0] as number;
    let isPlaceable = false;
    for (const i of hostSets[vms[vm]?.hostSet ?? -1] ?? []) {
      const r = scarce[i] ?? null;
      const demand = r === null ? 0 : (vms[vm]?.demand[r] as number);
      if (demand > (capacity[i] as number)) continue;
      isPlaceable = true;
      size[j * hosts.length + i] = demand;
      cost[j * hosts.length + i] = placement?.hostCosts[vm]?.[i] ?? 0;
    }
    if (!isPlaceable) return null;
  }
  if (capacity.some((amount) => amount >= MOST) || jobs.length * mostOf(cost) >= MOST_COST) return null;
  return { jobs: jobs.length, hosts: hosts.length, cost, size, capacity: Int32Array.from(capacity) };
}

const mostOf = (values: Float64Array): number => values.reduce((most, value) => Math.max(most, value), 0);
