import { ACCEPTANCE, compareCosts, MEND, ZERO_COST } from '../domain/levels.ts';
import type { Limits } from '../domain/policy.ts';
import type { Problem } from '../domain/problem.ts';
import { incumbentOf } from '../domain/solution.ts';
import type { SolveRequest, Solver, SolverNews } from '../ports.ts';
import { Board, type Check, type Stopwatch } from './board.ts';
import { costOf } from './cost.ts';
import { type GreedyPolicy, openings } from './greedy/policies.ts';
import { HERE_SECONDS, Journey, LEAST_SECONDS } from './journey.ts';
import { present } from './present.ts';
import { repair } from './repair/repair.ts';
import { admitRefused } from './search/admit.ts';
import { aborted, allButOne, delay, told } from './waiting.ts';

/** Share of the time limit in which openings are tried, and seconds in which they are whatever the limit. */
const OPENING_SHARE = 0.2;
const OPENING_SECONDS = 0.15;
/** The same where a given start is better than the present: greedy policies seldom are better still. */
const WARM_OPENING_SHARE = 0.02;
/** Share of the time limit in which room is made for what the openings refuse. */
const ADMIT_SHARE = 0.2;
/** Above so many pairs of hosts and jobs the greedy policies take seconds, and quick passes by density and arrival stand for them. */
const MOST_PAIRS_FOR_GREEDY = 2_000_000;
/** Share of the time limit, and seconds at most, that the search has alone before exact solvers begin from its best. */
const HEAD_START_SHARE = 0.1;
const HEAD_START_SECONDS = 2;
/** Small problems are proven before a search is worth waiting for: so long for each job beyond so many. */
const HEAD_START_SECONDS_A_JOB = 0.02;
const JOBS_WITHOUT_HEAD_START = 15;
/** Proofs of those have the cores to themselves so long, at most this share of the limit: to make threads for a search would take as long again. */
const PROOF_ALONE_SECONDS = 0.5;
const PROOF_ALONE_SHARE = 0.5;
/** Up to so many jobs exact solvers get on by themselves, and the search leaves them the rest of the time. */
const SMALL_JOBS = 100;
const SMALL_SEARCH_SHARE = 0.35;
/** Too short for another round of search. */
const LEAST_ROUND_SECONDS = 0.2;

export interface AutoDependencies {
  readonly name: string;
  readonly check: Check;
  readonly stopwatch: () => Stopwatch;
  readonly greedy: Readonly<Record<string, GreedyPolicy>>;
  /** Threads that search at one time, at most. */
  readonly workers: number;
  /** Solvers that prove: run beside the search, each in a thread of its own, on problems of up to so many jobs. */
  readonly exact: readonly { readonly solver: Solver; readonly mostJobs: number }[];
  /** Solvers of problems of one kind: the first that suits works alone, search and proof in one. */
  readonly special?: readonly { readonly solver: Solver; readonly suits: (problem: Problem) => boolean }[];
}

/**
 * The portfolio: the one place that decides who runs when. It holds a checked schedule from the first greedy pass on;
 * then the search improves it while exact solvers, started from it, improve it too and prove how good it can be. It ends
 * when bound and incumbent meet, at the gap asked for, at the time limit, or at a signal, always with the best it has.
 */
export function autoSolver(dependencies: AutoDependencies): Solver {
  return { name: dependencies.name, solve: (problem, request) => new Run(dependencies, problem, request).solve() };
}

/** One call of the portfolio. */
class Run {
  readonly #parts: AutoDependencies;
  readonly #problem: Problem;
  readonly #request: SolveRequest;
  readonly #limits: Limits;
  readonly #board: Board;
  readonly #elapsedSeconds: Stopwatch;
  readonly #stop = new AbortController();
  readonly #ends: AbortSignal;
  readonly #journey: Journey;
  /** The given start is valid and better than the present. */
  #isWarm = false;

