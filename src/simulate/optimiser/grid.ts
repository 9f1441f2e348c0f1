/** Spans between edges that nothing asks for: at least so many seconds, and this share of their distance from now. */
const LEAST_SECONDS = 60;
const SHARE = 0.12;
/** So many moments are edges exactly; beyond that they fall on the grid. */
const MOST_EXACT = 60;

/**
 * Slot edges after now: those that matter to the second, and between them slots that grow with their distance.
 *
 * @param exact moments that are edges, most important first.
 * @param until end of the horizon.
 */
export function edgesAfter(now: number, exact: readonly number[], until: number): readonly number[] {
  const kept = [...new Set(exact.filter((second) => second > now && second < until))].slice(0, MOST_EXACT);
  const grown: number[] = [];
  for (let at = now + LEAST_SECONDS; at < until; at += Math.max(LEAST_SECONDS, Math.floor((at - now) * SHARE)))
    grown.push(at);
  return [...new Set([...kept, ...grown, until])].sort((a, b) => a - b);
}
