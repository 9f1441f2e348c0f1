import { fileURLToPath } from 'node:url';
import { MessageChannel } from 'node:worker_threads';
import Tinypool from 'tinypool';
import { InputError } from '../../domain/errors.ts';
import { threadModule } from '../../solve/thread-module.ts';
import type { ThreadAnswer, ThreadOrder } from './run-worker.ts';
import type { Runner } from './runner.ts';
import type { RunResult, RunTask } from './task.ts';

/** Threads that run tasks, as many at a time as there are threads; more wait for their turn. */
export interface Threads {
  /** Throws an `InputError` when the task can not be run; when the signal fires, the thread is ended at once. */
  readonly run: (task: RunTask, signal: AbortSignal, heard: (share: number) => void) => Promise<RunResult>;
  /** Ends all threads, whatever they do. */
  readonly close: () => Promise<void>;
}

export function openThreads(count: number): Threads {
  const pool = new Tinypool({
    filename: fileURLToPath(threadModule('run-worker', import.meta.url)),
    minThreads: 0,
    maxThreads: count,
    idleTimeout: 60_000,
    terminateTimeout: 0,
  });
  // a thread that dies outside a task: whoever waits would wait for ever
  const broken = new Promise<never>((_, reject) => pool.on('error', reject));
  broken.catch(() => undefined);
  return {
    run: async (task, signal, heard) => {
      const { port1, port2 } = new MessageChannel();
      port1.on('message', heard);
      try {
        const order: ThreadOrder = { task, port: port2 };
        const work = pool.run(order, { transferList: [port2], signal });
        return resultOf((await Promise.race([work, broken])) as ThreadAnswer);
      } finally {
        port1.close();
      }
    },
    close: () => pool.destroy().catch(() => undefined),
  };
}

function resultOf(answer: ThreadAnswer): RunResult {
  if (answer.kind === 'done') return answer.result;
  throw new InputError(answer.source, answer.problem, answer.remedy);
}

/** Runs side by side in so many threads. */
export const inThreads =
  (count: number): Runner =>
  async (runs, events, signal) => {
    const threads = openThreads(count);
    const left = [...runs];
    const one = async (): Promise<void> => {
      for (let next = left.shift(); next !== undefined && !signal.aborted; next = left.shift()) {
        const { place, task } = next;
        events.began(place);
        events.ended(place, await threads.run(task(), signal, (share) => events.progress(place, share)));
      }
    };
    try {
      await Promise.all(Array.from({ length: Math.min(count, runs.length) }, one));
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      await threads.close();
    }
  };
