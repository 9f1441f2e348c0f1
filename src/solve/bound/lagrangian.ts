import { ACCEPTANCE, SERVICE } from '../../domain/levels.ts';
import type { Problem, RunningJob } from '../../domain/problem.ts';
import { pauseCost, startCost } from '../job-cost.ts';
import { resumedUntil, savedBy } from '../segments.ts';
import { Relaxation } from './relaxation.ts';
import { type Shape, ShapeBook, type WaitingTerm } from './shapes.ts';

/** Weight of the newest subgradient in the direction; the rest is the direction before. */
const FRESH = 0.3;
/** Iterations without a better bound after which the step shrinks and the best prices are taken up again. */
const PATIENCE = 25;
const SHRINK = 0.75;
/** Share of what all prices add up to that rounding may have cost, at most. */
const ROUNDING = 1e-11;
/** Width of the soft minimum over classes, as a share of a stay's price: direction only, never the value. */
const SOFTNESS = 0.05;

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
  readonly #prices: Float64Array;
  readonly #bestPrices: Float64Array;
  readonly #direction: Float64Array;
  readonly #use: Float64Array;
  /** Price of one VM of a type in a class up to slot t: [(type·classes + class)·(T+1) + t]. */
  readonly #prefix: Float64Array;
  /** VMs of a type that come to a class in slot t, less those that go: same layout. */
  readonly #held: Float64Array;
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
    const rows = relaxation.room.length;
    this.#prices = new Float64Array(rows);
    this.#bestPrices = new Float64Array(rows);
    this.#direction = new Float64Array(rows);
    this.#use = new Float64Array(rows);
    const types = relaxation.classesOfType.length;
    this.#prefix = new Float64Array(types * relaxation.classes * (relaxation.slots + 1));
    this.#held = new Float64Array(this.#prefix.length);
    const shapes = new ShapeBook(relaxation);
    this.#waiting = problem.jobs.flatMap((job) => (job.kind === 'waiting' ? [shapes.termOf(job)] : []));
    this.#shapes = shapes.list;
    const running = problem.jobs.filter((job) => job.kind === 'running');
    this.#running = running.filter((job) => !isFixed(job));
    for (const job of running.filter(isFixed)) this.#settle(job);
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
      this.#bestPrices.set(this.#prices);
      this.#sinceGain = 0;
    } else if (++this.#sinceGain > PATIENCE) {
      this.#scale *= SHRINK;
      this.#prices.set(this.#bestPrices);
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
    this.#fillPrefix();
    this.#held.fill(0);
    let paid = 0;
    for (const [row, price] of this.#prices.entries()) paid += price * (this.#relaxation.room[row] as number);
    let value = -paid - ROUNDING * Math.abs(paid);
    for (const shape of this.#shapes) this.#fillStays(shape);
    for (const term of this.#waiting) value += this.#cheapestStart(term);
    for (const job of this.#running) value += this.#cheapestRun(job);
    for (const shape of this.#shapes) this.#bookStarts(shape);
    this.#addUp();
    return value;
  }

  /** Price of a stay of this shape in its cheapest class, for every start. */
  #fillStays({ type, untils, price }: Shape): void {
    const { classes, slots, classesOfType } = this.#relaxation;
    price.fill(Number.POSITIVE_INFINITY);
    for (const c of classesOfType[type] as readonly number[]) {
      const at = (type * classes + c) * (slots + 1);
      for (let s = 0; s < slots; s++) {
        const here = (this.#prefix[at + (untils[s] as number)] as number) - (this.#prefix[at + s] as number);
        if (here < (price[s] as number)) price[s] = here;
      }
    }
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

  /** Books the VMs of a shape that start in each slot. */
  #bookStarts({ type, untils, starts }: Shape): void {
    for (const [slot, count] of starts.entries()) {
      if (count > 0) this.#spreadType(type, slot, untils[slot] as number, count);
    }
    starts.fill(0);
  }

  /** What can not be elsewhere takes its room once and for all. */
  #settle(job: RunningJob): void {
    const until = this.#relaxation.ends.after(0, job.remainingSeconds);
    this.#held.fill(0);
    for (const [position, vm] of job.vms.entries()) this.#hold(vm, this.#homeOf(job, position), 0, until, 1);
    this.#addUp();
    const room = this.#relaxation.room;
    for (let row = 0; row < room.length; row++) room[row] = (room[row] as number) - (this.#use[row] as number);
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
      cost: this.#price(vm, home, 0, until),
      take: () => this.#hold(vm, home, 0, until, 1),
    };
    const terms = job.moves[position] ?? null;
    for (const slot of terms?.slots ?? []) {
      if (terms === null || slot >= until) break;
      const gone = Math.min(this.#relaxation.ends.after(slot, terms.transitSeconds), until);
      const end =
        job.remainingSeconds === null
          ? until
          : this.#relaxation.ends.after(0, job.remainingSeconds + terms.lostSeconds);
      const cost = terms.cost[SERVICE] + this.#price(vm, home, 0, gone) + this.#cheapestStay(vm, slot, end);
      if (cost >= best.cost) continue;
      best = {
        cost,
        take: () => {
          this.#hold(vm, home, 0, gone, 1);
          this.#spread(vm, slot, end);
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
      const held = job.vms.reduce((sum, vm, p) => sum + this.#price(vm, this.#homeOf(job, p), 0, saved), 0);
      const again = this.#cheapestResume(job, slot, saved);
      if (best !== null && held + again.cost >= best.cost) continue;
      best = {
        cost: held + again.cost,
        take: () => {
          for (const [p, vm] of job.vms.entries()) this.#hold(vm, this.#homeOf(job, p), 0, saved, 1);
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
    const home = this.#price(vm, this.#homeOf(job, position), from, until);
    return job.pause?.resumesAnywhere === false ? home : Math.min(home, this.#cheapestStay(vm, from, until));
  }

  #resumeAt(job: RunningJob, position: number, vm: number, from: number, until: number): void {
    const home = this.#homeOf(job, position);
    const stays = job.pause?.resumesAnywhere === false;
    if (stays || this.#price(vm, home, from, until) <= this.#cheapestStay(vm, from, until)) {
      this.#hold(vm, home, from, until, 1);
    } else {
      this.#spread(vm, from, until);
    }
  }

  #homeOf(job: RunningJob, position: number): number {
    return this.#relaxation.classOfHost[job.on[position] as number] as number;
  }

  #price(vm: number, hostClass: number, from: number, until: number): number {
    return this.#typePrice(this.#relaxation.typeOfVm[vm] as number, hostClass, from, until);
  }

  #typePrice(type: number, hostClass: number, from: number, until: number): number {
    if (until <= from) return 0;
    const { classes, slots } = this.#relaxation;
    const at = (type * classes + hostClass) * (slots + 1);
    return (this.#prefix[at + until] as number) - (this.#prefix[at + from] as number);
  }

  /** Price of a stay in the cheapest class; endless where no class takes the VM. */
  #cheapestStay(vm: number, from: number, until: number): number {
    let least = Number.POSITIVE_INFINITY;
    for (const c of this.#classesOf(vm)) least = Math.min(least, this.#price(vm, c, from, until));
    return least;
  }

  #classesOf(vm: number): readonly number[] {
    return this.#relaxation.classesOfType[this.#relaxation.typeOfVm[vm] as number] as readonly number[];
  }

  #spread(vm: number, from: number, until: number): void {
    this.#spreadType(this.#relaxation.typeOfVm[vm] as number, from, until, 1);
  }

  /** Books stays over the classes that are nearly the cheapest, so that VMs do not all jump to one of them. */
  #spreadType(type: number, from: number, until: number, count: number): void {
    const classes = this.#relaxation.classesOfType[type] as readonly number[];
    const prices = classes.map((c) => this.#typePrice(type, c, from, until));
    const least = Math.min(...prices);
    const width = SOFTNESS * Math.max(least, 1e-9);
    const weights = prices.map((price) => Math.exp((least - price) / width));
    const sum = weights.reduce((total, weight) => total + weight, 0);
    for (const [k, c] of classes.entries()) {
      this.#holdType(type, c, from, until, (count * (weights[k] as number)) / sum);
    }
  }

  #hold(vm: number, hostClass: number, from: number, until: number, count: number): void {
    this.#holdType(this.#relaxation.typeOfVm[vm] as number, hostClass, from, until, count);
  }

  /** Notes that so many VMs of a type come to a class in slot `from` and go in `until`. */
  #holdType(type: number, hostClass: number, from: number, until: number, count: number): void {
    if (until <= from) return;
    const { classes, slots } = this.#relaxation;
    const at = (type * classes + hostClass) * (slots + 1);
    this.#held[at + from] = (this.#held[at + from] as number) + count;
    this.#held[at + until] = (this.#held[at + until] as number) - count;
  }

  /** Adds up comings and goings into what each row holds. */
  #addUp(): void {
    const { classes, slots, measures, sizes, classesOfType } = this.#relaxation;
    this.#use.fill(0);
    for (let pair = 0; pair < classesOfType.length * classes; pair++) {
      const hostClass = pair % classes;
      let there = 0;
      for (let t = 0; t < slots; t++) {
        there += this.#held[pair * (slots + 1) + t] as number;
        if (there === 0) continue;
        const row = (hostClass * slots + t) * measures;
        for (let m = 0; m < measures; m++) {
          this.#use[row + m] = (this.#use[row + m] as number) + there * (sizes[pair * measures + m] as number);
        }
      }
    }
  }

  #fillPrefix(): void {
    const { classes, slots, measures, sizes, classesOfType } = this.#relaxation;
    for (let type = 0; type < classesOfType.length; type++) {
      for (let c = 0; c < classes; c++) {
        const at = (type * classes + c) * (slots + 1);
        const size = (type * classes + c) * measures;
        for (let t = 0; t < slots; t++) {
          const row = (c * slots + t) * measures;
          let price = 0;
          for (let m = 0; m < measures; m++) price += (this.#prices[row + m] as number) * (sizes[size + m] as number);
          this.#prefix[at + t + 1] = (this.#prefix[at + t] as number) + price;
        }
      }
    }
  }

  /** λ ← max(0, λ + step · direction), with Polyak's step towards the target. */
  #move(value: number): void {
    const { room } = this.#relaxation;
    let norm = 0;
    for (let row = 0; row < room.length; row++) {
      const gradient = (this.#use[row] as number) - (room[row] as number);
      const useless = (this.#prices[row] as number) === 0 && gradient < 0;
      const mixed = FRESH * (useless ? 0 : gradient) + (1 - FRESH) * (this.#direction[row] as number);
      this.#direction[row] = mixed;
      norm += mixed * mixed;
    }
    const step = (this.#scale * Math.max(1, this.#target - value)) / Math.max(norm, 1e-6);
    for (let row = 0; row < room.length; row++) {
      this.#prices[row] = Math.max(0, (this.#prices[row] as number) + step * (this.#direction[row] as number));
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
