import type { Room, Timeline } from './timeline.ts';

/** What is looked for: so many equal VMs for so long, beginning from `after` to `latest`. */
export interface Search {
  readonly vm: Room;
  readonly count: number;
  readonly seconds: number;
  readonly after: number;
  readonly latest: number;
}

/**
 * The soonest moment from which the hosts together have room for all VMs, each where it is for the whole span; null
 * when there is none. For each host and each k, the moments from which it has room for k VMs are intervals; where
 * enough of these overlap, all VMs fit.
 */
export function soonest(timelines: readonly Timeline[], search: Search): number | null {
  const opens: number[] = [];
  const closes: number[] = [];
  for (const timeline of timelines) {
    for (let k = 1; k <= search.count; k++) if (!addIntervals(timeline, k, search, opens, closes)) break;
  }
  opens.sort((a, b) => a - b);
  closes.sort((a, b) => a - b);
  let closed = 0;
  for (let index = search.count - 1; index < opens.length; index++) {
    const at = opens[index] as number;
    while (closed < closes.length && (closes[closed] as number) < at) closed++;
    if (index + 1 - closed >= search.count) return at;
  }
  return null;
}

/** Notes first and last moments to begin for k VMs on one host; false when there are none. */
function addIntervals(
  { at, cpuCentis, memoryMib }: Timeline,
  k: number,
  { vm, seconds, after, latest }: Search,
  opens: number[],
  closes: number[],
): boolean {
  let since: number | null = null;
  let found = false;
  for (let index = 0; index <= at.length; index++) {
    const fits =
      index < at.length &&
      (cpuCentis[index] as number) >= k * vm.cpuCentis &&
      (memoryMib[index] as number) >= k * vm.memoryMib;
    if (fits) since ??= at[index] as number;
    if (since === null || (fits && index < at.length - 1)) continue;
    const until = fits || index === at.length ? Number.POSITIVE_INFINITY : (at[index] as number);
    const open = Math.max(since, after);
    const close = Math.min(until === Number.POSITIVE_INFINITY ? until : until - seconds, latest);
    since = null;
    if (open > close) continue;
    opens.push(open);
    closes.push(close);
    found = true;
  }
  return found;
}
