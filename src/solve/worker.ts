import { Worker } from 'node:worker_threads';
import { Conversation } from './conversation.ts';
import type { Engine, EngineAnswer, EngineTask, EngineWatch } from './engine.ts';
import { threadLimits } from './memory.ts';

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

const STOPPED_BEFORE: EngineAnswer = {
  outcome: 'stopped',
  reason: 'stopped before it began',
  values: null,
  objective: null,
  bound: null,
};

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
    if (watch.signal.aborted) return STOPPED_BEFORE;
    const worker = this.#idle.pop() ?? this.#begin();
    if (typeof worker === 'string') return { ...STOPPED_BEFORE, outcome: 'failed', reason: worker };
    worker.ref();
    const { answer, reusable } = await new Conversation(this.name, worker, watch).about(task);
    if (reusable && this.#idle.length < MAX_IDLE) {
      worker.unref();
      this.#idle.push(worker);
    } else void worker.terminate();
    return answer;
  }

  /** A worker, or why there is none. One that dies while it is idle is forgotten. */
  #begin(): Worker | string {
    const worker = this.#started();
    if (typeof worker === 'string') return worker;
    const forget = (): void => {
      const index = this.#idle.indexOf(worker);
      if (index !== -1) this.#idle.splice(index, 1);
    };
    return worker.on('error', forget).on('exit', forget);
  }

  #started(): Worker | string {
    const { module, data } = this.#options;
    try {
      return new Worker(module, { workerData: data, resourceLimits: threadLimits() });
    } catch (error) {
      return `could not be started: ${error instanceof Error ? error.message : String(error)}`;
    }
  }
}
