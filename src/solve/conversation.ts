import type { Worker } from 'node:worker_threads';
import type { EngineAnswer, EngineNews, EngineTask, EngineWatch, WorkerOrder, WorkerReport } from './engine.ts';
import { Newest } from './newest.ts';

/** How a conversation ended, and whether the worker may be talked to again. */
export interface ConversationEnd {
  readonly answer: EngineAnswer;
  readonly reusable: boolean;
}

/** Seconds after which a worker is asked to stop, and after which it is given up. */
const askAfter = (limitSeconds: number): number => limitSeconds + 0.05;
const endAfter = (limitSeconds: number): number => limitSeconds * 1.03 + 0.15;
/** How long an engine that nobody waits for any more may take to stop. */
const ABORT_GRACE_SECONDS = 0.15;
/** How long an engine may take to take up its work before that is worth a word. */
const BEGIN_SECONDS = 1;

/** One task given to one worker, and all that is heard until it answers, dies, or is given up. Ends once. */
export class Conversation {
  readonly #name: string;
  readonly #worker: Worker;
  readonly #watch: EngineWatch;
  readonly #stop = new Int32Array(new SharedArrayBuffer(4));
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #news: Newest<EngineNews>;
  readonly #beganAt = performance.now();
  #begun = false;
  #values: Float64Array | null = null;
  #bound: number | null = null;
  #resolve: (end: ConversationEnd) => void = () => undefined;

  constructor(name: string, worker: Worker, watch: EngineWatch) {
    this.#name = name;
    this.#worker = worker;
    this.#watch = watch;
    this.#news = new Newest((news) => this.#watch.news(news), together);
  }

  /** Never rejects. */
  about(task: EngineTask): Promise<ConversationEnd> {
    return new Promise((resolve) => {
      this.#resolve = resolve;
      this.#worker.on('message', this.#hear).on('error', this.#crashed).on('exit', this.#left);
      this.#watch.signal.addEventListener('abort', this.#abort, { once: true });
      if (task.timeLimitSeconds !== null) {
        this.#later(askAfter(task.timeLimitSeconds), this.#ask);
        this.#later(endAfter(task.timeLimitSeconds), this.#giveUp);
      }
      const order: WorkerOrder = { task, stop: this.#stop };
      this.#worker.postMessage(order);
    });
  }

  readonly #hear = (report: WorkerReport): void => {
    this.#begun = true;
    switch (report?.kind) {
      case 'begun':
        return;
      case 'answer':
        this.#end(report, true);
        return;
      case 'news':
        this.#values = report.values ?? this.#values;
        this.#bound = report.bound ?? this.#bound;
        this.#news.take(report);
        return;
      default:
        this.#watch.fault(`${this.#name}: says what makes no sense`);
    }
  };

  readonly #crashed = (error: unknown): void => this.#endWith('failed', `crashed: ${firstLine(error)}`);
  readonly #left = (code: number): void => this.#endWith('failed', `ended by itself with code ${code}`);

  readonly #ask = (): void => {
    Atomics.store(this.#stop, 0, 1);
  };

  readonly #abort = (): void => {
    this.#ask();
    const waited = (performance.now() - this.#beganAt) / 1000;
    if (!this.#begun && waited > BEGIN_SECONDS) {
      this.#watch.fault(`${this.#name}: did not take up its work in ${waited.toFixed(1)} s and was ended`);
    }
    this.#later(ABORT_GRACE_SECONDS, () => this.#endWith('stopped', 'ended while it was stopping'));
  };

  readonly #giveUp = (): void => {
    this.#watch.fault(`${this.#name}: did not stop in time and was ended`);
    this.#endWith('stopped', 'did not stop in time and was ended');
  };

  #later(seconds: number, act: () => void): void {
    this.#timers.push(setTimeout(act, seconds * 1000));
  }

  /** What was heard on the way is all there is. */
  #endWith(outcome: EngineAnswer['outcome'], reason: string): void {
    this.#end({ outcome, reason, values: this.#values, objective: null, bound: this.#bound }, false);
  }

  #end(answer: EngineAnswer, reusable: boolean): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#worker.off('message', this.#hear).off('error', this.#crashed).off('exit', this.#left);
    this.#watch.signal.removeEventListener('abort', this.#abort);
    this.#news.flush();
    this.#resolve({ answer, reusable });
  }
}

/** The newer of each that has one. */
const together = (older: EngineNews, newer: EngineNews): EngineNews => ({
  values: newer.values ?? older.values,
  bound: newer.bound ?? older.bound,
});

const firstLine = (error: unknown): string =>
  String(error instanceof Error ? error.message : error).split('\n')[0] ?? '';
