import type { Limits } from '../domain/policy.ts';
import type { Problem } from '../domain/problem.ts';
import { incumbentOf } from '../domain/solution.ts';
import type { SolveRequest, Solver, SolverNews } from '../ports.ts';
import { Board, type Check, type Stopwatch } from './board.ts';
import { type GreedyPolicy, OPENINGS } from './greedy/policies.ts';
import { present } from './present.ts';
import type { SearchFinding, SearchTask } from './search/search-worker.ts';
import { runThread } from './thread.ts';

/** Share of the time limit in which openings are tried; the first one always is. */
const OPENING_SHARE = 0.2;
/** Share of the time limit, and seconds at most, that the search has alone before exact solvers begin from its best. */
const HEAD_START_SHARE = 0.1;
const HEAD_START_SECONDS = 2;
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
  return {
    name: dependencies.name,
    solve: async (problem, request) => {
      const elapsedSeconds = dependencies.stopwatch();
      const stop = new AbortController();
      const board: Board = new Board(
        problem,
        dependencies.check,
        closing(request, stop, () => board),
        elapsedSeconds,
      );
      const ends = AbortSignal.any([stop.signal, request.signal]);
      const timer = setTimeout(() => stop.abort(), request.limits.timeLimitSeconds * 1000);
      try {
        open(dependencies, problem, request, board, elapsedSeconds);
        await improve(dependencies, problem, request, board, elapsedSeconds, ends);
      } finally {
        clearTimeout(timer);
        stop.abort();
      }
      return board.solution();
    },
  };
}

/** Passes events on, and ends the run once the board is closed. */
function closing(request: SolveRequest, stop: AbortController, board: () => Board): SolveRequest['events'] {
  return {
    fault: request.events.fault,
    improved: (improvement) => {
      request.events.improved(improvement);
      queueMicrotask(() => board().isClosed(request.limits.gap) && stop.abort());
    },
  };
}

/** Nothing changes, the given start, then one greedy pass after the other while their share of the time lasts. */
function open(
  { greedy }: AutoDependencies,
  problem: Problem,
  { limits, start, signal }: SolveRequest,
  board: Board,
  elapsedSeconds: Stopwatch,
): void {
  board.offer(present(problem), 'present');
  if (start !== null) board.offer(start, 'start');
  const passes = [...OPENINGS, ...Object.entries(greedy).map(([name, place]) => ({ name, place }))];
  for (const [index, { name, place }] of passes.entries()) {
    const isLate = limits.nodeLimit === null && elapsedSeconds() > OPENING_SHARE * limits.timeLimitSeconds;
    if (signal.aborted || (index > 0 && isLate)) return;
    board.offer(place(problem), name);
  }
}

/** Search and exact solvers at the same time, or in turn when the answer must not depend on who is faster. */
async function improve(
  { exact }: AutoDependencies,
  problem: Problem,
  request: SolveRequest,
  board: Board,
  elapsedSeconds: Stopwatch,
  ends: AbortSignal,
): Promise<void> {
  if (board.isClosed(request.limits.gap) || problem.jobs.length === 0) return;
  const suited = exact.filter(({ mostJobs }) => problem.jobs.length <= mostJobs);
  const proofs = suited.map(
    ({ solver }) =>
      () =>
        runExact(solver, problem, request, board, elapsedSeconds, ends),
  );
  const work = request.limits.nodeLimit === null ? together : inTurn;
  await Promise.race([work(proofs, problem, request, board, elapsedSeconds, ends), aborted(ends)]);
}

type Proof = () => Promise<void>;

async function inTurn(
  proofs: readonly Proof[],
  problem: Problem,
  { limits }: SolveRequest,
  board: Board,
  _elapsedSeconds: Stopwatch,
  ends: AbortSignal,
): Promise<void> {
  await runSearch(problem, limits, board, limits.timeLimitSeconds, ends);
  for (const proof of proofs) await proof();
}

