import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { MessageChannel } from 'node:worker_threads';
import Tinypool from 'tinypool';
import { threadModule } from '../thread-module.ts';
import type { PlainFinding, PlainTask } from './task.ts';

/** Cores that may be used, unless told otherwise. */
export const coresHere = (): number => availableParallelism();

/**
 * Threads that search plain parts. Tasks are numbered, and what they find is told by number, so that the answer does not
 * depend on how many threads there are.
 */
export class Crew {
  readonly #pool: Tinypool;

  constructor(workers: number) {
    this.#pool = new Tinypool({
      filename: fileURLToPath(threadModule('plain-worker', import.meta.url)),
      minThreads: 0,
      maxThreads: Math.max(1, workers),
      idleTimeout: 60_000,
      // without a limit: one that is passed on a busy machine is an error that nobody can catch
      terminateTimeout: 0,
    });
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
    return Promise.all(
      tasks.map(async (task, index) => {
        const { port1, port2 } = new MessageChannel();
        port1.on('message', (finding: PlainFinding) => found(index, finding));
        try {
          return (await this.#pool.run({ task, port: port2 }, { transferList: [port2], signal })) as PlainFinding;
        } catch (error) {
          if (!signal.aborted) fault(error instanceof Error ? error.message : String(error));
          return null;
        } finally {
          port1.close();
        }
      }),
    );
  }

  /** Ends all threads, whatever they do. */
  async close(): Promise<void> {
    await this.#pool.destroy();
  }
}
