import '../steady-date.ts';
import { parentPort } from 'node:worker_threads';
import type { WorkerOrder, WorkerReport } from '../engine.ts';
import { runHighs } from './highs-run.ts';

const say = (report: WorkerReport): void => parentPort?.postMessage(report);

/** HiGHS in a thread of its own: loaded once, one program after the other. */
parentPort?.on('message', ({ task, stop }: WorkerOrder) => {
  say({ kind: 'begun' });
  const attention = {
    news: (news: Parameters<Parameters<typeof runHighs>[1]['news']>[0]) => say({ kind: 'news', ...news }),
    isStopped: () => Atomics.load(stop, 0) === 1,
  };
  say({ kind: 'answer', ...runHighs(task, attention) });
});
