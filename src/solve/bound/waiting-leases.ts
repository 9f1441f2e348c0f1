import { ACCEPTANCE, SERVICE } from '../../domain/levels.ts';
import type { WaitingJob } from '../../domain/problem.ts';
import type { Kinds } from './kinds.ts';
import type { Market } from './market.ts';
import type { Relaxation } from './relaxation.ts';
import { ShapeList } from './shapes.ts';

/** Weight of the newest decision in the mean of a lease's starts. */
const NEWEST = 0.05;

/**
 * All waiting jobs, as flat arrays: those that differ in nothing the bound sees are one lease with a number. Their VMs
 * are counted by *shape*: VMs of one type that stay for one length. Leases share shapes, so each is priced once an
 * iteration.
 */
export class WaitingLeases {
  /** Lease of each waiting job, in the order of the jobs. */
  readonly leaseOfJob: Int32Array;
  /** Mean start slot of each lease over the last iterations; where it is left, it counts as starting in slot T. */
  readonly meanStart: Float64Array;
  readonly #relaxation: Relaxation;
  readonly #shapes: ShapeList;
  readonly #number: Float64Array;
  readonly #earliest: Int32Array;
  readonly #latest: Int32Array;
  readonly #weight: Float64Array;
  /** Cost of a start less weight × the seconds of its edge since now. */
  readonly #base: Float64Array;
  readonly #leave: Float64Array;
  /** What counts when there is no way at all: refusing it then is what every schedule does. */
  readonly #refuse: Float64Array;
  readonly #partStart: Int32Array;
  readonly #partShape: Int32Array;
  readonly #partCount: Float64Array;
  readonly #since: Float64Array;
  #iterations = 0;

  /** @param mustAccept true when refusing a job that must not be refused is no way out. */
  constructor(relaxation: Relaxation, mustAccept: boolean) {
    this.#relaxation = relaxation;
    const { edges, jobs } = relaxation.problem;
    const waiting = jobs.filter((job) => job.kind === 'waiting');
    this.#shapes = new ShapeList(relaxation);
    const isForced = (job: WaitingJob): boolean =>
      mustAccept && job.leaveCost[ACCEPTANCE] > 0 && job.earliest <= job.latest;
    const { leaseOfJob, leases } = merge(waiting, relaxation);
    this.leaseOfJob = leaseOfJob;
    const parts = leases.map(({ job }) => this.#shapes.partsOf(job));
    this.meanStart = Float64Array.from(leases, ({ job }) => job.earliest);
    this.#number = Float64Array.from(leases, ({ number }) => number);
    this.#earliest = Int32Array.from(leases, ({ job }) => job.earliest);
    this.#latest = Int32Array.from(leases, ({ job }) => job.latest);
    this.#weight = Float64Array.from(leases, ({ job }) => job.delayWeight);
    this.#base = Float64Array.from(
      leases,
      ({ job }) => job.startCost + job.delayWeight * ((edges[0] as number) - job.idealSecond),
    );
    this.#refuse = Float64Array.from(leases, ({ job }) => job.leaveCost[SERVICE]);
    this.#leave = Float64Array.from(leases, ({ job }) =>
      isForced(job) ? Number.POSITIVE_INFINITY : job.leaveCost[SERVICE],
    );
    let end = 0;
    this.#partStart = Int32Array.from([0, ...parts.map((list) => (end += list.length))]);
    this.#partShape = Int32Array.from(parts.flatMap((list) => list.map(({ shape }) => shape)));
    this.#partCount = Float64Array.from(parts.flatMap((list) => list.map(({ count }) => count)));
    this.#since = Float64Array.from(edges, (edge) => edge - (edges[0] as number));
  }

  /** Each lease takes its cheapest decision; returns what they cost together, and books what they hold. */
  decide(market: Market): number {
    this.#shapes.price(market);
    const newest = Math.max(NEWEST, 1 / ++this.#iterations);
    let value = 0;
    for (let lease = 0; lease < this.#number.length; lease++) value += this.#decideOne(lease, newest);
    this.#shapes.book(market);
    return value;
  }

  #decideOne(lease: number, newest: number): number {
    const { slots } = this.#relaxation;
    const price = this.#shapes.prices;
    const weight = this.#weight[lease] as number;
    const base = this.#base[lease] as number;
    const latest = this.#latest[lease] as number;
    const first = this.#partStart[lease] as number;
    const end = this.#partStart[lease + 1] as number;
    let least = this.#leave[lease] as number;
    let slot = slots;
    for (let s = this.#earliest[lease] as number; s <= latest; s++) {
      let cost = base + weight * (this.#since[s] as number);
      if (cost >= least) break; // later starts only cost more, and prices are not negative
      for (let k = first; k < end; k++) {
        cost += (this.#partCount[k] as number) * (price[(this.#partShape[k] as number) * slots + s] as number);
      }
      if (cost < least) {
        least = cost;
        slot = s;
      }
    }
    const mean = this.meanStart[lease] as number;
    this.meanStart[lease] = mean + newest * (slot - mean);
    const number = this.#number[lease] as number;
    if (slot < slots) {
      for (let k = first; k < end; k++) {
        const at = (this.#partShape[k] as number) * slots + slot;
        this.#shapes.starts[at] = (this.#shapes.starts[at] as number) + number * (this.#partCount[k] as number);
      }
    }
    return number * (Number.isFinite(least) ? least : (this.#refuse[lease] as number));
  }
}

/** Jobs that differ in nothing the bound sees as one. */
function merge(
  waiting: readonly WaitingJob[],
  { kinds }: Relaxation,
): { readonly leaseOfJob: Int32Array; readonly leases: readonly { readonly job: WaitingJob; number: number }[] } {
  const known = new Map<string, number>();
  const leases: { readonly job: WaitingJob; number: number }[] = [];
  const leaseOfJob = Int32Array.from(waiting, (job) => {
    const times = `${job.earliest},${job.latest},${job.occupiedSeconds},${job.idealSecond}`;
    const costs = `${job.delayWeight},${job.startCost},${job.leaveCost[ACCEPTANCE]},${job.leaveCost[SERVICE]}`;
    const key = `${typesIn(job, kinds)}|${times}|${costs}`;
    const lease = known.get(key) ?? leases.push({ job, number: 0 }) - 1;
    known.set(key, lease);
    (leases[lease] as { number: number }).number += 1;
    return lease;
  });
  return { leaseOfJob, leases };
}

/** The types of a job's VMs in a few letters; most gangs are of one type. */
function typesIn({ vms }: WaitingJob, { typeOfVm }: Kinds): string {
  const first = typeOfVm[vms[0] as number];
  if (vms.every((vm) => typeOfVm[vm] === first)) return `${vms.length}x${first}`;
  return vms.map((vm) => typeOfVm[vm]).join();
}
