import type { Limits } from '../domain/policy.ts';
import type { Problem } from '../domain/problem.ts';
import { incumbentOf } from '../domain/solution.ts';
import type { SolveRequest, Solver, SolverNews } from '../ports.ts';
import { Board, type Check, type Stopwatch } from './board.ts';
import { type GreedyPolicy, OPENINGS } from './greedy/policies.ts';
import { present } from './present.ts';
import type { SearchFinding, SearchTask } from './search/search-worker.ts';
import { runThread } from './thread.ts';
import { aborted, allButOne, delay } from './waiting.ts';

/** Share of the time limit in which openings are tried; the first one always is. */
const OPENING_SHARE = 0.2;
/** Share of the time limit, and seconds at most, that the search has alone before exact solvers begin from its best. */
const HEAD_START_SHARE = 0.1;
const HEAD_START_SECONDS = 2;
/** Small problems are proven before a search is worth waiting for: so long for each job beyond so many. */
const HEAD_START_SECONDS_A_JOB = 0.02;
const JOBS_WITHOUT_HEAD_START = 15;
/** Up to so many jobs exact solvers get on by themselves, and the search leaves them the rest of the time. */
const SMALL_JOBS = 100;
const SMALL_SEARCH_SHARE = 0.35;
/** How long one more round of search lasts, and what is too short for one. */
const ROUND_SECONDS = 6;
const LEAST_ROUND_SECONDS = 0.2;

export interface AutoDependencies {
  readonly name: string;
  readonly check: Check;
  readonly stopwatch: () => Stopwatch;
  readonly greedy: Readonly<Record<string, GreedyPolicy>>;
  /** Solvers that prove: run beside the search, each in a thread of its own, on problems of up to so many jobs. */
  readonly exact: readonly { readonly solver: Solver; readonly mostJobs: number }[];
}

/**
 * The portfolio. It holds a checked schedule from the first greedy pass on; then the search improves it while exact
 * solvers, started from it, improve it too and prove how good it can be. It ends when bound and incumbent meet, at
 * the gap asked for, at the time limit, or at a signal, always with the best it has.
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
  }

  async solve(): Promise<ReturnType<Board['solution']>> {
    const timer = setTimeout(() => this.#stop.abort(), this.#limits.timeLimitSeconds * 1000);
    try {
      this.#open();
      await this.#improve();
    } finally {
      clearTimeout(timer);
      this.#stop.abort();
    }
    return this.#board.solution();
  }

  /** Nothing changes, the given start, then one greedy pass after the other while their share of the time lasts. */
  #open(): void {
    const { start, signal } = this.#request;
    this.#board.offer(present(this.#problem), 'present');
    if (start !== null) this.#board.offer(start, 'start');
    const greedy = Object.entries(this.#parts.greedy).map(([name, place]) => ({ name, place }));
    for (const [index, { name, place }] of [...OPENINGS, ...greedy].entries()) {
      const { nodeLimit, timeLimitSeconds } = this.#limits;
      const isLate = nodeLimit === null && this.#elapsedSeconds() > OPENING_SHARE * timeLimitSeconds;
      if (signal.aborted || (index > 0 && isLate)) return;
      this.#board.offer(place(this.#problem), name);
    }
  }

  /** Search and exact solvers at the same time, or in turn when the answer must not depend on who is faster. */
  async #improve(): Promise<void> {
    if (this.#board.isClosed(this.#limits.gap) || this.#problem.jobs.length === 0) return;
    const suited = this.#parts.exact.filter(({ mostJobs }) => this.#problem.jobs.length <= mostJobs);
    const solvers = suited.map(({ solver }) => solver);
    const work = this.#limits.nodeLimit === null ? this.#together(solvers) : this.#inTurn(solvers);
    await Promise.race([work, aborted(this.#ends)]);
  }

  async #inTurn(solvers: readonly Solver[]): Promise<void> {
    await this.#search(this.#limits.timeLimitSeconds, this.#limits.seed);
    for (const solver of solvers) await this.#prove(solver);
  }

  async #together(solvers: readonly Solver[]): Promise<void> {
    const { seed } = this.#limits;
    const isSmall = this.#problem.jobs.length <= SMALL_JOBS && solvers.length > 0;
    const search = this.#search((isSmall ? SMALL_SEARCH_SHARE : 1) * this.#secondsLeft(), seed);
    await Promise.race([search, delay(this.#headStartSeconds(), this.#ends)]);
    const proofs = solvers.map((solver) => this.#prove(solver));
    await Promise.all([search, allButOne(proofs)]);
    if (proofs.length > 0) await this.#searchAgain();
    await Promise.all(proofs);
  }

  #headStartSeconds(): number {
    const jobs = Math.max(0, this.#problem.jobs.length - JOBS_WITHOUT_HEAD_START);
    return Math.min(
      HEAD_START_SECONDS,
      HEAD_START_SHARE * this.#limits.timeLimitSeconds,
      jobs * HEAD_START_SECONDS_A_JOB,
    );
  }

  /** Once a core is free again, searches on from the best with other dice, round after round until time is up. */
  async #searchAgain(): Promise<void> {
    for (let seed = this.#limits.seed + 1; !this.#ends.aborted; seed++) {
      if (this.#secondsLeft() < LEAST_ROUND_SECONDS) return;
      await this.#search(Math.min(this.#secondsLeft(), ROUND_SECONDS), seed);
    }
  }

  async #search(seconds: number, seed: number): Promise<void> {
    const start = this.#board.incumbent?.schedule ?? present(this.#problem);
    const task: SearchTask = { problem: this.#problem, start, seed, seconds, steps: this.#limits.nodeLimit };
    const found = ({ schedule }: SearchFinding): void => this.#board.offer(schedule, 'search');
    const end = await runThread<SearchTask, SearchFinding>('search/search-worker', task, found, this.#ends);
    if (end.kind === 'crashed') this.#board.fault(`search: ${end.reason}`);
  }

  async #prove(solver: Solver): Promise<void> {
    const left = this.#secondsLeft();
    if (this.#ends.aborted || left <= 0) return;
    const board = this.#board;
    const improved = ({ schedule, bound }: SolverNews): void => {
      if (schedule !== null) board.offer(schedule, solver.name);
      board.raise(bound, solver.name);
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
