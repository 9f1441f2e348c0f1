import { type Cost, SERVICE } from '../../domain/levels.ts';
import type { Problem } from '../../domain/problem.ts';
import type { SolveRequest, Solver } from '../../ports.ts';
import { Board, type Check, type Stopwatch } from '../board.ts';
import { runThread } from '../thread.ts';
import { trivialBound } from '../trivial-bound.ts';
import { Genetic } from './genetic.ts';
import { type Project, projectOf, scheduleOf, serviceAt, startsOf } from './project.ts';
import type { ProjectNews, ProjectTask } from './thread-task.ts';

export interface ProjectDependencies {
  readonly check: Check;
  readonly stopwatch: () => Stopwatch;
}

/** True when the solver of projects can say something about a problem. */
export const isProject = (problem: Problem): boolean => projectOf(problem) !== null;

/**
 * Problems that are projects (`project.ts`): a genetic search for short schedules and, beside it, proofs that none is
 * shorter, each in a thread of its own. They end when the two meet.
 *
 * A bound on the makespan is one on the service level: a schedule that is best on acceptance accepts the sink as soon as
 * any does, hence all that is before it, and then nothing but the start of the sink is paid for.
 */
export function projectSolver({ check, stopwatch }: ProjectDependencies): Solver {
  return {
    name: 'project',
    solve: async (problem, request) => {
      const board = new Board(problem, check, request.events, stopwatch());
      if (request.start !== null) board.offer(request.start, 'start');
      const project = projectOf(problem);
      if (project !== null) await new Run(project, problem, board, request).work();
      const solution = board.solution();
      return solution.status === 'unknown' && project === null
        ? { ...solution, reason: 'the problem is no project: one host, one last activity, nothing else to pay for' }
        : solution;
    },
  };
}

/** One project on its way. */
class Run {
  readonly #project: Project;
  readonly #problem: Problem;
  readonly #board: Board;
  readonly #request: SolveRequest;
  readonly #shared = new Int32Array(new SharedArrayBuffer(8));
  readonly #stop = new AbortController();
  readonly #base: Cost;

  constructor(project: Project, problem: Problem, board: Board, request: SolveRequest) {
    this.#project = project;
    this.#problem = problem;
    this.#board = board;
    this.#request = request;
    this.#base = trivialBound(problem);
  }

  async work(): Promise<void> {
    const { limits, signal, start } = this.#request;
    const first = new Genetic(this.#project, limits.seed);
    first.step();
    Atomics.store(this.#shared, 0, 0x7fffffff);
    for (const starts of [first.best.starts, start === null ? null : startsOf(this.#project, start)]) {
      if (starts !== null) this.#hear({ starts });
    }
    if (this.#upper > this.#project.latest) return;
    const timer = setTimeout(() => this.#stop.abort(), limits.timeLimitSeconds * 1000);
    const ends = AbortSignal.any([this.#stop.signal, signal]);
    const search = (): Promise<void> => this.#thread('project/genetic-worker', ends);
    const prove = (): Promise<void> => this.#thread('project/proof-worker', ends);
    if (limits.nodeLimit === null) await Promise.all([search(), prove()]);
    else await search().then(prove);
    clearTimeout(timer);
  }

  get #upper(): number {
    return Atomics.load(this.#shared, 0);
  }

  async #thread(path: string, ends: AbortSignal): Promise<void> {
    const { seed, nodeLimit } = this.#request.limits;
    const task: ProjectTask = {
      project: this.#project,
      upper: this.#upper,
      seed,
      steps: nodeLimit,
      shared: this.#shared,
    };
    const end = await runThread<ProjectTask, ProjectNews>(path, task, (news) => this.#hear(news), ends);
    if (end.kind === 'crashed') this.#board.fault(`${path}: ${end.reason}`);
  }

  #hear({ starts, lower }: ProjectNews): void {
    if (lower !== undefined) this.#hearBound(lower);
    if (starts !== undefined) this.#hearStarts(starts);
    if (this.#board.isClosed(this.#request.limits.gap)) this.#stop.abort();
  }

  #hearBound(lower: number): void {
    Atomics.store(this.#shared, 1, lower);
    const service = serviceAt(this.#project, this.#problem, lower);
    this.#board.raise(this.#base.with(SERVICE, service) as unknown as Cost, 'project');
  }

  #hearStarts(starts: Int32Array): void {
    const makespan = starts[this.#project.count - 1] as number;
    if (makespan > this.#project.latest) return;
    this.#board.offer(scheduleOf(this.#project, this.#problem, starts), 'project');
    if (makespan < this.#upper) Atomics.store(this.#shared, 0, makespan);
  }
}
