/** A clock that stands still until everything that can happen at one moment has happened, and then jumps to the next. */
export class VirtualTime {
  now: number;
  readonly #began: number;
  #timers: { readonly at: number; readonly ring: () => void; readonly order: number }[] = [];
  #count = 0;

  constructor(start: number) {
    this.now = start;
    this.#began = start;
  }

  readonly unixSeconds = (): number => this.now;

  /** Calls at that moment; gives what takes it back. */
  at(moment: number, ring: () => void): () => void {
    const timer = { at: Math.max(moment, this.now), ring, order: this.#count++ };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((each) => each !== timer);
    };
  }

  readonly wait = (seconds: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      if (signal?.aborted === true) {
        resolve();
        return;
      }
      const cancel = this.at(this.now + seconds, resolve);
      signal?.addEventListener('abort', () => {
        cancel();
        resolve();
      });
    });

  /** Lets time pass until the promise has an end, or nothing would ever happen again. */
  async until<Value>(promise: Promise<Value>): Promise<Value> {
    let ended = false;
    const end = (): void => {
      ended = true;
    };
    promise.then(end, end);
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      if (ended) return promise;
      if (this.now > LATEST_SECONDS + this.#began) throw new Error('it goes round and round');
      if (!this.#step()) throw new Error(`nothing happens any more at ${this.now}`);
    }
  }

  #step(): boolean {
    const next = this.#timers.toSorted((a, b) => a.at - b.at || a.order - b.order)[0];
    if (next === undefined) return false;
    this.#timers = this.#timers.filter((each) => each !== next);
    this.now = next.at;
    next.ring();
    return true;
  }
}

/** Whatever is enacted here has an end long before. */
const LATEST_SECONDS = 100_000;
