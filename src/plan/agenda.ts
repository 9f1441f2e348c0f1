/** Room becomes free: this comes first among things of one moment. */
export const FREES = 0;
/** Room is closed: this comes second. */
export const CLOSES = 1;
/** Somebody is ready to take room: this comes last. */
export const READY = 2;
type Rank = typeof FREES | typeof CLOSES | typeof READY;

interface Entry {
  readonly time: number;
  readonly rank: Rank;
  readonly happen: () => void;
}

/** Things to come, by time, then rank, then as they were noted. */
export class Agenda {
  readonly #entries: Entry[] = [];

  note(time: number, rank: Rank, happen: () => void): void {
    let low = 0;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const entry = this.#entries[middle] as Entry;
      if (entry.time < time || (entry.time === time && entry.rank <= rank)) low = middle + 1;
      else high = middle;
    }
    this.#entries.splice(low, 0, { time, rank, happen });
  }

  /** When the next thing happens; null when there is none. */
  next(): number | null {
    return this.#entries[0]?.time ?? null;
  }

  /** Lets the next thing happen. */
  advance(): void {
    this.#entries.shift()?.happen();
  }
}
