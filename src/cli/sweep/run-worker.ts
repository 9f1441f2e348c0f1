import type { MessagePort } from 'node:worker_threads';
import { InputError } from '../../domain/errors.ts';
import { type RunResult, type RunTask, runTask } from './task.ts';

/** What a thread is handed. */
export interface ThreadOrder {
  readonly task: RunTask;
  /** Takes shares of the requests that have arrived, 0 to 1. */
  readonly port: MessagePort;
}

/** An error of the input keeps its parts: errors that cross threads lose what they are. */
export type ThreadAnswer =
  | { readonly kind: 'done'; readonly result: RunResult }
  | { readonly kind: 'refused'; readonly source: string; readonly problem: string; readonly remedy: string };

/** A word of progress each time so much more has arrived. */
const STEP = 0.01;

/** One run in a thread. It ends when the thread is ended. */
export default async function run({ task, port }: ThreadOrder): Promise<ThreadAnswer> {
  let told = 0;
  try {
    const result = await runTask(task, NEVER, (share) => {
      if (share < told + STEP) return;
      told = share;
      port.postMessage(share);
    });
    return { kind: 'done', result };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const { source, problem, remedy } = error;
    return { kind: 'refused', source, problem, remedy };
  } finally {
    port.close();
  }
}

const NEVER = new AbortController().signal;
