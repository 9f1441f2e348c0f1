import { strict as assert } from 'node:assert';
import { addCosts, type Cost, compareCosts, LEVELS, SERVICE, ZERO_COST } from '../../domain/levels.ts';
import type { Problem, WaitingJob } from '../../domain/problem.ts';
import type { Decision, Schedule } from '../../domain/schedule.ts';
import { couplesJobs, sharedCost } from '../cost.ts';
import { type Dice, diceOf } from '../dice.ts';
import { volume } from '../greedy/orders.ts';
import { bestFit, type HostScore } from '../host-choice.ts';
import { continueRunning, costOfDecision, startOrLeave, waysToGoOn } from '../placer.ts';
import { inPrecedenceOrder } from '../precedences.ts';
import { Timetable } from '../timetable.ts';
import { clearRoom } from './clear.ts';
import { ExcessDraw, excessOf } from './excess.ts';

/** Steps between two looks at which jobs are worth working on. */
const REFRESH_STEPS = 64;
/** Jobs taken out at random, at most, in a step that does not aim at one host. */
const RANDOM_RUIN = 14;
/** Share of the choices that are made at random. */
const CURIOSITY = 0.15;
/** Steps without a new best after which the search goes back to it. */
const RETURN_STEPS = 4_000;

interface Ejected {
  readonly index: number;
  readonly decision: Decision;
}

/**
 * Ruin and recreate (Schrimpf et al., J. Comput. Phys. 2000) on the exact timetable: a job that waits or is disturbed
 * is put where it would be better off, ejecting only what blocks it; the ejected go back in, each where it is
 * cheapest. A result is kept when it costs no more, or by simulated annealing on the levels from service on; the
 * levels before are never given up. Every schedule it holds is valid.
 */
export class Search {
  readonly #problem: Problem;
  readonly #timetable: Timetable;
  readonly #dice: Dice;
  readonly #score: HostScore;
  readonly #coupled: boolean;
  readonly #costs: Cost[];
  readonly #draw = new ExcessDraw();
  #shared: Cost = ZERO_COST;
  #own: Cost = ZERO_COST;
  #best: { schedule: Schedule; cost: Cost };
  #steps = 0;
  #lastGain = 0;
  #heat = 0;

  /** Starts from a valid schedule. */
  constructor(problem: Problem, start: Schedule, seed: number) {
    this.#problem = problem;
    this.#timetable = new Timetable(problem);
    this.#dice = diceOf(seed);
    this.#score = this.#noisy(bestFit(this.#timetable, problem.shape.kind === 'balance' ? -1 : 1));
    this.#coupled = couplesJobs(problem);
    this.#costs = problem.jobs.map(() => ZERO_COST);
    this.#load(start);
    this.#best = { schedule: start, cost: this.cost };
  }