async function together(
  proofs: readonly Proof[],
  problem: Problem,
  request: SolveRequest,
  board: Board,
  elapsedSeconds: Stopwatch,
  ends: AbortSignal,
): Promise<void> {
  const { limits } = request;
  const isSmall = problem.jobs.length <= SMALL_JOBS && proofs.length > 0;
  const searchSeconds = (isSmall ? SMALL_SEARCH_SHARE : 1) * (limits.timeLimitSeconds - elapsedSeconds());
  const search = runSearch(problem, limits, board, searchSeconds, ends);
  const headStartSeconds = Math.min(HEAD_START_SECONDS, HEAD_START_SHARE * limits.timeLimitSeconds);
  await Promise.race([search, delay(headStartSeconds, ends)]);
  const proving = proofs.map((proof) => proof());
  await Promise.all([search, allButOne(proving)]);
  if (proofs.length > 0) await searchAgain(problem, request, board, elapsedSeconds, ends);
  await Promise.all(proving);
}

/** Once a core is free again, searches on from the best with other dice, round after round until time is up. */
async function searchAgain(
  problem: Problem,
  { limits }: SolveRequest,
  board: Board,
  elapsedSeconds: Stopwatch,
  ends: AbortSignal,
): Promise<void> {
  for (let seed = limits.seed + 1; !ends.aborted; seed++) {
    const left = limits.timeLimitSeconds - elapsedSeconds();
    if (left < LEAST_ROUND_SECONDS) return;
    await runSearch(problem, { ...limits, seed }, board, Math.min(left, ROUND_SECONDS), ends);
  }
}

/** Resolves when at most one of them is not yet done. */
const allButOne = (promises: readonly Promise<void>[]): Promise<void> =>
  new Promise((resolve) => {
    let pending = promises.length;
    if (pending <= 1) resolve();
    for (const promise of promises) void promise.then(() => --pending <= 1 && resolve());
  });

async function runSearch(
  problem: Problem,
  limits: Limits,
  board: Board,
  seconds: number,
  ends: AbortSignal,
): Promise<void> {
  const start = board.incumbent?.schedule ?? present(problem);
  const task: SearchTask = { problem, start, seed: limits.seed, seconds, steps: limits.nodeLimit };
  const found = ({ schedule }: SearchFinding): void => board.offer(schedule, 'search');
  const end = await runThread<SearchTask, SearchFinding>('search/search-worker', task, found, ends);
  if (end.kind === 'crashed') board.fault(`search: ${end.reason}`);
}

async function runExact(
  solver: Solver,
  problem: Problem,
  request: SolveRequest,
  board: Board,
  elapsedSeconds: Stopwatch,
  ends: AbortSignal,
): Promise<void> {
  const left = request.limits.timeLimitSeconds - elapsedSeconds();
  if (ends.aborted || left <= 0) return;
  const limits = { ...request.limits, timeLimitSeconds: left };
  const events = {
    fault: (message: string) => board.fault(message),
    improved: ({ schedule, bound }: SolverNews) => {
      if (schedule !== null) board.offer(schedule, solver.name);
      board.raise(bound, solver.name);
    },
  };
  try {
    const solution = await solver.solve(problem, {
      limits,
      events,
      start: board.incumbent?.schedule ?? null,
      signal: ends,
    });
    const incumbent = incumbentOf(solution);
    if (incumbent !== null) board.offer(incumbent.schedule, solver.name);
    if (solution.status === 'optimal' || solution.status === 'feasible') board.raise(solution.bound, solver.name);
  } catch (error) {
    board.fault(`${solver.name}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

const delay = (seconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, seconds * 1000);
    const ended = (): void => {
      clearTimeout(timer);
      resolve();
    };
    signal.addEventListener('abort', ended, { once: true });
  });

const aborted = (signal: AbortSignal): Promise<void> =>
  signal.aborted
    ? Promise.resolve()
    : new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
