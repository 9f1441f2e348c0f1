import { availableParallelism } from 'node:os';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { MessageChannel } from 'node:worker_threads';
import Tinypool from 'tinypool';
import { newPulse, silenceOf } from '../pulse.ts';
import { threadModule } from '../thread-module.ts';
import { runTask } from './run-task.ts';
import type { PlainFinding, PlainTask } from './task.ts';

/** Jobs × steps that are searched at once where steps are counted: a tenth of a second or so. */
const SHORT_JOB_STEPS = 60_000;

/** Cores that may be used, unless told otherwise. */
export const coresHere = (): number => availableParallelism();

/**
 * Threads that search plain parts. Tasks are numbered, and what they find is told by number, so that the answer does not
 * depend on how many threads there are.
 */
export class Crew {
  readonly #pool: Tinypool;
  /** Rejects when a thread dies outside a task: whoever waits would wait for ever. */
  readonly #broken: Promise<never>;

  constructor(workers: number) {
    this.#pool = new Tinypool({
      filename: fileURLToPath(threadModule('plain-worker', import.meta.url)),
      minThreads: 0,
      maxThreads: Math.max(1, workers),
      idleTimeout: 60_000,
      // without a limit: one that is passed on a busy machine is an error that nobody can catch
      terminateTimeout: 0,
    });
    this.#broken = new Promise((_, reject) => this.#pool.on('error', reject));
    this.#broken.catch(() => undefined);
  }

  /**
   * Runs tasks, as many at a time as there are threads. What a task found at its end, or null when it was stopped or
   * failed.
   *
   * @param found told what a task has found on the way.
   * @param fault told why a task failed.
   */
  async run(
    tasks: readonly PlainTask[],
    found: (index: number, finding: PlainFinding) => void,
    fault: (reason: string) => void,
    signal: AbortSignal,
  ): Promise<readonly (PlainFinding | null)[]> {
    if (tasks.every(isShort)) return tasks.map((task) => runTask(task, NOBODY));
    const work = tasks.map((task, index) => this.#runOne(task, (finding) => found(index, finding), fault, signal));
    return Promise.all(work);
  }

  async #runOne(
    task: PlainTask,
    found: (finding: PlainFinding) => void,
    fault: (reason: string) => void,
    signal: AbortSignal,
  ): Promise<PlainFinding | null> {
    const [{ port1, port2 }, pulse, began] = [new MessageChannel(), newPulse(), process.hrtime.bigint()];
    port1.on('message', found);
    try {
      const work = this.#pool.run({ task, port: port2, pulse }, { transferList: [port2], signal });
      return (await Promise.race([work, this.#broken])) as PlainFinding;
    } catch (error) {
      const silent = silenceOf(pulse, began);
      if (!signal.aborted) fault(error instanceof Error ? error.message : String(error));
      else if (silent !== null) fault(`gave no sign of life in its last ${silent.toFixed(1)} s`);
      return null;
    } finally {
      port1.close();
    }
  }

  /** Ends all threads, whatever they do. */
  async close(): Promise<void> {
    await this.#pool.destroy().catch(() => undefined);
  }
}

const NOBODY = { found: () => undefined, alive: () => undefined };

/** Over before a thread would have begun. */
const isShort = ({ part, steps }: PlainTask): boolean => steps !== null && part.jobs * steps <= SHORT_JOB_STEPS;
