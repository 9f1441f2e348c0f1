import { ACCEPTANCE, SERVICE } from '../../domain/levels.ts';
import type { Problem, RunningJob } from '../../domain/problem.ts';
import { pauseCost, startCost } from '../job-cost.ts';
import { resumedUntil, savedBy } from '../segments.ts';
import { Market } from './market.ts';
import { Relaxation } from './relaxation.ts';
import { type Shape, ShapeBook, type WaitingTerm } from './shapes.ts';

/** Weight of the newest subgradient in the direction; the rest is the direction before. */
const FRESH = 0.3;
/** Iterations without a better bound after which the step shrinks and the best prices are taken up again. */
const PATIENCE = 25;
const SHRINK = 0.75;
/** Share of what all prices add up to that rounding may have cost, at most. */
const ROUNDING = 1e-11;

/**
 * A lower bound on the service level by Lagrangian relaxation of the rows of {@link Relaxation}. With a price λ ≥ 0
 * on every row the problem falls apart into jobs: each takes the decision whose own cost plus the price of what it
 * holds is least, every VM in its cheapest class. The sum of these minima minus Σ λ·room is a lower bound for every
 * λ (weak duality; Held and Karp 1971, Fisher 1981); a subgradient method with Polyak's step looks for good prices.
 */
export class LagrangianBound {
  readonly #relaxation: Relaxation;
  readonly #problem: Problem;
  readonly #mustAccept: boolean;
  readonly #target: number;
  readonly #market: Market;
  readonly #bestPrices: Float64Array;
  readonly #direction: Float64Array;
  readonly #waiting: readonly WaitingTerm[];
  readonly #running: readonly RunningJob[];
  readonly #shapes: readonly Shape[];
  #best = Number.NEGATIVE_INFINITY;
  #sinceGain = 0;
  #scale = 1;

  /**
   * @param target service cost of a known schedule, for the step length only.
   * @param mustAccept true when it is proven that nothing need be refused: then refusing is no way out.
   */
  constructor(problem: Problem, target: number, mustAccept: boolean) {
    const relaxation = new Relaxation(problem);
    this.#relaxation = relaxation;
    this.#problem = problem;
    this.#target = target;
    this.#mustAccept = mustAccept;
    this.#market = new Market(relaxation);
    this.#bestPrices = new Float64Array(relaxation.room.length);
    this.#direction = new Float64Array(relaxation.room.length);
    const shapes = new ShapeBook(relaxation);
    this.#waiting = problem.jobs.flatMap((job) => (job.kind === 'waiting' ? [shapes.termOf(job)] : []));
    this.#shapes = shapes.list;
    const running = problem.jobs.filter((job) => job.kind === 'running');
    this.#running = running.filter((job) => !isFixed(job));
    this.#settle(running.filter(isFixed));
  }

