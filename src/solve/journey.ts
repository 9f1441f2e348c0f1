import type { Limits } from '../domain/policy.ts';
import type { Problem } from '../domain/problem.ts';
import type { Schedule } from '../domain/schedule.ts';
import type { Board, Stopwatch } from './board.ts';
import { fillLeft } from './fill-left.ts';
import { Crew } from './plain/crew.ts';
import { Expedition, type Leg } from './plain/expedition.ts';
import { present } from './present.ts';
import type { SearchFinding, SearchTask } from './search/search-worker.ts';
import { runThread } from './thread.ts';

/** Share of the time, and seconds at most, that the search goes on without a relaxation's guide. */
const UNGUIDED_SHARE = 0.25;
const UNGUIDED_SECONDS = 6;
/** Share of the time after the guide that a large problem is searched in pieces; the rest of it as a whole. */
const APART_SHARE = 0.7;
/** Where the cooling of the joint search takes up what the pieces had reached. */
const JOINT_FROM = 0.6;
/** Where it begins on a schedule that goes on, which is good already but for what has changed. */
const WARM_FROM = 0.6;
/** Share of the time in which jobs that are left are put in on the exact timetable. */
const FILL_SHARE = 0.1;
/** So long it is searched in the thread of the caller before others are made, and as little is not worth making them. */
export const HERE_SECONDS = 0.8;
export const LEAST_SECONDS = 0.25;
/** Share of the jobs that must be plain for a search of them beside the other to be worth a core. */
const PLAIN_SHARE = 0.6;
/** Seconds of one round on a problem that is searched as a whole. */
const ROUND_SECONDS = 12;
/** So many times as long as it takes to have a schedule tried is kept back at the end, for the last one. */
const RESERVED_OFFERS = 2;
/** Rounds that begin with orders by a relaxation's starts as well. */
const GUIDED_ROUNDS = 4;
/** Searches side by side where their number must not depend on the machine. */
const COUNTED_SEARCHES = 2;

export interface JourneyBase {
  readonly problem: Problem;
  readonly board: Board;
  readonly limits: Limits;
  readonly workers: number;
  readonly elapsedSeconds: Stopwatch;
  readonly signal: AbortSignal;
}

/**
 * The search for better schedules, leg by leg, each from the best known then: plain jobs in flat arrays, everything else
 * on the exact timetable. A large problem waits for a relaxation to say when jobs start at best, is built anew from
 * that, searched in pieces and at last as a whole.
 */
export class Journey {
  readonly #base: JourneyBase;
  readonly #guided = new AbortController();
  readonly #crew: Crew;
  #expedition: Expedition | null = null;
  #starts: Float64Array | null = null;
  #round = 0;
  #isWarm = false;
  #given = 0;

  constructor(base: JourneyBase) {
    this.#base = base;
    this.#crew = new Crew(base.workers);
  }

  /** Quick passes when every job is plain: the first of them whatever it takes, others in the seconds given. */
  open(seconds: number): void {
    const expedition = this.#outfit();
    if (expedition.isWhole && expedition.part.jobs > 0) expedition.open(seconds);
  }