  constructor(parts: AutoDependencies, problem: Problem, request: SolveRequest) {
    this.#parts = parts;
    this.#problem = problem;
    this.#request = request;
    this.#limits = request.limits;
    this.#elapsedSeconds = parts.stopwatch();
    this.#ends = AbortSignal.any([this.#stop.signal, request.signal]);
    const improved = (news: SolverNews): void => {
      request.events.improved(news);
      queueMicrotask(() => this.#board.isClosed(this.#limits.gap) && this.#stop.abort());
    };
    this.#board = new Board(problem, parts.check, { ...request.events, improved }, this.#elapsedSeconds);
    this.#journey = new Journey({
      problem,
      board: this.#board,
      limits: request.limits,
      workers: parts.workers,
      elapsedSeconds: this.#elapsedSeconds,
      signal: this.#ends,
    });
  }

  async solve(): Promise<ReturnType<Board['solution']>> {
    const timer = setTimeout(() => this.#stop.abort(), this.#limits.timeLimitSeconds * 1000);
    try {
      this.#open();
      this.#admit();
      await this.#improve();
    } finally {
      clearTimeout(timer);
      this.#stop.abort();
      void this.#journey.close();
    }
    await told();
    return this.#board.solution();
  }

  /**
   * Nothing changes, the given start and what can be added to it (without one, a pass by density), then the greedy
   * policies while their share of time lasts.
   */
  #open(): void {
    const { start } = this.#request;
    if (start !== null) this.#board.offer(start, 'start');
    this.#offerPresent();
    if (this.#problem.placement !== null) return;
    const isRepaired = this.#repair();
    if (this.#board.isClosed(this.#limits.gap)) return;
    if (this.#isWarm) this.#journey.goOn();
    else this.#journey.open(this.#isTooLarge ? this.#openingSeconds() : 0);
    if (this.#isTooLarge) return;
    const isDense = this.#board.incumbent?.by === 'search';
    let hasPlan = isRepaired || this.#isWarm || isDense;
    for (const { name, place } of openings(this.#parts.greedy, isDense)) {
      if (this.#request.signal.aborted || (hasPlan && this.#isOpened())) return;
      this.#board.offer(place(this.#problem), name);
      hasPlan = true;
    }
  }

  /** What the openings refuse is put in by making room, before threads are begun. */
  #admit(): void {
    const { nodeLimit, timeLimitSeconds, seed } = this.#limits;
    const best = this.#board.incumbent;
    if (best === null || best.cost[ACCEPTANCE] === 0 || this.#isTooLarge || this.#ends.aborted) return;
    if (this.#problem.placement !== null) return;
    const end = this.#elapsedSeconds() + Math.max(OPENING_SECONDS, ADMIT_SHARE * timeLimitSeconds);
    const isOver = (): boolean => nodeLimit === null && this.#elapsedSeconds() > end;
    const admitted = admitRefused(this.#problem, best.schedule, { seed, isOver });
    if (admitted !== null) this.#board.offer(admitted, 'search');
  }

  /** To try a large schedule takes a while: it is not, where the given start is known to be better. */
  #offerPresent(): void {
    const [known, nothing] = [this.#board.incumbent, present(this.#problem)];
    this.#isWarm = known !== null && compareCosts(known.cost, costOf(this.#problem, nothing)) < 0;
    if (this.#isWarm) return;
    this.#board.offer(nothing, 'present');
  }

  get #isTooLarge(): boolean {
    return this.#problem.hosts.length * this.#problem.jobs.length > MOST_PAIRS_FOR_GREEDY;
  }

  #isOpened(): boolean {
    return this.#elapsedSeconds() > this.#openingSeconds() || this.#board.isClosed(this.#limits.gap);
  }

  /** When the openings are to be over; never where steps are counted. */
  #openingSeconds(): number {
    const { nodeLimit, timeLimitSeconds } = this.#limits;
    if (nodeLimit !== null) return Number.POSITIVE_INFINITY;
    if (this.#isWarm) return WARM_OPENING_SHARE * timeLimitSeconds;
    return Math.max(OPENING_SECONDS, OPENING_SHARE * timeLimitSeconds);
  }

  /** What the present breaks is mended first, and how well it can be is known at once; false when there is nothing to mend. */
  #repair(): boolean {
    const { nodeLimit, timeLimitSeconds, seed } = this.#limits;
    const cost = this.#board.incumbent?.cost ?? ZERO_COST;
    if (cost[MEND] === 0 && cost[ACCEPTANCE] === 0) return false;
    const isBefore = (share: number): boolean =>
      !this.#ends.aborted && (nodeLimit !== null || this.#elapsedSeconds() < share * timeLimitSeconds);
    const [isOver, hasTime] = [() => !isBefore(1), () => isBefore(OPENING_SHARE)];
    const repaired = repair(this.#problem, { seed, isOver, hasTime });
    if (repaired === null) return false;
    this.#board.offer(repaired.schedule, 'repair');
    this.#board.raise(repaired.bound, 'repair');
    return true;
  }

  /** Search and exact solvers at the same time, or in turn when the answer must not depend on who is faster. */
  async #improve(): Promise<void> {
    if (this.#board.isClosed(this.#limits.gap) || this.#problem.jobs.length === 0) return;
    const special = this.#parts.special?.find(({ suits }) => suits(this.#problem));
    if (special !== undefined) await Promise.race([this.#prove(special.solver), aborted(this.#ends)]);
    // what a placement asks for is known to special solvers alone
    if (this.#problem.placement !== null || this.#ends.aborted || this.#board.isClosed(this.#limits.gap)) return;
    const suited = this.#parts.exact.filter(({ mostJobs }) => this.#problem.jobs.length <= mostJobs);
    const solvers = suited.map(({ solver }) => solver);
    const work = this.#limits.nodeLimit === null ? this.#together(solvers) : this.#inTurn(solvers);
    await Promise.race([work, aborted(this.#ends)]);
  }

  async #inTurn(solvers: readonly Solver[]): Promise<void> {
    await this.#journey.travel(this.#limits.timeLimitSeconds);
    for (const solver of solvers) await this.#prove(solver);
  }

  async #together(solvers: readonly Solver[]): Promise<void> {
    const { length } = this.#problem.jobs;
    const isSmall = length <= SMALL_JOBS && solvers.length > 0;
    const prove = (): readonly Promise<void>[] => solvers.map((solver) => this.#prove(solver));
    const early = isSmall && length <= JOBS_WITHOUT_HEAD_START && !this.#isWarm ? prove() : null;
    const alone = Math.min(PROOF_ALONE_SECONDS, PROOF_ALONE_SHARE * this.#secondsLeft());
    if (early !== null) await Promise.race([Promise.all(early), delay(alone, this.#ends)]);
    const search = this.#journey.travel((isSmall ? SMALL_SEARCH_SHARE : 1) * this.#secondsLeft());
    if (early === null) await Promise.race([search, delay(this.#headStartSeconds(), this.#ends)]);
    if (this.#isWarm && this.#secondsLeft() < LEAST_SECONDS) return;
    const proofs = early ?? prove();
    void Promise.all(proofs).then(() => this.#journey.noteProofsOver());
    await Promise.all([search, allButOne(proofs)]);
    while (!this.#ends.aborted && this.#secondsLeft() > LEAST_ROUND_SECONDS && proofs.length > 0) {
      await this.#journey.travel(this.#secondsLeft(), isSmall ? 1 : 0);
    }
    await Promise.all(proofs);
  }

  #headStartSeconds(): number {
    const jobs = this.#problem.jobs.length;
    if (jobs > SMALL_JOBS) return this.#isWarm ? HERE_SECONDS : 0;
    const byJobs = Math.max(0, jobs - JOBS_WITHOUT_HEAD_START) * HEAD_START_SECONDS_A_JOB;
    return Math.min(HEAD_START_SECONDS, HEAD_START_SHARE * this.#limits.timeLimitSeconds, byJobs);
  }

  async #prove(solver: Solver): Promise<void> {
    const left = this.#secondsLeft();
    if (this.#ends.aborted || left <= 0) return;
    const board = this.#board;
    const improved = ({ schedule, bound, starts }: SolverNews): void => {
      if (schedule !== null) board.offer(schedule, solver.name);
      board.raise(bound, solver.name);
      if (starts !== undefined) this.#journey.guide(starts);
    };
    try {
      const solution = await solver.solve(this.#problem, {
        limits: { ...this.#limits, timeLimitSeconds: left },
        events: { fault: (message) => board.fault(message), improved },
        start: board.incumbent?.schedule ?? null,
        signal: this.#ends,
      });
      const incumbent = incumbentOf(solution);
      if (incumbent !== null) board.offer(incumbent.schedule, solver.name);
      if (solution.status === 'optimal' || solution.status === 'feasible') board.raise(solution.bound, solver.name);
    } catch (error) {
      board.fault(`${solver.name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  #secondsLeft(): number {
    return this.#limits.timeLimitSeconds - this.#elapsedSeconds();
  }
}
