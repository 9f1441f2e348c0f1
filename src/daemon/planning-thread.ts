import { type ResourceLimits, Worker } from 'node:worker_threads';
import type { LastEpoch } from '../domain/last-epoch.ts';
import { incumbentOf } from '../domain/solution.ts';
import type { Planner, PlanTask, PlanWatch } from './planner.ts';
import { heard, type PlanningNews, type PlanningOrder, type ToldEpoch } from './planning-words.ts';

/** A planner in a thread of its own, which lives from epoch to epoch. */
export interface PlanningThread extends Planner {
  readonly close: () => Promise<void>;
}

export interface PlanningThreadTerms {
  readonly module: URL;
  /** Handed to the thread as `workerData`. */
  readonly data: unknown;
  readonly limits: ResourceLimits;
  /** Beside its search an epoch may take so long, until its thread is taken to hang. */
  readonly patienceSeconds: number;
}

interface Known {
  readonly worker: Worker;
  /** The problem of the epoch that it planned last, as it was sent here. */
  problem: LastEpoch['problem'] | null;
}

/**
 * Planning keeps its thread busy for seconds, and this one is free to send what is due. One epoch at a time. A thread that
 * dies or hangs costs its epoch; the next one begins another thread.
 */
export function planningThread(terms: PlanningThreadTerms): PlanningThread {
  let known: Known | null = null;
  const forget = (which: Worker): void => {
    if (known?.worker === which) known = null;
  };
  const begin = (): Known => {
    const worker = new Worker(terms.module, { workerData: terms.data, resourceLimits: terms.limits });
    worker.on('error', () => forget(worker)).on('exit', () => forget(worker));
    return { worker, problem: null };
  };
  return {
    plan: async (task, watch) => {
      known ??= begin();
      const mine = known;
      const seconds = task.policy.limits.timeLimitSeconds + terms.patienceSeconds;
      try {
        const { epoch, snapshotHash } = await converse(mine.worker, { order: orderOf(task, mine), seconds }, watch);
        mine.problem = incumbentOf(epoch.solution) === null ? null : epoch.problem;
        return { epoch: { ...epoch, snapshot: task.snapshot }, snapshotHash };
      } catch (error) {
        mine.problem = null;
        if (!(error instanceof Lost)) throw error;
        forget(mine.worker);
        void mine.worker.terminate();
        throw new Error(error.message);
      }
    },
    close: async () => {
      await known?.worker.terminate();
    },
  };
}

/** What the thread has already is not sent again. */
function orderOf({ last, ...task }: PlanTask, { problem }: Known): PlanningOrder {
  return { kind: 'plan', task, last: last !== null && last.problem === problem ? 'kept' : last };
}

/** The thread is of no more use. */
class Lost extends Error {}

interface Question {
  readonly order: PlanningOrder;
  readonly seconds: number;
}

/** One task, and all that is heard until its answer. */
function converse(worker: Worker, { order, seconds }: Question, watch: PlanWatch): Promise<ToldEpoch> {
  return new Promise((resolve, reject) => {
    const over = new AbortController();
    const end = (settle: () => void): void => {
      clearTimeout(timer);
      over.abort();
      worker.off('message', hear).off('error', died).off('exit', left);
      settle();
    };
    const lose = (why: string) => end(() => reject(new Lost(why)));
    const died = (error: Error): void => lose(`the planning thread died: ${error.message}`);
    const left = (code: number): void => lose(`the planning thread ended by itself with code ${code}`);
    const timer = setTimeout(() => lose(`planning did not end within ${seconds} s and was given up`), seconds * 1000);
    const tell = telling(worker, watch, over.signal);
    const hear = (news: PlanningNews): void => {
      if (news.kind === 'planned') end(() => resolve(news));
      else if (news.kind === 'failed') end(() => reject(heard(news.error)));
      else tell(news);
    };
    worker.on('message', hear).on('error', died).on('exit', left);
    watch.signal.addEventListener('abort', () => lose('nobody waits for this plan any more'), { signal: over.signal });
    if (watch.signal.aborted) lose('nobody waits for this plan any more');
    else worker.postMessage(order);
  });
}

type OnTheWay = Exclude<PlanningNews, { readonly kind: 'planned' | 'failed' }>;

/** Passes on what is said before the answer, and to the thread that its search is to end. */
function telling(worker: Worker, { events, search }: PlanWatch, over: AbortSignal): (news: OnTheWay) => void {
  let searched = new AbortController();
  const cut = (): void => worker.postMessage({ kind: 'cut' } satisfies PlanningOrder);
  return (news) => {
    switch (news.kind) {
      case 'searching':
        searched = new AbortController();
        search(AbortSignal.any([searched.signal, over])).addEventListener('abort', cut, { signal: over });
        return;
      case 'searched':
        searched.abort();
        return;
      case 'improved':
        events.improved({ schedule: null, ...news.news });
        return;
      case 'fault':
        events.fault(news.message);
    }
  };
}