  /** Cost of the schedule it stands at. */
  get cost(): Cost {
    return addCosts(this.#own, this.#shared);
  }

  get best(): { readonly schedule: Schedule; readonly cost: Cost } {
    return this.#best;
  }

  /**
   * One step; true when it found a new best.
   *
   * @param progress share of the search that is over, 0 … 1: the temperature falls with it.
   * @param wanted a waiting job to put in; drawn when it is not given.
   */
  step(progress: number, wanted: number | null = null): boolean {
    if (this.#problem.jobs.length === 0) return false;
    if (this.#steps % REFRESH_STEPS === 0) this.#refresh();
    if (this.#steps - this.#lastGain > RETURN_STEPS) this.#returnToBest();
    this.#steps += 1;
    const ejected: Ejected[] = [];
    const before = { own: this.#own, shared: this.#shared };
    const rebuilt = this.#ruinAndRecreate(ejected, wanted);
    if (!rebuilt || !this.#accepts(addCosts(before.own, before.shared), progress)) {
      this.#undo(ejected, before);
      return false;
    }
    if (compareCosts(this.cost, this.#best.cost) >= 0) return false;
    this.#keepBest();
    return true;
  }

  #ruinAndRecreate(ejected: Ejected[], wanted: number | null): boolean {
    const eject = (index: number): void => {
      ejected.push({ index, decision: this.#timetable.remove(index) });
    };
    const drawn = wanted === null && this.#dice.unit() >= CURIOSITY ? this.#draw.draw(this.#dice) : wanted;
    const seed = drawn ?? this.#anyJob();
    const job = this.#timetable.job(seed);
    const aimed = job.kind === 'waiting' && job.earliest <= job.latest && (wanted !== null || this.#dice.unit() < 0.8);
    eject(seed);
    if (aimed && !this.#putIn(seed, job, ejected, eject)) return false;
    if (!aimed || this.#dice.unit() < 0.3) this.#ruinAtRandom(seed, eject);
    return this.#recreate(ejected);
  }

  /** Puts the seed into a slot that is better than the one it had. */
  #putIn(seed: number, job: WaitingJob, ejected: readonly Ejected[], eject: (index: number) => void): boolean {
    const had = ejected[0]?.decision;
    const last = had?.kind === 'start' ? Math.max(job.earliest, had.slot - 1) : job.latest;
    const reach = last - job.earliest + 1;
    const slot = job.earliest + Math.floor(this.#dice.unit() ** 2 * reach);
    const hosts = clearRoom(this.#timetable, seed, slot, this.#dice, eject);
    return hosts !== null && this.#timetable.tryPlace(seed, { kind: 'start', slot, hosts });
  }

  #ruinAtRandom(seed: number, eject: (index: number) => void): void {
    const count = 1 + this.#dice.below(RANDOM_RUIN);
    const near = this.#neighbours(seed);
    for (let k = 0; k < count; k++) {
      const other = near.length > 0 && this.#dice.unit() < 0.7 ? this.#dice.pick(near) : this.#anyJob();
      if (other !== seed && this.#timetable.decisions[other] !== null) eject(other);
    }
  }

  /** Jobs on the hosts that a random VM of the job may be put on. */
  #neighbours(seed: number): readonly number[] {
    const vm = this.#dice.pick(this.#timetable.job(seed).vms);
    const hosts = this.#problem.hostSets[this.#timetable.vm(vm).hostSet] as readonly number[];
    if (hosts.length === 0) return [];
    const host = this.#dice.pick(hosts);
    return [...(this.#timetable.occupants[host] as ReadonlySet<number>)].map((other) => this.#timetable.vm(other).job);
  }

  #anyJob(): number {
    return this.#dice.below(this.#problem.jobs.length);
  }

  /** Gives every ejected job a decision again: what runs first, because it can not wait. */
  #recreate(ejected: readonly Ejected[]): boolean {
    const timetable = this.#timetable;
    const missing = ejected.map(({ index }) => index).filter((index) => timetable.decisions[index] === null);
    const runs = this.#dice.shuffled(missing.filter((index) => timetable.job(index).kind === 'running'));
    for (const index of runs) if (!this.#goOn(index)) return false;
    for (const index of inPrecedenceOrder(this.#problem, this.#insertionOrder(missing))) {
      if (!startOrLeave(timetable, index, this.#score)) return false;
    }
    this.#recount(ejected);
    return true;
  }

  /** The cheapest way to run on; now and then any, because what jobs cost together is no job's own cost. */
  #goOn(index: number): boolean {
    if (!this.#coupled || this.#dice.unit() >= CURIOSITY) return continueRunning(this.#timetable, index, this.#score);
    const chance = this.#dice.unit();
    const ways = waysToGoOn(this.#timetable, index, this.#score, () => this.#dice.unit() < chance);
    return this.#dice.shuffled(ways).some((way) => this.#timetable.tryPlace(index, way));
  }

  #insertionOrder(missing: readonly number[]): readonly number[] {
    const waiting = missing.filter((index) => this.#timetable.job(index).kind === 'waiting');
    const key = this.#dice.below(4);
    if (key === 0 || waiting.length < 2) return this.#dice.shuffled(waiting);
    return waiting
      .map((index) => ({ index, rank: this.#insertionRank(index, key) }))
      .sort((a, b) => a.rank - b.rank)
      .map(({ index }) => index);
  }

  #insertionRank(index: number, key: number): number {
    const job = this.#timetable.job(index) as WaitingJob;
    if (job.leaveCost[1] > 0) return -1e12 + job.latest;
    if (key === 1) return -volume(this.#problem, job);
    if (key === 2) return -job.delayWeight / volume(this.#problem, job);
    return job.latest;
  }

  #recount(ejected: readonly Ejected[]): void {
    for (const { index } of ejected) {
      const cost = costOfDecision(this.#timetable, index, this.#timetable.decisions[index] as Decision);
      this.#own = minus(addCosts(this.#own, cost), this.#costs[index] as Cost);
      this.#costs[index] = cost;
    }
    if (this.#coupled) this.#shared = sharedCost(this.#problem, this.#timetable.grid, this.#timetable.holdings);
  }

  #accepts(before: Cost, progress: number): boolean {
    const after = this.cost;
    const level = LEVELS.findIndex((_, each) => after[each] !== before[each]);
    if (level === -1) return true;
    const worse = (after[level] as number) - (before[level] as number);
    if (worse < 0) return true;
    if (level < SERVICE) return false;
    const temperature = this.#heat * (1 - progress) ** 2;
    return temperature > 0 && this.#dice.unit() < Math.exp(-worse / temperature);
  }

  #undo(ejected: readonly Ejected[], before: { own: Cost; shared: Cost }): void {
    const timetable = this.#timetable;
    for (const { index } of ejected) if (timetable.decisions[index] !== null) timetable.remove(index);
    for (const { index, decision } of ejected) {
      assert(timetable.tryPlace(index, decision), 'what was valid before is valid again');
      this.#costs[index] = costOfDecision(timetable, index, decision);
    }
    this.#own = before.own;
    this.#shared = before.shared;
  }

  #load(schedule: Schedule): void {
    for (const [index, decision] of schedule.entries()) {
      assert(this.#timetable.tryPlace(index, decision), `the search is given a valid start (job ${index})`);
      this.#costs[index] = costOfDecision(this.#timetable, index, decision);
    }
    this.#own = this.#costs.reduce(addCosts, ZERO_COST);
    if (this.#coupled) this.#shared = sharedCost(this.#problem, this.#timetable.grid, this.#timetable.holdings);
  }

  #keepBest(): void {
    this.#best = { schedule: this.#timetable.decisions.map((decision) => decision as Decision), cost: this.cost };
    this.#lastGain = this.#steps;
  }

  #returnToBest(): void {
    for (const index of this.#timetable.decisions.keys()) this.#timetable.remove(index);
    this.#load(this.#best.schedule);
    this.#lastGain = this.#steps;
  }

  #refresh(): void {
    const excess = Float64Array.from(this.#costs, (cost, index) =>
      excessOf(this.#problem, this.#timetable.job(index), cost),
    );
    this.#draw.refresh(excess);
    const service = this.#costs
      .map((cost, index) => (cost[1] === 0 ? (excess[index] as number) : 0))
      .filter((each) => each > 0);
    this.#heat = service.length === 0 ? 0 : service.reduce((sum, each) => sum + each, 0) / service.length;
  }

  #noisy(score: HostScore): HostScore {
    return (vm, host, from, until) => score(vm, host, from, until) + this.#dice.unit() * 0.3;
  }
}

const minus = (a: Cost, b: Cost): Cost => [a[0] - b[0], a[1] - b[1], a[2] - b[2], a[3] - b[3], a[4] - b[4]];
