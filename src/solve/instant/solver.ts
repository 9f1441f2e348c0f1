import { setImmediate } from 'node:timers/promises';
import { type Cost, MEND } from '../../domain/levels.ts';
import type { Problem } from '../../domain/problem.ts';
import type { Solution } from '../../domain/solution.ts';
import type { SolveRequest, Solver } from '../../ports.ts';
import { Board, type Check, type Stopwatch } from '../board.ts';
import { present } from '../present.ts';
import { runThread } from '../thread.ts';
import { aborted } from '../waiting.ts';
import { assignmentOf, scheduleOf } from './assignment.ts';
import { instantBound } from './bound/bound.ts';
import type { InstantData } from './data.ts';
import { instantData } from './data-of.ts';
import { foldWeights } from './fold.ts';
import type { InstantFinding, InstantTask } from './instant-worker.ts';
import { isInstant } from './is-instant.ts';
import { machineSeconds } from './machine-seconds.ts';
import { openings } from './openings.ts';
import { Pool } from './pool.ts';
import { warmUp } from './warm-up.ts';

const NAME = 'instant';
/** Threads that search. */
const THREADS = 2;
/** What is left of the limit for the last answers: seconds, and checks. */
const LAST_SECONDS = 0.05;
const LAST_CHECKS = 3;
/** A timer holds no more. */
const MOST_MILLISECONDS = 2 ** 31 - 1;

export interface InstantDependencies {
  readonly check: Check;
  readonly stopwatch: () => Stopwatch;
}

/**
 * The engine for problems of one instant: construction, bounds by arithmetic, then annealing in threads that tell each
 * other their best. Other problems are refused.
 */
export function instantSolver({ check, stopwatch }: InstantDependencies): Solver {
  return {
    name: NAME,
    solve: async (problem, request) => {
      const elapsedSeconds = stopwatch();
      const board = new Board(problem, check, request.events, elapsedSeconds);
      if (!isInstant(problem)) return refused(board);
      await new Run(problem, request, board, elapsedSeconds).run();
      return board.solution();
    },
  };
}

const refused = (board: Board): Solution => ({
  status: 'unknown',
  reason: `${NAME}: not a problem of one instant`,
  trace: board.solution().trace,
});

/** One call of the engine. */
class Run {
  readonly #problem: Problem;
  readonly #request: SolveRequest;
  readonly #board: Board;
  readonly #elapsedSeconds: Stopwatch;
  #checkSeconds = 0;

  constructor(problem: Problem, request: SolveRequest, board: Board, elapsedSeconds: Stopwatch) {
    this.#problem = problem;
    this.#request = request;
    this.#board = board;
    this.#elapsedSeconds = elapsedSeconds;
  }

  async run(): Promise<void> {
    const problem = this.#problem;
    const { start } = this.#request;
    const board = this.#board;
    board.offer(present(problem), 'present');
    this.#checkSeconds = this.#elapsedSeconds();
    const data = instantData(problem, foldWeights(problem, this.#mend()));
    if (start !== null) board.offer(start, 'start');
    this.#raise();
    if (this.#isDone()) return;
    for (const assignment of openings(data, this.#best())) {
      board.offer(scheduleOf(problem, assignment), NAME);
      this.#raise();
      if (this.#isDone()) return;
      if (this.#isLate()) break;
    }
    await this.#warmUp(data);
    if (!this.#isDone()) await this.#search(data);
    this.#raise();
  }

  /** In this thread, for a moment; not where a limit on tries has to say how far. */
  async #warmUp(data: InstantData): Promise<void> {
    const { nodeLimit, seed, timeLimitSeconds } = this.#request.limits;
    if (nodeLimit !== null) return;
    const seconds = timeLimitSeconds - this.#elapsedSeconds();
    for (const assignment of warmUp(data, () => this.#best(), seed, seconds)) {
      this.#board.offer(scheduleOf(this.#problem, assignment), NAME);
      this.#raise();
      await setImmediate();
      if (this.#isDone()) return;
    }
  }

  /** Threads side by side; with a limit on tries each works for itself, and answers are taken in the order of threads. */
  async #search(data: InstantData): Promise<void> {
    const { nodeLimit, seed, timeLimitSeconds } = this.#request.limits;
    const seconds = timeLimitSeconds - this.#elapsedSeconds() - LAST_SECONDS - LAST_CHECKS * this.#checkSeconds;
    const until = machineSeconds() + seconds;
    if (seconds <= 0 && nodeLimit === null) return;
    const stop = new AbortController();
    const leftSeconds = Math.max(0, timeLimitSeconds - this.#elapsedSeconds());
    const timeOut = AbortSignal.timeout(Math.min(MOST_MILLISECONDS, Math.ceil(1000 * leftSeconds)));
    const signal = AbortSignal.any([stop.signal, this.#request.signal, timeOut]);
    const pool = nodeLimit === null ? Pool.memory(data.vms) : null;
    const last: (Int32Array | null)[] = new Array(THREADS).fill(null);
    const assignment = this.#best();
    const threads = last.map(async (_, thread) => {
      const task: InstantTask = { data, assignment, seed: seed + 104_729 * thread, until, tries: nodeLimit, pool };
      const found = (finding: InstantFinding): void => {
        last[thread] = finding.assignment;
        if (nodeLimit === null) this.#offer(finding.assignment, stop);
      };
      const end = await runThread<InstantTask, InstantFinding>('instant/instant-worker', task, found, signal);
      if (end.kind === 'crashed') this.#board.fault(`${NAME}: ${end.reason}`);
    });
    await Promise.race([Promise.all(threads), aborted(signal)]);
    if (nodeLimit !== null) for (const found of last) if (found !== null) this.#offer(found, stop);
    stop.abort();
  }

  #offer(assignment: Int32Array, stop: AbortController): void {
    this.#board.offer(scheduleOf(this.#problem, assignment), NAME);
    if (this.#isDone()) stop.abort();
  }

  #raise(): void {
    this.#board.raise(this.#bound(), NAME);
  }

  #bound(): Cost {
    return instantBound(this.#problem, this.#board.incumbent?.cost ?? null);
  }

  #isDone(): boolean {
    return this.#request.signal.aborted || this.#board.isClosed(this.#request.limits.gap);
  }

  #isLate(): boolean {
    const { nodeLimit, timeLimitSeconds } = this.#request.limits;
    return nodeLimit === null && this.#elapsedSeconds() > timeLimitSeconds;
  }

  #best(): Int32Array {
    return assignmentOf(this.#problem, this.#board.incumbent?.schedule ?? present(this.#problem));
  }

  #mend(): number {
    return this.#board.incumbent?.cost[MEND] ?? 0;
  }
}
