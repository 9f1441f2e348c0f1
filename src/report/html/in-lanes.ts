/** A span on one host. `from` is included, `until` is the first moment after. */
interface Span {
  readonly from: number;
  readonly until: number;
}

/**
 * Puts spans into lanes so that no two of a lane overlap: the first lane that is free, except that whoever was there
 * before goes on in the lane he had, so that his phases stand in a row.
 */
export function inLanes<Bar extends Span>(
  bars: readonly Bar[],
  who: (bar: Bar) => number,
): readonly (Bar & { readonly lane: number })[] {
  const freeFrom: number[] = [];
  const laneOf = new Map<number, number>();
  return bars
    .toSorted((a, b) => a.from - b.from || who(a) - who(b))
    .map((bar) => {
      const own = laneOf.get(who(bar));
      const kept = own !== undefined && (freeFrom[own] as number) <= bar.from ? own : -1;
      const free = kept === -1 ? freeFrom.findIndex((moment) => moment <= bar.from) : kept;
      const lane = free === -1 ? freeFrom.length : free;
      freeFrom[lane] = bar.until;
      laneOf.set(who(bar), lane);
      return { ...bar, lane };
    });
}
