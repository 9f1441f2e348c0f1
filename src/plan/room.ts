import type { Dispatched } from './step.ts';

/** Room that a departure gave back and nobody took yet. */
interface Part {
  readonly freedBy: Dispatched;
  readonly amounts: number[];
}

/**
 * The free room of a host, and where each part of it came from, so that whoever takes it knows what to wait for.
 *
 * Amounts have one owner at a time: an arrival that took a part needs that departure and no other, however early or
 * late the rest turns out to be (the partial-order schedules of Policella, Cesta, Oddi and Smith, 2007).
 */
export class Room {
  readonly #free: number[];
  #parts: readonly Part[] = [];

  /** What is free now; an over-committed host has nothing. */
  constructor(free: readonly number[]) {
    this.#free = free.map((amount) => Math.max(0, amount));
  }

  /** All that is free, whoever freed it. */
  total(): readonly number[] {
    return this.#sum(this.#parts);
  }

  fits(demand: readonly number[]): boolean {
    return covers(this.total(), demand);
  }

  /** Takes room and returns the departures that freed it; no more than there is. */
  take(demand: readonly number[]): readonly Dispatched[] {
    const needed = this.#needed(demand);
    const rest = [...demand];
    drain(this.#free, rest);
    for (const part of needed) drain(part.amounts, rest);
    this.#parts = this.#parts.filter(({ amounts }) => amounts.some((amount) => amount > 0));
    return needed.map(({ freedBy }) => freedBy);
  }

  /** Closes as much room as there is, up to the amounts; returns how to open it again. */
  seize(amounts: readonly number[]): () => void {
    const free = [...this.#free];
    const parts = this.#parts.map((part) => ({ part, amounts: [...part.amounts] }));
    const rest = [...amounts];
    drain(this.#free, rest);
    for (const { amounts: part } of this.#parts) drain(part, rest);
    const seized = parts.map((before) => ({
      freedBy: before.part.freedBy,
      amounts: before.amounts.map((amount, r) => amount - (before.part.amounts[r] as number)),
    }));
    const seizedFree = free.map((amount, r) => amount - (this.#free[r] as number));
    return () => {
      this.give(seizedFree, null);
      for (const part of seized) this.give(part.amounts, part.freedBy);
    };
  }

  /** Room becomes free, through a departure or by itself. */
  give(amounts: readonly number[], freedBy: Dispatched | null): void {
    if (freedBy !== null) this.#parts = [...this.#parts, { freedBy, amounts: [...amounts] }];
    else
      amounts.forEach((amount, r) => {
        this.#free[r] = (this.#free[r] as number) + amount;
      });
  }

  /** In the order in which they became free, up to enough; without those that turn out to be superfluous. */
  #needed(demand: readonly number[]): readonly Part[] {
    let chosen: readonly Part[] = [];
    for (const part of this.#parts) {
      if (covers(this.#sum(chosen), demand)) break;
      chosen = [...chosen, part];
    }
    for (const part of chosen) {
      const others = chosen.filter((each) => each !== part);
      const without = this.#sum(others);
      const helps = part.amounts.some((amount, r) => amount > 0 && (without[r] as number) < (demand[r] as number));
      if (!helps) chosen = others;
    }
    return chosen;
  }

  #sum(parts: readonly Part[]): number[] {
    return this.#free.map((free, r) => parts.reduce((sum, { amounts }) => sum + (amounts[r] as number), free));
  }
}

/** Enough of every resource. */
export const covers = (room: readonly number[], demand: readonly number[]): boolean =>
  demand.every((amount, r) => amount <= (room[r] as number));

/** Moves amounts from one vector to cover another, as far as they go. */
function drain(from: number[], wanted: number[]): void {
  wanted.forEach((amount, r) => {
    const taken = Math.min(amount, from[r] as number);
    from[r] = (from[r] as number) - taken;
    wanted[r] = amount - taken;
  });
}