  /** Begins from the best known, which is good already: what it leaves out is put in, and nothing is built anew. */
  goOn(): void {
    this.#isWarm = true;
    const expedition = this.#outfit();
    if (!expedition.isWhole) this.#fillLeft();
    else if (expedition.part.jobs > 0) expedition.fill(this.#best());
  }

  #fillLeft(): void {
    const { problem, board, elapsedSeconds, limits } = this.#base;
    const end = elapsedSeconds() + FILL_SHARE * limits.timeLimitSeconds;
    const isOver = (): boolean => limits.nodeLimit === null && elapsedSeconds() > end;
    board.offer(fillLeft(problem, this.#best(), isOver), 'search');
  }

  /** Mean starts of a relaxation's optimum, by job. */
  guide(starts: Float64Array): void {
    this.#starts = starts;
    this.#guided.abort();
  }

  /** No guide is to come any more. */
  noteProofsOver(): void {
    this.#guided.abort();
  }

  /**
   * Searches for so many seconds, or so many steps where they are counted.
   *
   * @param cores left to others, as long as one remains.
   */
  async travel(seconds: number, cores = 0): Promise<void> {
    this.#given = cores;
    const { limits, elapsedSeconds, signal } = this.#base;
    if (limits.nodeLimit !== null) return this.#travelCounted(limits.nodeLimit);
    const end = elapsedSeconds() + seconds;
    const left = (): number => end - elapsedSeconds() - RESERVED_OFFERS * (this.#expedition?.offerSeconds ?? 0);
    if (this.#isWarm) await this.#searchOn(left());
    else if (this.#outfit().isWhole) await this.#untilGuided(Math.min(UNGUIDED_SECONDS, UNGUIDED_SHARE * seconds));
    if (this.#isWarm && left() < LEAST_SECONDS) return;
    const pieces = this.#isWarm ? 1 : this.#pieces(this.#base.workers);
    if (pieces > 1 && !signal.aborted) await this.#apart(this.#leg(APART_SHARE * left(), 0), pieces);
    for (let from = this.#isWarm ? WARM_FROM : pieces > 1 ? JOINT_FROM : 0; left() > 0 && !signal.aborted; from = 0) {
      const long = pieces > 1 || left() < 1.5 * ROUND_SECONDS ? left() : ROUND_SECONDS;
      await this.#search(this.#leg(long, from));
    }
  }

  async close(): Promise<void> {
    await this.#crew.close();
  }

  /** Every leg by its steps, in an order that does not depend on who is faster. */
  async #travelCounted(steps: number): Promise<void> {
    const pieces = this.#isWarm ? 1 : this.#pieces(COUNTED_SEARCHES);
    const from = this.#isWarm ? WARM_FROM : 0;
    const counted = (): Leg => ({ ...this.#leg(0, from), steps, searches: COUNTED_SEARCHES });
    if (pieces > 1) await this.#apart(counted(), pieces);
    await this.#search(counted());
  }

  /** Into how many pieces a problem is split; one where some jobs are not plain. */
  #pieces(workers: number): number {
    const expedition = this.#outfit();
    return expedition.isWhole ? expedition.pieces(workers) : 1;
  }

  /** Searches until the guide is there, or so long. */
  async #untilGuided(seconds: number): Promise<void> {
    if (this.#guided.signal.aborted || this.#base.signal.aborted) return;
    const stop = AbortSignal.any([this.#guided.signal, this.#base.signal]);
    await this.#search({ ...this.#leg(seconds, 0.4), searches: Math.max(1, this.#base.workers - 1), stop });
  }

  /** A short search that keeps to what is there; jobs that are not plain need the threads. */
  async #searchOn(seconds: number): Promise<void> {
    const expedition = this.#outfit();
    if (!expedition.isWhole || expedition.part.jobs === 0) return;
    const { signal } = this.#base;
    const { seed } = this.#leg(0, WARM_FROM);
    const terms = { seconds: Math.min(HERE_SECONDS, seconds), from: WARM_FROM, seed, signal };
    await expedition.searchHere(this.#best(), terms);
  }

  #apart(leg: Leg, pieces: number): Promise<void> {
    return this.#outfit().searchPieces(this.#best(), leg, pieces, this.#starts);
  }

  /** Plain jobs in flat arrays; beside it, where there are others, all jobs on the exact timetable. */
  async #search(leg: Leg): Promise<void> {
    const expedition = this.#outfit();
    const { isWhole, part } = expedition;
    const general = isWhole ? [] : [() => this.#searchGeneral(leg)];
    const isFresh = this.#round <= GUIDED_ROUNDS && !this.#isWarm && this.#pieces(this.#base.workers) === 1;
    const orders = isFresh ? expedition.orders(part, this.#starts) : [];
    const searches = Math.max(1, leg.searches - general.length);
    const isWorthIt = part.jobs > 0 && part.jobs >= PLAIN_SHARE * this.#base.problem.jobs.length;
    const plain = !isWorthIt ? [] : [() => expedition.search(this.#best(), { ...leg, searches }, orders)];
    if (leg.steps === null) await Promise.all([...general, ...plain].map((search) => search()));
    else for (const search of [...plain, ...general]) await search();
  }

  /** One search on the exact timetable, which knows every decision and rule. */
  async #searchGeneral({ seconds, steps, seed, stop }: Leg): Promise<void> {
    const { problem, board } = this.#base;
    const task: SearchTask = { problem, start: this.#best(), seed, seconds, steps };
    const found = ({ schedule }: SearchFinding): void => board.offer(schedule, 'search');
    const end = await runThread<SearchTask, SearchFinding>('search/search-worker', task, found, stop);
    if (end.kind === 'crashed') board.fault(`search: ${end.reason}`);
  }

  #leg(seconds: number, from: number): Leg {
    const { limits, workers, signal } = this.#base;
    const seed = limits.seed + this.#round++;
    const searches = Math.max(1, workers - this.#given);
    return { seconds, steps: null, seed, searches, from, until: 1, stop: signal };
  }

  #best(): Schedule {
    return this.#base.board.incumbent?.schedule ?? present(this.#base.problem);
  }

  /** The expedition that fits the best schedule: where some jobs are not plain, they stay as that has them. */
  #outfit(): Expedition {
    const known = this.#expedition;
    if (known !== null && (known.isWhole || known.basis === this.#best())) return known;
    const { problem, board, elapsedSeconds } = this.#base;
    const offer = (schedule: Schedule): void => board.offer(schedule, 'search');
    const fault = (message: string): void => board.fault(message);
    this.#expedition = new Expedition({ problem, elapsedSeconds, offer, fault, crew: this.#crew }, this.#best());
    return this.#expedition;
  }
}
