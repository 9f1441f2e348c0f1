import type { Problem } from '../../domain/problem.ts';
import type { Schedule } from '../../domain/schedule.ts';
import { plainPart } from './build.ts';
import { construct } from './construct.ts';
import type { Crew } from './crew.ts';
import { fill } from './fill.ts';
import { type HereTerms, searchHere } from './here.ts';
import { byArrival, byDensity, byRelaxedStart, type Haste } from './orders.ts';
import type { Placing, PlainPart } from './part.ts';
import { placingOf, scheduleOf } from './schedule.ts';
import { mergeInto, type Piece, splitPart } from './split.ts';
import type { PlainFinding, PlainTask } from './task.ts';

/** Hosts that each piece must have for a problem to be split: smaller ones lose more by being apart than they gain. */
const HOSTS_A_PIECE = 400;
/** Hosts looked at for a job in the first plan, which has to be quick: the fewer the more jobs there are. */
const HOSTS_AT_FIRST = { most: 120, least: 32, jobs: 1_200_000 };
/** Ways to hurry jobs that a relaxation's starts say too little about: all are tried, and the best is taken. */
const HASTES: readonly Haste[] = [
  { heavy: 1, tight: 0, due: 1 },
  { heavy: 1, tight: 4, due: 0 },
  { heavy: 1, tight: 2, due: 1 },
];
/** Share of the time for offers: to try a large schedule takes a while, and the search brings many. */
const OFFER_SHARE = 0.1;
/** How many times as long as the last offer the next may take. */
const OFFER_RESERVE = 1.5;

/** Up to so many jobs every second search makes excursions. */
const ROAMED_JOBS = 400;

/** Whom an expedition serves. */
export interface ExpeditionBase {
  readonly problem: Problem;
  /** Seconds since solving began. */
  readonly elapsedSeconds: () => number;
  /** Takes a schedule that is not yet tried. */
  readonly offer: (schedule: Schedule) => void;
  readonly fault: (message: string) => void;
  readonly crew: Crew;
}

/** How long and in how many ways to search. */
export interface Leg {
  readonly seconds: number;
  readonly steps: number | null;
  readonly seed: number;
  /** Searches side by side. */
  readonly searches: number;
  /** Part of the cooling. */
  readonly from: number;
  readonly until: number;
  /** Ends it before its time. */
  readonly stop: AbortSignal;
}

/** The search for better schedules of a problem's plain jobs, in threads; what is not plain stays where `basis` has it. */
export class Expedition {
  readonly part: PlainPart;
  /** Where the jobs are that are not plain. */
  readonly basis: Schedule;
  readonly #base: ExpeditionBase;
  #lastOffer = Number.NEGATIVE_INFINITY;
  #offerSeconds = 0;

  constructor(base: ExpeditionBase, basis: Schedule) {
    this.#base = base;
    this.basis = basis;
    this.part = plainPart(base.problem, basis);
  }

  /** True when every job of the problem is plain. */
  get isWhole(): boolean {
    return this.part.jobs === this.#base.problem.jobs.length;
  }

  /** One pass by density, the first plan; then one by arrival, unless so many seconds are over by the time it would end. */
  open(seconds: number): void {
    const { most, least, jobs } = HOSTS_AT_FIRST;
    const hosts = Math.max(least, Math.min(most, Math.floor(jobs / Math.max(1, this.part.jobs))));
    const began = this.#base.elapsedSeconds();
    this.#offer(construct(this.part, byDensity(this.part), hosts));
    const now = this.#base.elapsedSeconds();
    if (now + (now - began) < seconds) this.#offer(construct(this.part, byArrival(this.part), hosts));
  }

