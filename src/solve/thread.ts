import { Worker } from 'node:worker_threads';
import { threadModule } from './thread-module.ts';

/** How a thread ended: by itself, by our hand, or by a fault of its own. */
export type ThreadEnd = { readonly kind: 'done' | 'stopped' } | { readonly kind: 'crashed'; readonly reason: string };

/**
 * Runs a module in a thread of its own until it ends, `signal` fires, or it crashes. Killing the thread ends whatever
 * it does, so a solver that never returns costs no more than its time. Resolves, never rejects.
 *
 * @param path module relative to this folder, without its ending.
 */
export function runThread<Task, Message>(
  path: string,
  task: Task,
  onMessage: (message: Message) => void,
  signal: AbortSignal,
): Promise<ThreadEnd> {
  if (signal.aborted) return Promise.resolve({ kind: 'stopped' });
  return new Promise((resolve) => {
    const worker = new Worker(threadModule(path, import.meta.url), { workerData: task });
    const end = (how: ThreadEnd): void => {
      signal.removeEventListener('abort', stop);
      worker.removeAllListeners('message');
      resolve(how);
    };
    const stop = (): void => {
      end({ kind: 'stopped' });
      void worker.terminate();
    };
    signal.addEventListener('abort', stop, { once: true });
    worker.on('message', onMessage);
    worker.on('error', (error: Error) => end({ kind: 'crashed', reason: error.message }));
    worker.on('exit', (code) =>
      end(code === 0 ? { kind: 'done' } : { kind: 'crashed', reason: `the thread ended with code ${code}` }),
    );
  });
}
