import { ACCEPTANCE } from '../../domain/levels.ts';
import { type Problem, slotCount } from '../../domain/problem.ts';
import { Ends } from '../ends.ts';

/** What the decoder looks up of a problem, made once. */
export interface Terms {
  readonly problem: Problem;
  readonly slots: number;
  readonly ends: Ends;
  /** Distinct demands, and by VM which of them it has. */
  readonly demands: readonly (readonly number[])[];
  readonly kindOf: Int32Array;
  /** By job: service cost of a second's delay for each share of a host and second of work. */
  readonly density: Float64Array;
  /** By job: service cost of a second's delay for each second of work, however wide it is. */
  readonly urgency: Float64Array;
  /** By job: what may not be refused, or has a moment by which it must be over. */
  readonly isBound: readonly boolean[];
  /** By job: the last second it can start, or be over with its pause, as a key to order by. */
  readonly latestSecond: Float64Array;
}

export function termsOf(problem: Problem): Terms {
  const kinds = new Map<string, number>();
  const demands: (readonly number[])[] = [];
  const kindOf = Int32Array.from(problem.vms, ({ demand }) => {
    const key = demand.join();
    const known = kinds.get(key);
    if (known !== undefined) return known;
    kinds.set(key, demands.length);
    return demands.push(demand) - 1;
  });
  return {
    problem,
    slots: slotCount(problem),
    ends: new Ends(problem.edges),
    demands,
    kindOf,
    density: densities(problem, (share) => Math.max(1e-9, share)),
    urgency: densities(problem, () => 1),
    isBound: problem.jobs.map((job) =>
      job.kind === 'waiting' ? job.leaveCost[ACCEPTANCE] > 0 : (job.pause?.finishBy ?? null) !== null,
    ),
    latestSecond: Float64Array.from(problem.jobs, (job) =>
      job.kind === 'waiting'
        ? (problem.edges[Math.max(0, Math.min(job.latest, problem.edges.length - 1))] as number)
        : (job.pause?.finishBy ?? Number.MAX_SAFE_INTEGER) - (job.remainingSeconds ?? 0),
    ),
  };
}

function densities(problem: Problem, room: (share: number) => number): Float64Array {
  const horizon = (problem.edges.at(-1) as number) - (problem.edges[0] as number);
  const largest = problem.resources.map((_, r) =>
    Math.max(1, ...problem.hosts.map(({ capacity }) => capacity[r] as number)),
  );
  const shares = problem.vms.map(({ demand }) =>
    Math.max(...demand.map((amount, r) => amount / (largest[r] as number))),
  );
  return Float64Array.from(problem.jobs, (job) => {
    const seconds = (job.kind === 'waiting' ? job.occupiedSeconds : job.remainingSeconds) ?? horizon;
    const share = job.vms.reduce((sum, vm) => sum + (shares[vm] as number), 0);
    return job.delayWeight / (Math.max(1, seconds) * room(share));
  });
}
