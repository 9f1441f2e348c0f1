/** Times are Unix seconds, whole; spans are seconds. `from` is included, `until` is the first moment after. */

/** The slot whose edge is the first at or after `second`: T when `second` lies past the last but one edge. */
export function slotFrom(edges: readonly number[], second: number): number {
  let low = 0;
  let high = edges.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((edges[middle] as number) >= second) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The last slot that begins at or before `second`; −1 when `second` lies before the first edge. */
export function slotUpTo(edges: readonly number[], second: number): number {
  const next = slotFrom(edges, second);
  const slots = edges.length - 1;
  if (next < slots && edges[next] === second) return next;
  return Math.min(next, slots) - 1;
}

/** Length of slot t in seconds. */
export const slotSeconds = (edges: readonly number[], slot: number): number =>
  (edges[slot + 1] as number) - (edges[slot] as number);
