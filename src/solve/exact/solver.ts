import { SERVICE } from '../../domain/levels.ts';
import type { Problem } from '../../domain/problem.ts';
import { incumbentOf, type Solution } from '../../domain/solution.ts';
import type { SolveRequest, Solver } from '../../ports.ts';
import { Board } from '../board.ts';
import type { ExactDependencies } from '../exact.ts';
import { runThread } from '../thread.ts';
import { trivialBound } from '../trivial-bound.ts';
import type { ExactTask } from './exact-worker.ts';
import type { Found } from './rounds.ts';
import { suits } from './suits.ts';

/** With more jobs its programs take longer than they are worth. */
const MOST_JOBS = 120;

/** Whether this solver proves more than others do. */
const isFor = (problem: Problem): boolean => problem.jobs.length <= MOST_JOBS && suits(problem);

/** Starts first, hosts second, in rounds: exact on problems that suit, and mute on others. */
export function startsSolver({ check, stopwatch }: ExactDependencies): Solver {
  return {
    name: 'starts',
    solve: async (problem, request) => {
      const board = new Board(problem, check, request.events, stopwatch());
      if (request.start !== null) board.offer(request.start, 'start');
      if (suits(problem)) await inThread(problem, request, board);
      return board.solution();
    },
  };
}

async function inThread(problem: Problem, { start, limits, signal }: SolveRequest, board: Board): Promise<void> {
  const task: ExactTask = { problem, known: start, nodeLimit: limits.nodeLimit, seed: limits.seed };
  const floor = trivialBound(problem);
  const found = ({ bound, schedule }: Found): void => {
    if (schedule !== undefined) board.offer(schedule, 'starts');
    if (bound !== undefined && bound > board.bound[SERVICE]) {
      board.raise([floor[0], floor[1], bound, floor[3], floor[4]], 'starts');
    }
  };
  const limit = limits.nodeLimit === null ? [AbortSignal.timeout(Math.ceil(limits.timeLimitSeconds * 1000))] : [];
  const ends = AbortSignal.any([signal, ...limit]);
  const end = await runThread<ExactTask, Found>('exact/exact-worker', task, found, ends);
  if (end.kind === 'crashed') board.fault(`starts: ${end.reason}`);
}

/** `first` on problems that suit it, then `next` with what is left of the time, unless all is proven. */
export function firstWhereItSuits(first: Solver, next: Solver, { stopwatch }: ExactDependencies): Solver {
  return {
    name: 'exact',
    solve: async (problem, request): Promise<Solution> => {
      if (!isFor(problem)) return next.solve(problem, request);
      const elapsedSeconds = stopwatch();
      const solution = await first.solve(problem, request);
      const left = request.limits.timeLimitSeconds - elapsedSeconds();
      if (solution.status === 'optimal' || left <= 0 || request.signal.aborted) return solution;
      return next.solve(problem, {
        ...request,
        limits: { ...request.limits, timeLimitSeconds: left },
        start: incumbentOf(solution)?.schedule ?? request.start,
      });
    },
  };
}

/** A solver that leaves to others what suits `startsSolver`: it only says there what that says better. */
export const whereItDoesNotSuit = (solver: Solver, { stopwatch }: ExactDependencies): Solver => ({
  name: solver.name,
  solve: (problem, request) => (isFor(problem) ? silence(stopwatch()()) : solver.solve(problem, request)),
});

const silence = async (wallSeconds: number): Promise<Solution> => ({
  status: 'unknown',
  reason: 'another solver does better',
  trace: { improvements: [], faults: [], wallSeconds },
});