  /** The best bound so far, as a whole number: costs are whole, so what lies between counts as the next one up. */
  get best(): number {
    return Math.ceil(this.#best - 1e-6 * Math.max(1, Math.abs(this.#best)));
  }

  /** One iteration; true when the bound got better. */
  iterate(): boolean {
    const value = this.#evaluate();
    const gained = value > this.#best;
    if (gained) {
      this.#best = value;
      this.#bestPrices.set(this.#market.prices);
      this.#sinceGain = 0;
    } else if (++this.#sinceGain > PATIENCE) {
      this.#scale *= SHRINK;
      this.#market.prices.set(this.#bestPrices);
      this.#direction.fill(0);
      this.#sinceGain = 0;
    }
    this.#move(value);
    return gained;
  }

  /** True when the target is reached, or steps have become too short to change anything. */
  get isExhausted(): boolean {
    return this.#scale < 1e-4 || this.best >= this.#target;
  }

  /** The value at the current prices; leaves what the minimising decisions hold in `#use`. */
  #evaluate(): number {
    this.#market.open();
    let paid = 0;
    for (const [row, price] of this.#market.prices.entries()) paid += price * (this.#relaxation.room[row] as number);
    let value = -paid - ROUNDING * Math.abs(paid);
    for (const shape of this.#shapes) this.#market.fillStays(shape);
    for (const term of this.#waiting) value += this.#cheapestStart(term);
    for (const job of this.#running) value += this.#cheapestRun(job);
    for (const shape of this.#shapes) this.#market.bookStarts(shape);
    this.#market.addUp();
    return value;
  }

  #cheapestStart({ job, parts }: WaitingTerm): number {
    const isForced = this.#mustAccept && job.leaveCost[ACCEPTANCE] > 0 && job.earliest <= job.latest;
    let least = isForced ? Number.POSITIVE_INFINITY : job.leaveCost[SERVICE];
    let slot = -1;
    for (let s = job.earliest; s <= job.latest; s++) {
      let cost = startCost(this.#problem, job, s);
      if (cost >= least) break; // later starts only cost more, and prices are not negative
      for (const { shape, count } of parts) cost += count * (shape.price[s] as number);
      if (cost < least) {
        least = cost;
        slot = s;
      }
    }
    if (slot >= 0) {
      for (const { shape, count } of parts) shape.starts[slot] = (shape.starts[slot] as number) + count;
    }
    return Number.isFinite(least) ? least : job.leaveCost[SERVICE];
  }

  /** What can not be elsewhere takes its room once and for all. */
  #settle(jobs: readonly RunningJob[]): void {
    this.#market.open();
    for (const job of jobs) {
      const until = this.#relaxation.ends.after(0, job.remainingSeconds);
      for (const [position, vm] of job.vms.entries()) this.#market.hold(vm, this.#homeOf(job, position), 0, until, 1);
    }
    this.#market.addUp();
    const room = this.#relaxation.room;
    for (let row = 0; row < room.length; row++) room[row] = (room[row] as number) - (this.#market.use[row] as number);
  }

  #cheapestRun(job: RunningJob): number {
    const until = this.#relaxation.ends.after(0, job.remainingSeconds);
    let run = 0;
    const choices = job.vms.map((vm, position) => {
      const choice = this.#stayOrMove(job, position, vm, until);
      run += choice.cost;
      return choice;
    });
    const pause = this.#cheapestPause(job, until);
    if (pause !== null && pause.cost < run) {
      pause.take();
      return pause.cost;
    }
    for (const { take } of choices) take();
    return run;
  }

  #stayOrMove(job: RunningJob, position: number, vm: number, until: number): Choice {
    const home = this.#homeOf(job, position);
    let best: Choice = {
      cost: this.#market.price(vm, home, 0, until),
      take: () => this.#market.hold(vm, home, 0, until, 1),
    };
    const terms = job.moves[position] ?? null;
    for (const slot of terms?.slots ?? []) {
      if (terms === null || slot >= until) break;
      const gone = Math.min(this.#relaxation.ends.after(slot, terms.transitSeconds), until);
      const end =
        job.remainingSeconds === null
          ? until
          : this.#relaxation.ends.after(0, job.remainingSeconds + terms.lostSeconds);
      const cost =
        terms.cost[SERVICE] + this.#market.price(vm, home, 0, gone) + this.#market.cheapestStay(vm, slot, end);
      if (cost >= best.cost) continue;
      best = {
        cost,
        take: () => {
          this.#market.hold(vm, home, 0, gone, 1);
          this.#market.spread(vm, slot, end);
        },
      };
    }
    return best;
  }

  #cheapestPause(job: RunningJob, until: number): Choice | null {
    let best: Choice | null = null;
    for (const slot of job.pause?.slots ?? []) {
      if (slot >= until) break;
      const saved = savedBy(this.#relaxation.ends, job, slot);
      const held = job.vms.reduce((sum, vm, p) => sum + this.#market.price(vm, this.#homeOf(job, p), 0, saved), 0);
      const again = this.#cheapestResume(job, slot, saved);
      if (best !== null && held + again.cost >= best.cost) continue;
      best = {
        cost: held + again.cost,
        take: () => {
          for (const [p, vm] of job.vms.entries()) this.#market.hold(vm, this.#homeOf(job, p), 0, saved, 1);
          again.take();
        },
      };
    }
    return best;
  }

  #cheapestResume(job: RunningJob, paused: number, saved: number): Choice {
    const never = { cost: pauseCost(this.#problem, job, paused, null)[SERVICE], take: nothing };
    let best: Choice = never;
    for (let slot = saved; slot < this.#relaxation.slots; slot++) {
      const base = pauseCost(this.#problem, job, paused, slot)[SERVICE];
      if (base >= best.cost) break;
      const until = resumedUntil(this.#problem, this.#relaxation.ends, job, paused, slot);
      const cost = job.vms.reduce((sum, vm, p) => sum + this.#resumePrice(job, p, vm, slot, until), base);
      if (cost >= best.cost) continue;
      const take = (): void => {
        for (const [p, vm] of job.vms.entries()) this.#resumeAt(job, p, vm, slot, until);
      };
      best = { cost, take };
    }
    return best;
  }

  /** A VM may come back to its own class, which its host set need not name, or to any it may be put in. */
  #resumePrice(job: RunningJob, position: number, vm: number, from: number, until: number): number {
    const home = this.#market.price(vm, this.#homeOf(job, position), from, until);
    return job.pause?.resumesAnywhere === false ? home : Math.min(home, this.#market.cheapestStay(vm, from, until));
  }

  #resumeAt(job: RunningJob, position: number, vm: number, from: number, until: number): void {
    const home = this.#homeOf(job, position);
    const stays = job.pause?.resumesAnywhere === false;
    if (stays || this.#market.price(vm, home, from, until) <= this.#market.cheapestStay(vm, from, until)) {
      this.#market.hold(vm, home, from, until, 1);
    } else {
      this.#market.spread(vm, from, until);
    }
  }

  #homeOf(job: RunningJob, position: number): number {
    return this.#relaxation.classOfHost[job.on[position] as number] as number;
  }

  /** λ ← max(0, λ + step · direction), with Polyak's step towards the target. */
  #move(value: number): void {
    const { room } = this.#relaxation;
    let norm = 0;
    for (let row = 0; row < room.length; row++) {
      const gradient = (this.#market.use[row] as number) - (room[row] as number);
      const useless = (this.#market.prices[row] as number) === 0 && gradient < 0;
      const mixed = FRESH * (useless ? 0 : gradient) + (1 - FRESH) * (this.#direction[row] as number);
      this.#direction[row] = mixed;
      norm += mixed * mixed;
    }
    const step = (this.#scale * Math.max(1, this.#target - value)) / Math.max(norm, 1e-6);
    for (let row = 0; row < room.length; row++) {
      this.#market.prices[row] = Math.max(
        0,
        (this.#market.prices[row] as number) + step * (this.#direction[row] as number),
      );
    }
  }
}

const isFixed = (job: RunningJob): boolean => job.pause === null && job.moves.every((terms) => terms === null);

interface Choice {
  readonly cost: number;
  /** Books what this choice holds. */
  readonly take: () => void;
}

const nothing = (): void => undefined;
