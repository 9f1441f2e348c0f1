import { ACCEPTANCE, type Cost, MEND, SHAPE } from '../../../domain/levels.ts';
import type { Problem } from '../../../domain/problem.ts';
import type { SolveRequest, Solver, SolverNews } from '../../../ports.ts';
import { Board, type Check, type Stopwatch } from '../../board.ts';
import { type GreedyPolicy, OPENINGS } from '../../greedy/policies.ts';
import { present } from '../../present.ts';
import { runThread } from '../../thread.ts';
import { aborted } from '../../waiting.ts';
import type { GapBoundFinding } from './bound-worker.ts';
import { type GapInstance, gapOf, scheduleOf } from './instance.ts';
import type { GapSearchFinding, GapSearchTask } from './search-worker.ts';

export interface GapDependencies {
  readonly check: Check;
  readonly stopwatch: () => Stopwatch;
  readonly greedy: Readonly<Record<string, GreedyPolicy>>;
}

const NAME = 'assignment';
/** Share of the time limit in which greedy policies are tried. */
const OPENING_SHARE = 0.05;

/**
 * Generalised assignment: one thread searches by ejection chains, another raises the Lagrangian bound and, once that
 * rises no more, searches as well with other dice. Any other problem it refuses.
 */
export function gapSolver(dependencies: GapDependencies): Solver {
  return {
    name: NAME,
    solve: async (problem, request) => {
      const elapsedSeconds = dependencies.stopwatch();
      const gap = gapOf(problem);
      if (gap !== null) return new Run(dependencies, problem, gap, request).solve();
      const trace = { improvements: [], faults: [], wallSeconds: elapsedSeconds() };
      return { status: 'unknown', reason: 'this is no generalised assignment problem', trace };
    },
  };
}

/** One call of it. */
class Run {
  readonly #problem: Problem;
  readonly #gap: GapInstance;
  readonly #request: SolveRequest;
  readonly #greedy: Readonly<Record<string, GreedyPolicy>>;
  readonly #board: Board;
  readonly #elapsedSeconds: Stopwatch;
  readonly #stop = new AbortController();
  readonly #ends: AbortSignal;
  /** Bound on the cost of assignments; it is one on the level once an assignment is known. */
  #bound: number | null = null;

  constructor(parts: GapDependencies, problem: Problem, gap: GapInstance, request: SolveRequest) {
    this.#problem = problem;
    this.#gap = gap;
    this.#request = request;
    this.#greedy = parts.greedy;
    this.#elapsedSeconds = parts.stopwatch();
    this.#ends = AbortSignal.any([this.#stop.signal, request.signal]);
    const improved = (news: SolverNews): void => {
      request.events.improved(news);
      queueMicrotask(() => this.#board.isClosed(request.limits.gap) && this.#stop.abort());
    };
    this.#board = new Board(problem, parts.check, { ...request.events, improved }, this.#elapsedSeconds);
  }

  async solve(): Promise<ReturnType<Board['solution']>> {
    const { timeLimitSeconds } = this.#request.limits;
    const timer = setTimeout(() => this.#stop.abort(), timeLimitSeconds * 1000);
    try {
      const work = this.#work();
      await Promise.race([work, aborted(this.#ends)]);
    } finally {
      clearTimeout(timer);
      this.#stop.abort();
    }
    return this.#board.solution();
  }

  /** At the same time, or in turn when the answer must not depend on who is faster. */
  async #work(): Promise<void> {
    const { seed, nodeLimit } = this.#request.limits;
    if (nodeLimit !== null) {
      this.#open();
      await this.#search(seed);
      await this.#raise();
      return;
    }
    const search = this.#search(seed);
    const raise = this.#raise();
    this.#open();
    await Promise.all([search, raise.then(() => this.#search(seed + 1))]);
  }

  #open(): void {
    const { start, limits } = this.#request;
    this.#board.offer(present(this.#problem), 'present');
    if (start !== null) this.#board.offer(start, 'start');
    const greedy = Object.entries(this.#greedy).map(([name, place]) => ({ name, place }));
    for (const { name, place } of [...OPENINGS, ...greedy]) {
      const isLate = limits.nodeLimit === null && this.#elapsedSeconds() > OPENING_SHARE * limits.timeLimitSeconds;
      if (this.#ends.aborted || isLate) return;
      this.#board.offer(place(this.#problem), name);
    }
  }

  async #search(seed: number): Promise<void> {
    const task: GapSearchTask = { gap: this.#gap, seed, steps: this.#request.limits.nodeLimit };
    const found = ({ assignment }: GapSearchFinding): void => {
      this.#board.offer(scheduleOf(assignment), NAME);
      this.#tellBound();
    };
    const end = await runThread<GapSearchTask, GapSearchFinding>('instant/gap/search-worker', task, found, this.#ends);
    if (end.kind === 'crashed') this.#board.fault(`${NAME}: ${end.reason}`);
  }

  async #raise(): Promise<void> {
    const found = ({ bound }: GapBoundFinding): void => {
      this.#bound = bound;
      this.#tellBound();
    };
    const end = await runThread<GapInstance, GapBoundFinding>('instant/gap/bound-worker', this.#gap, found, this.#ends);
    if (end.kind === 'crashed') this.#board.fault(`${NAME}: ${end.reason}`);
  }

  /**
   * Schedules that are optimal on the levels before place every job, as soon as one is known that does; what they cost
   * before the last level is the same for all of them.
   */
  #tellBound(): void {
    const cost = this.#board.incumbent?.cost;
    if (this.#bound === null || cost === undefined || cost[MEND] !== 0 || cost[ACCEPTANCE] !== 0) return;
    if (this.#board.incumbent?.schedule.some(({ kind }) => kind === 'leave') === true) return;
    this.#board.raise(cost.with(SHAPE, this.#bound) as unknown as Cost, `${NAME}-bound`);
  }
}
