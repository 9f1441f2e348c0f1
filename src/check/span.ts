import { groupBy } from './group.ts';

/** A VM is on a host from `from` until `until`: slots in a schedule, Unix seconds in a plan. */
export interface Span {
  readonly vm: number;
  readonly host: number;
  readonly from: number;
  readonly until: number;
}

/** Two VMs on hosts where they should not be at one time, `from` ≤ t < `until`. */
export interface Clash {
  readonly one: Span;
  readonly other: Span;
  readonly from: number;
  readonly until: number;
}

/** Pairs, one of `left` and another of `right`, that are on one host at one time. */
export function sharing(
  spans: readonly Span[],
  left: ReadonlySet<number>,
  right: ReadonlySet<number>,
): readonly Clash[] {
  const parted = ({ vm }: Span, { vm: other }: Span): boolean =>
    vm !== other && ((left.has(vm) && right.has(other)) || (right.has(vm) && left.has(other)));
  return [...groupBy(spans, (span) => span.host).values()].flatMap((here) => clashes(here, parted));
}

/** Pairs that are on hosts of different zones at one time; without zones each host is one. */
export const scattered = (
  spans: readonly Span[],
  zoneOf: (host: number) => number = (host) => host,
): readonly Clash[] => clashes(spans, (one, other) => one.vm !== other.vm && zoneOf(one.host) !== zoneOf(other.host));

function clashes(spans: readonly Span[], clash: (one: Span, other: Span) => boolean): readonly Clash[] {
  const found: Clash[] = [];
  for (const [index, one] of spans.entries()) {
    for (let next = index + 1; next < spans.length; next++) {
      const other = spans[next] as Span;
      const from = Math.max(one.from, other.from);
      const until = Math.min(one.until, other.until);
      if (from < until && clash(one, other)) found.push({ one, other, from, until });
    }
  }
  return found;
}
