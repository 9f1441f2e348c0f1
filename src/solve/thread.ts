import process from 'node:process';
import { Worker } from 'node:worker_threads';
import { threadLimits } from './memory.ts';
import { Newest } from './newest.ts';
import { hasBeaten, newPulse, type Pulse, silenceOf } from './pulse.ts';
import { threadModule } from './thread-module.ts';

/** How a thread ended: by itself, by our hand, or by a fault of its own (a silence among them). */
export type ThreadEnd = { readonly kind: 'done' | 'stopped' } | { readonly kind: 'crashed'; readonly reason: string };

/** Messages that may go under because others came at once. */
const MOST_PASSED_OVER = 1_000;

/** What every thread is given beside its task. */
export interface ThreadData {
  /** To be given signs of life. */
  readonly pulse: Pulse;
}

/**
 * Runs a module in a thread of its own until it ends, `signal` fires, or it crashes. Killing the thread ends whatever
 * it does, so a solver that never returns costs no more than its time, and its memory is limited. Of messages that
 * come faster than they are dealt with the newest counts, with what only older ones say. Resolves, never rejects.
 *
 * @param path module relative to this folder, without its ending.
 */
export function runThread<Task extends object, Message>(
  path: string,
  task: Task,
  onMessage: (message: Message) => void,
  signal: AbortSignal,
): Promise<ThreadEnd> {
  if (signal.aborted) return Promise.resolve({ kind: 'stopped' });
  const [pulse, began] = [newPulse(), process.hrtime.bigint()];
  return new Promise((resolve) => {
    const worker = begin(path, { ...task, pulse } satisfies ThreadData);
    if (typeof worker === 'string') {
      resolve({ kind: 'crashed', reason: worker });
      return;
    }
    let heard = false;
    const newest = new Newest<Message>((message) => {
      heard = true;
      try {
        onMessage(message);
      } catch (error) {
        end({ kind: 'crashed', reason: `said what makes no sense: ${firstLine(error)}` });
        void worker.terminate();
      }
    }, inOne);
    const end = (how: ThreadEnd): void => {
      signal.removeEventListener('abort', stop);
      worker.off('message', newest.take);
      newest.flush();
      resolve(how);
    };
    const stop = (): void => {
      const silent = heard && !hasBeaten(pulse) ? null : silenceOf(pulse, began);
      const trouble = silent === null ? flood(newest.passedOver) : noSign(silent);
      end(trouble === null ? { kind: 'stopped' } : { kind: 'crashed', reason: trouble });
      void worker.terminate();
    };
    signal.addEventListener('abort', stop, { once: true });
    worker.on('message', newest.take);
    worker.on('error', (error: Error) => end({ kind: 'crashed', reason: firstLine(error) }));
    worker.on('exit', (code) =>
      end(code === 0 ? { kind: 'done' } : { kind: 'crashed', reason: `the thread ended with code ${code}` }),
    );
  });
}

/** The thread, or why there is none: a machine short of memory or threads refuses one at once. */
function begin(path: string, workerData: ThreadData): Worker | string {
  try {
    return new Worker(threadModule(path, import.meta.url), { workerData, resourceLimits: threadLimits() });
  } catch (error) {
    return `could not be started: ${firstLine(error)}`;
  }
}

const noSign = (seconds: number): string => `gave no sign of life in its last ${seconds.toFixed(1)} s and was ended`;

/** A thread that says more than can be heard; null when it does not. */
const flood = (passedOver: number): string | null =>
  passedOver > MOST_PASSED_OVER ? `said far more than can be heard, ${passedOver} messages, and was ended` : null;

/** What both say, the newer where they say it both. */
const inOne = <Message>(older: Message, newer: Message): Message => ({ ...older, ...newer });

const firstLine = (error: unknown): string =>
  String(error instanceof Error ? error.message : error).split('\n')[0] ?? '';
