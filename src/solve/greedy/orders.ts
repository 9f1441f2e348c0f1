import type { Job, Problem, WaitingJob } from '../../domain/problem.ts';
import { inPrecedenceOrder } from '../precedences.ts';

/** Sorts waiting jobs: negative when `a` goes first. Ties fall to the order of arrival. */
export type JobOrder = (a: WaitingJob, b: WaitingJob) => number;

/** Indices of the waiting jobs in an order, but nobody before one it waits for. */
export function waitingInOrder(problem: Problem, order: JobOrder): readonly number[] {
  const waiting = problem.jobs.flatMap((job, index) => (job.kind === 'waiting' ? [{ job, index }] : []));
  const sorted = waiting.sort((a, b) => order(a.job, b.job) || a.job.order - b.job.order).map(({ index }) => index);
  return inPrecedenceOrder(problem, sorted);
}

/** Indices of the running jobs, those that are asked to go last, so that nobody is put where they still are. */
export const running = (problem: Problem): readonly number[] =>
  problem.jobs
    .flatMap((job, index) => (job.kind === 'running' ? [{ job, index }] : []))
    .sort((a, b) => Number(a.job.unwelcomeFrom !== null) - Number(b.job.unwelcomeFrom !== null))
    .map(({ index }) => index);

/** First come, first served. */
export const byArrival: JobOrder = (a, b) => a.order - b.order;

/** Reservations, immediate leases and deadlines before the rest: what can be refused, by the least room to move. */
export const byUrgency: JobOrder = (a, b) => refusal(b) - refusal(a) || slack(a) - slack(b);

const refusal = (job: Job): number => (job.kind === 'waiting' && job.leaveCost[1] > 0 ? 1 : 0);
const slack = (job: WaitingJob): number => (refusal(job) > 0 ? job.latest - job.earliest : 0);

/** Largest first: demand as a share of all capacity, times duration. */
export function bySize(problem: Problem): JobOrder {
  return (a, b) => volume(problem, b) - volume(problem, a);
}

/**
 * Most weight per unit of capacity and time first: Smith's rule (1956), which minimises Σ w·C on one machine, with
 * the capacity a job takes for its length.
 */
export function byDensity(problem: Problem): JobOrder {
  return (a, b) => b.delayWeight / volume(problem, b) - a.delayWeight / volume(problem, a);
}

/** One order where the first says so, another where it does not. */
export const firstBy =
  (...orders: readonly JobOrder[]): JobOrder =>
  (a, b) => {
    for (const order of orders) {
      const sign = order(a, b);
      if (sign !== 0) return sign;
    }
    return 0;
  };

/** Share of all capacity a job takes, times the seconds it takes it for. */
export function volume(problem: Problem, job: WaitingJob): number {
  const edges = problem.edges;
  const horizonSeconds = (edges[edges.length - 1] as number) - (edges[0] as number);
  const seconds = Math.min(job.occupiedSeconds ?? horizonSeconds, horizonSeconds);
  const totals = totalsOf(problem);
  const share = job.vms.reduce(
    (sum, vm) => sum + Math.max(...totals.map((total, r) => (problem.vms[vm]?.demand[r] ?? 0) / Math.max(1, total))),
    0,
  );
  return Math.max(share, 1e-9) * Math.max(seconds, 1);
}

const TOTALS = new WeakMap<Problem, readonly number[]>();

/** Capacity of all hosts together, by resource; added up once. */
function totalsOf(problem: Problem): readonly number[] {
  const known = TOTALS.get(problem);
  if (known !== undefined) return known;
  const totals = problem.resources.map((_, r) =>
    problem.hosts.reduce((sum, host) => sum + (host.capacity[r] as number), 0),
  );
  TOTALS.set(problem, totals);
  return totals;
}
