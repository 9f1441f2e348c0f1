/** Moves that follow each other, each waiting for the room of the one before: as many find a slot. */
const CHAIN = 4;
const MOST_SLOTS = 128;

/**
 * Slot edges from 0: moves of these durations that follow each other begin and end on edges, as far as that takes no
 * more than {@link MOST_SLOTS} slots.
 */
export function slotEdges(moveSeconds: readonly number[]): readonly number[] {
  const longest = moveSeconds.reduce((most, seconds) => Math.max(most, seconds), 1);
  const exact = moveSeconds.reduce(greatestCommonDivisor, longest);
  const step = Math.max(exact, Math.ceil((CHAIN * longest) / MOST_SLOTS));
  return Array.from({ length: Math.ceil((CHAIN * longest) / step) + 1 }, (_, slot) => slot * step);
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
