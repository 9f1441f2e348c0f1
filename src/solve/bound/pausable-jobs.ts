import { SERVICE } from '../../domain/levels.ts';
import type { RunningJob } from '../../domain/problem.ts';
import { resumedSeconds, savedBy } from '../segments.ts';
import type { Market } from './market.ts';
import { bookMove, cheapestMove, type MovableVm, movableVm, movePrice } from './movable-vms.ts';
import type { Relaxation } from './relaxation.ts';

/** One slot in which a job may be paused. */
interface Pause {
  /** Its VMs hold their homes before this slot. */
  readonly saved: number;
  /** The slot after a resume in b. */
  readonly untils: Int32Array;
  /** Service cost but for what a later resume adds; of a pause that is never ended. */
  readonly cost: number;
  readonly never: number;
}

/** A running job that may be paused. */
export interface PausableJob {
  readonly vms: readonly MovableVm[];
  readonly pauses: readonly Pause[];
  readonly weight: number;
  readonly resumesAnywhere: boolean;
}

/** What a job that may be paused can do. */
export function pausableJob(relaxation: Relaxation, job: RunningJob): PausableJob {
  const { ends, problem } = relaxation;
  const { edges } = problem;
  const [now, end] = [edges[0] as number, edges[edges.length - 1] as number];
  const until = ends.after(0, job.remainingSeconds);
  const pauses = (job.pause?.slots ?? [])
    .filter((slot) => slot < until)
    .map((slot): Pause => {
      const seconds = job.remainingSeconds === null ? null : resumedSeconds(problem, job, slot);
      const fixed = job.pause?.cost[SERVICE] ?? 0;
      const late = (again: number): number => again - (edges[slot] as number) + (job.pause?.resumeSeconds ?? 0);
      return {
        saved: savedBy(ends, job, slot),
        untils: ends.of(seconds),
        cost: fixed + job.delayWeight * late(now),
        never: fixed + job.delayWeight * late(end),
      };
    });
  return {
    vms: job.vms.map((_, position) => movableVm(relaxation, job, position)),
    pauses,
    weight: job.delayWeight,
    resumesAnywhere: job.pause?.resumesAnywhere ?? true,
  };
}

/** The running jobs that may be paused; each is decided by itself. */
export class PausableJobs {
  readonly #relaxation: Relaxation;
  readonly #jobs: readonly PausableJob[];
  /** Seconds from now to each edge. */
  readonly #since: Float64Array;
  /** Slot of the cheapest resume of the pause looked at last; T when there is none. */
  #resume = 0;

  constructor(relaxation: Relaxation, jobs: readonly RunningJob[]) {
    this.#relaxation = relaxation;
    this.#jobs = jobs.map((job) => pausableJob(relaxation, job));
    const { edges } = relaxation.problem;
    this.#since = Float64Array.from(edges, (edge) => edge - (edges[0] as number));
  }

  /** Each job takes its cheapest decision; returns what they cost together, and books what they hold. */
  decide(market: Market): number {
    let value = 0;
    for (let k = 0; k < this.#jobs.length; k++) value += this.#decideOne(market, this.#jobs[k] as PausableJob);
    return value;
  }

  #decideOne(market: Market, job: PausableJob): number {
    let least = 0;
    for (let k = 0; k < job.vms.length; k++) {
      const vm = job.vms[k] as MovableVm;
      least += movePrice(market, vm, cheapestMove(market, vm));
    }
    let paused: Pause | null = null;
    let resumed = 0;
    for (let k = 0; k < job.pauses.length; k++) {
      const pause = job.pauses[k] as Pause;
      const price = this.#pausePrice(market, job, pause);
      if (price >= least) continue;
      least = price;
      paused = pause;
      resumed = this.#resume;
    }
    if (paused === null) for (let k = 0; k < job.vms.length; k++) bookRun(market, job.vms[k] as MovableVm);
    else this.#bookPause(market, job, paused, resumed);
    return least;
  }

  /** Cost and price of a pause with its cheapest resume, which it leaves in `#resume`. */
  #pausePrice(market: Market, job: PausableJob, pause: Pause): number {
    const { slots } = this.#relaxation;
    let least = pause.never;
    this.#resume = slots;
    for (let slot = pause.saved; slot < slots; slot++) {
      let price = pause.cost + job.weight * (this.#since[slot] as number);
      if (price >= least) break;
      const until = pause.untils[slot] as number;
      for (let k = 0; k < job.vms.length; k++) price += resumePrice(market, job, job.vms[k] as MovableVm, slot, until);
      if (price >= least) continue;
      least = price;
      this.#resume = slot;
    }
    for (let k = 0; k < job.vms.length; k++) {
      const { type, home } = job.vms[k] as MovableVm;
      least += market.price(type, home, 0, pause.saved);
    }
    return least;
  }

  #bookPause(market: Market, job: PausableJob, pause: Pause, resumed: number): void {
    for (let k = 0; k < job.vms.length; k++) {
      const vm = job.vms[k] as MovableVm;
      market.hold(vm.type, vm.home, 0, pause.saved, 1);
      if (resumed < this.#relaxation.slots) bookResume(market, job, vm, resumed, pause.untils[resumed] as number);
    }
  }
}

const bookRun = (market: Market, vm: MovableVm): void => bookMove(market, vm, cheapestMove(market, vm));

/** A VM may come back to its own place, which its host set need not name, or to any it may be put in. */
function resumePrice(market: Market, job: PausableJob, vm: MovableVm, from: number, until: number): number {
  const home = market.price(vm.type, vm.home, from, until);
  return job.resumesAnywhere ? Math.min(home, market.cheapest(vm.type, from, until)) : home;
}

function bookResume(market: Market, job: PausableJob, vm: MovableVm, from: number, until: number): void {
  const home = market.price(vm.type, vm.home, from, until);
  if (job.resumesAnywhere && market.cheapest(vm.type, from, until) < home) market.spread(vm.type, from, until, 1);
  else market.hold(vm.type, vm.home, from, until, 1);
}
