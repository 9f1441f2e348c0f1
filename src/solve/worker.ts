import { Worker } from 'node:worker_threads';
import type { Engine, EngineAnswer, EngineTask, EngineWatch, WorkerOrder, WorkerReport } from './engine.ts';

export interface WorkerEngineOptions {
  readonly name: string;
  /** The worker's module; see `threadModule`. */
  readonly module: URL;
  readonly maxNonzeros: number;
  readonly maxCells: number;
  /** Handed to the worker as `workerData`. */
  readonly data?: unknown;
}

/** Workers kept warm for the next task. */
const MAX_IDLE = 2;

/**
 * An engine in worker threads. A worker is asked to stop when its time is over or nobody waits any more, and ended
 * when it does not: so the limit is kept within 5 % and 0.2 s whatever the engine does. What it had found by then counts.
 */
export class WorkerEngine implements Engine {
  readonly name: string;
  readonly maxNonzeros: number;
  readonly maxCells: number;
  readonly #options: WorkerEngineOptions;
  readonly #idle: Worker[] = [];

  constructor(options: WorkerEngineOptions) {
    this.name = options.name;
    this.maxNonzeros = options.maxNonzeros;
    this.maxCells = options.maxCells;
    this.#options = options;
  }

  async run(task: EngineTask, watch: EngineWatch): Promise<EngineAnswer> {
    if (watch.signal.aborted) return nothing('stopped', 'stopped before it began');
    const worker = this.#idle.pop() ?? this.#begin();
    worker.ref();
    const { answer, reusable } = await converse(this.name, worker, task, watch);
    if (reusable && this.#idle.length < MAX_IDLE) {
      worker.unref();
      this.#idle.push(worker);
    } else void worker.terminate();
    return answer;
  }

  /** A worker that dies while it is idle is forgotten. */
  #begin(): Worker {
    const worker = new Worker(this.#options.module, { workerData: this.#options.data });
    const forget = (): void => {
      const index = this.#idle.indexOf(worker);
      if (index !== -1) this.#idle.splice(index, 1);
    };
    return worker.on('error', forget).on('exit', forget);
  }
}

interface End {
  readonly answer: EngineAnswer;
  readonly reusable: boolean;
}

/** Seconds beyond its limit after which a worker is asked to stop, and after which it is ended. */
const askAfter = (limitSeconds: number): number => limitSeconds + 0.05;
const endAfter = (limitSeconds: number): number => limitSeconds * 1.03 + 0.15;
/** How long an engine that nobody waits for any more may take to stop. */
const ABORT_GRACE_SECONDS = 0.15;

function converse(name: string, worker: Worker, task: EngineTask, watch: EngineWatch): Promise<End> {
  const stop = new Int32Array(new SharedArrayBuffer(4));
  const found: { values: Float64Array | null; bound: number | null } = { values: null, bound: null };
  const timers: NodeJS.Timeout[] = [];
  const ask = (): void => {
    Atomics.store(stop, 0, 1);
  };
  return new Promise<End>((resolve) => {
    const end = (answer: EngineAnswer, reusable: boolean): void => {
      for (const timer of timers) clearTimeout(timer);
      worker.off('message', hear).off('error', crash).off('exit', leave);
      watch.signal.removeEventListener('abort', abort);
      resolve({ answer, reusable });
    };
    const soFar = (outcome: EngineAnswer['outcome'], reason: string): EngineAnswer => ({
      ...nothing(outcome, reason),
      ...found,
    });
    const later = (seconds: number, act: () => void): void => {
      timers.push(setTimeout(act, seconds * 1000));
    };
    const abort = (): void => {
      ask();
      later(ABORT_GRACE_SECONDS, () => end(soFar('stopped', 'ended while it was stopping'), false));
    };
    const hear = (report: WorkerReport): void => {
      if (report.kind === 'answer') {
        end(report, true);
        return;
      }
      found.values = report.values ?? found.values;
      found.bound = report.bound ?? found.bound;
      watch.news(report);
    };
    const crash = (error: unknown): void => end(soFar('failed', `crashed: ${firstLine(error)}`), false);
    const leave = (code: number): void => end(soFar('failed', `ended by itself with code ${code}`), false);
    worker.on('message', hear).on('error', crash).on('exit', leave);
    watch.signal.addEventListener('abort', abort, { once: true });
    if (task.timeLimitSeconds !== null) {
      later(askAfter(task.timeLimitSeconds), ask);
      later(endAfter(task.timeLimitSeconds), () => {
        watch.fault(`${name}: did not stop in time and was ended`);
        end(soFar('stopped', 'did not stop in time and was ended'), false);
      });
    }
    const order: WorkerOrder = { task, stop };
    worker.postMessage(order);
  });
}

const nothing = (outcome: EngineAnswer['outcome'], reason: string): EngineAnswer => ({
  outcome,
  reason,
  values: null,
  objective: null,
  bound: null,
});

const firstLine = (error: unknown): string =>
  String(error instanceof Error ? error.message : error).split('\n')[0] ?? '';
