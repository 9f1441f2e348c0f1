import { slotFrom } from '../domain/time.ts';

/**
 * Where spans end on the grid: for a span of so many seconds that begins in slot s, the first slot after it,
 * u(s) = slotFrom(edges[s] + seconds), at most T. Spans recur (leases share durations), so each table is made once.
 */
export class Ends {
  readonly #edges: readonly number[];
  readonly #tables = new Map<number, Int32Array>();
  readonly #never: Int32Array;

  constructor(edges: readonly number[]) {
    this.#edges = edges;
    this.#never = new Int32Array(edges.length - 1).fill(edges.length - 1);
  }

  /** u(s) for every slot s; a span of null seconds never ends. */
  of(seconds: number | null): Int32Array {
    if (seconds === null) return this.#never;
    const known = this.#tables.get(seconds);
    if (known !== undefined) return known;
    const table = Int32Array.from(this.#never, (_, slot) =>
      slotFrom(this.#edges, (this.#edges[slot] as number) + seconds),
    );
    this.#tables.set(seconds, table);
    return table;
  }

  /** u(s) for one slot; slots beyond the last end with it. */
  after(slot: number, seconds: number | null): number {
    if (slot >= this.#never.length) return this.#never.length;
    return seconds === null ? this.#never.length : slotFrom(this.#edges, (this.#edges[slot] as number) + seconds);
  }
}
