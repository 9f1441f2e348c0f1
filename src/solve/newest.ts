/**
 * Hands on the newest of what comes faster than it is dealt with, once per turn of the event loop: so a flood of
 * messages does not keep timers and interrupts waiting.
 */
export class Newest<Message> {
  readonly #deal: (message: Message) => void;
  readonly #merge: (older: Message, newer: Message) => Message;
  #waiting: { readonly message: Message } | null = null;
  #passedOver = 0;

  /** @param merge what is left of two messages of which the older was not dealt with; the newer when left out. */
  constructor(deal: (message: Message) => void, merge = (_: Message, newer: Message): Message => newer) {
    this.#deal = deal;
    this.#merge = merge;
  }

  readonly take = (message: Message): void => {
    if (this.#waiting === null) setImmediate(() => this.flush());
    else this.#passedOver += 1;
    this.#waiting = { message: this.#waiting === null ? message : this.#merge(this.#waiting.message, message) };
  };

  /** Messages that were not dealt with by themselves. */
  get passedOver(): number {
    return this.#passedOver;
  }

  /** Deals with what waits now, because nothing more will come. */
  flush(): void {
    const waiting = this.#waiting;
    this.#waiting = null;
    if (waiting !== null) this.#deal(waiting.message);
  }
}