  /** What a schedule leaves out is put in where there is room: the first plan when one goes on. */
  fill(start: Schedule): void {
    const placing = placingOf(this.#base.problem, this.part, start);
    if (placing !== null) this.#offer(fill(this.part, placing, byDensity(this.part)));
  }

  /**
   * Searches on from a schedule in this thread, for at most so many seconds: the last of them are for what is found to
   * be tried, which takes as long as it did before.
   */
  async searchHere(start: Schedule, terms: HereTerms): Promise<void> {
    const placing = placingOf(this.#base.problem, this.part, start);
    const seconds = terms.seconds - OFFER_RESERVE * this.#offerSeconds;
    if (placing !== null && seconds > 0) this.#offer(await searchHere(this.part, placing, { ...terms, seconds }));
  }

  /**
   * Searches on from a schedule, several ways side by side with dice of their own.
   *
   * @param orders tried as beginnings as well.
   */
  async search(start: Schedule, leg: Leg, orders: readonly Float64Array[]): Promise<void> {
    const placing = placingOf(this.#base.problem, this.part, start);
    const tasks = Array.from({ length: leg.searches }, (_, k): PlainTask => {
      return { ...this.#taskOf(this.part, leg, k), placing, orders };
    });
    const found = await this.#run(tasks, leg, (_, finding) => this.#offerNow(finding, leg));
    for (const finding of found) if (finding !== null) this.#offer(finding);
  }

  /** Seconds that it takes to have a schedule tried, as the last one did. */
  get offerSeconds(): number {
    return this.#offerSeconds;
  }

  /** How many pieces a search may be split into. */
  pieces(workers: number): number {
    return Math.max(1, Math.min(workers, Math.floor(this.part.hosts / HOSTS_A_PIECE)));
  }

  /** Splits the problem and searches the pieces side by side; together they are one schedule. */
  async searchPieces(start: Schedule, leg: Leg, pieces: number, starts: Float64Array | null): Promise<void> {
    const placing = placingOf(this.#base.problem, this.part, start);
    if (placing === null) return;
    const split = splitPart(this.part, pieces, leg.seed, placing);
    const whole = { start: placing.start.slice(), host: placing.host.slice() };
    const known = new Set<number>();
    const merge = (index: number, finding: PlainFinding): boolean => {
      mergeInto(whole, split[index] as Piece, finding);
      return known.add(index).size === split.length;
    };
    const tasks = split.map(({ part }, k): PlainTask => {
      return { ...this.#taskOf(part, leg, k), placing: null, orders: this.orders(part, starts) };
    });
    const found = await this.#run(tasks, leg, (index, finding) => {
      if (merge(index, finding)) this.#offerNow(whole, leg);
    });
    for (const [index, finding] of found.entries()) if (finding !== null) merge(index, finding);
    if (known.size === split.length) this.#offer(whole);
  }

  /** Orders to begin with: by the starts of a relaxation when they are known. */
  orders(part: PlainPart, starts: Float64Array | null): readonly Float64Array[] {
    if (starts === null) return [byDensity(part), byArrival(part)];
    const own = Float64Array.from(part.source, (job) => starts[job] as number);
    return HASTES.map((haste) => byRelaxedStart(part, own, haste));
  }

  #taskOf(part: PlainPart, leg: Leg, k: number): Omit<PlainTask, 'placing' | 'orders'> {
    const { seconds, steps, from, until } = leg;
    const roams = part.jobs <= ROAMED_JOBS && (leg.searches === 1 || k % 2 === 1);
    return { part, seed: leg.seed * 1009 + k, seconds, steps, from, until, roams };
  }

  #run(
    tasks: readonly PlainTask[],
    { stop }: Leg,
    found: (index: number, finding: PlainFinding) => void,
  ): Promise<readonly (PlainFinding | null)[]> {
    return this.#base.crew.run(tasks, found, (reason) => this.#base.fault(`search: ${reason}`), stop);
  }

  /** Offers what is found on the way, as long as that takes a small share of the time; not where steps are counted. */
  #offerNow(placing: Placing, { steps }: Leg): void {
    if (steps !== null) return;
    const now = this.#base.elapsedSeconds();
    if ((now - this.#lastOffer) * OFFER_SHARE < this.#offerSeconds) return;
    this.#offer(placing);
  }

  #offer(placing: Placing): void {
    const began = this.#base.elapsedSeconds();
    this.#base.offer(scheduleOf(this.part, placing, this.basis));
    this.#lastOffer = this.#base.elapsedSeconds();
    this.#offerSeconds = this.#lastOffer - began;
  }
}
