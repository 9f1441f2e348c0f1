import { setImmediate } from 'node:timers/promises';
import type { Placing, PlainPart } from './part.ts';
import { PlainSearch } from './search.ts';

/** How long it searches before it lets others go on. */
const SLICE_SECONDS = 0.01;
const STEPS_A_LOOK = 16;

/** How long to search, and from which part of the cooling on. */
export interface HereTerms {
  readonly seconds: number;
  readonly from: number;
  readonly seed: number;
  readonly signal: AbortSignal;
}

/** Searches on from a placing in this thread: to make another one and to send it the part takes longer than a short search. */
export async function searchHere(
  part: PlainPart,
  placing: Placing,
  { seconds, from, seed, signal }: HereTerms,
): Promise<Placing> {
  const began = performance.now();
  const elapsed = (): number => (performance.now() - began) / 1000;
  const search = new PlainSearch(part, placing, seed);
  for (let share = elapsed() / seconds; share < 1 && !signal.aborted; share = elapsed() / seconds) {
    const end = Math.min(seconds, elapsed() + SLICE_SECONDS);
    while (elapsed() < end) for (let k = 0; k < STEPS_A_LOOK; k++) search.step(from + share * (1 - from));
    await setImmediate();
  }
  return search.best;
}
