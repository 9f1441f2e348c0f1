import type { Room, Timeline } from './timeline.ts';

/**
 * For VMs of one size, all stretches in which a host has room for k of them (k = 1, 2, …), in two orders: as they open
 * and as they close. Kept from search to search; only hosts that have changed are looked at again.
 */
export interface Stretches {
  readonly vm: Room;
  /** By place in the order of opening: when it opens, when it closes, its host. */
  readonly opens: Column;
  readonly closes: Column;
  readonly hosts: Column;
  /** By place in the order of closing. */
  readonly ends: Column;
  readonly begins: Column;
  /** What is noted of each host: opening and closing in turn, for all k. */
  readonly ofHost: number[][];
  readonly stale: Set<number>;
}

/** Numbers that are inserted and taken out in the middle. */
interface Column {
  values: Float64Array;
  length: number;
}

const newColumn = (): Column => ({ values: new Float64Array(256), length: 0 });

export const newStretches = (vm: Room, hosts: number): Stretches => ({
  vm,
  opens: newColumn(),
  closes: newColumn(),
  hosts: newColumn(),
  ends: newColumn(),
  begins: newColumn(),
  ofHost: Array.from({ length: hosts }, () => []),
  stale: new Set(Array.from({ length: hosts }, (_, host) => host)),
});

/** Forgets everything: all hosts have changed. */
export function forget({ opens, closes, hosts, ends, begins, ofHost, stale }: Stretches): void {
  for (const column of [opens, closes, hosts, ends, begins]) column.length = 0;
  ofHost.forEach((_, host) => {
    ofHost[host] = [];
    stale.add(host);
  });
}

/** Brings what is noted of changed hosts up to date. */
export function refresh(stretches: Stretches, timelines: readonly Timeline[]): void {
  for (const host of stretches.stale) {
    const before = stretches.ofHost[host] as number[];
    const after = stretchesOf(timelines[host] as Timeline, stretches.vm);
    let same = 0;
    while (same < before.length && before[same] === after[same] && before[same + 1] === after[same + 1]) same += 2;
    for (let at = same; at < before.length; at += 2)
      remove(stretches, host, before[at] as number, before[at + 1] as number);
    for (let at = same; at < after.length; at += 2)
      insert(stretches, host, after[at] as number, after[at + 1] as number);
    stretches.ofHost[host] = after;
  }
  stretches.stale.clear();
}

function stretchesOf({ at, cpuCentis, memoryMib }: Timeline, vm: Room): number[] {
  const found: number[] = [];
  for (let k = 1; ; k++) {
    const before = found.length;
    let since = -1;
    for (let index = 0; index < at.length; index++) {
      const fits = (cpuCentis[index] as number) >= k * vm.cpuCentis && (memoryMib[index] as number) >= k * vm.memoryMib;
      if (fits && since === -1) since = index;
      if (!fits && since !== -1) {
        found.push(at[since] as number, at[index] as number);
        since = -1;
      }
    }
    if (since !== -1) found.push(at[since] as number, Number.POSITIVE_INFINITY);
    if (found.length === before) return found;
  }
}

function insert({ opens, closes, hosts, ends, begins }: Stretches, host: number, open: number, close: number): void {
  const at = firstFrom(opens, open);
  put(opens, at, open);
  put(closes, at, close);
  put(hosts, at, host);
  const end = firstFrom(ends, close);
  put(ends, end, close);
  put(begins, end, open);
}

function remove({ opens, closes, hosts, ends, begins }: Stretches, host: number, open: number, close: number): void {
  let at = firstFrom(opens, open);
  while (hosts.values[at] !== host || closes.values[at] !== close) at++;
  for (const column of [opens, closes, hosts]) drop(column, at);
  let end = firstFrom(ends, close);
  while (begins.values[end] !== open) end++;
  for (const column of [ends, begins]) drop(column, end);
}

/** First place whose value is no less. */
function firstFrom({ values, length }: Column, value: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function put(column: Column, at: number, value: number): void {
  if (column.length === column.values.length) {
    const wider = new Float64Array(2 * column.length);
    wider.set(column.values);
    column.values = wider;
  }
  column.values.copyWithin(at + 1, at, column.length);
  column.values[at] = value;
  column.length++;
}

function drop(column: Column, at: number): void {
  column.values.copyWithin(at, at + 1, column.length);
  column.length--;
}

/** What is looked for: so many VMs for so long, beginning from `after` to `latest`. */
export interface Wanted {
  readonly count: number;
  readonly seconds: number;
  readonly after: number;
  readonly latest: number;
}

/** The soonest moment at which so many stretches are open that stay open for the whole span; null when there is none. */
export function soonestIn(stretches: Stretches, { count, seconds, after, latest }: Wanted): number | null {
  const { values: opens } = stretches.opens;
  const { values: closes } = stretches.closes;
  const { values: ends } = stretches.ends;
  const { values: begins } = stretches.begins;
  const { length } = stretches.opens;
  let [opened, ended, open] = [0, 0, 0];
  for (let at = after; at <= latest; at = opens[opened] as number) {
    for (; opened < length && (opens[opened] as number) <= at; opened++)
      if ((closes[opened] as number) >= (opens[opened] as number) + seconds) open++;
    for (; ended < length && (ends[ended] as number) < at + seconds; ended++)
      if ((ends[ended] as number) >= (begins[ended] as number) + seconds) open--;
    if (open >= count) return at;
    if (opened === length) return null;
  }
  return null;
}

/** Hosts whose stretches hold from … until, one for each VM that has room there; those that close soonest first, then by index. */
export function hostsOver(stretches: Stretches, from: number, until: number): readonly number[] {
  const { opens, closes, hosts } = stretches;
  const found = new Map<number, { readonly host: number; close: number; count: number }>();
  for (let at = 0; at < opens.length && (opens.values[at] as number) <= from; at++) {
    const close = closes.values[at] as number;
    if (close < until) continue;
    const host = hosts.values[at] as number;
    const known = found.get(host);
    if (known === undefined) found.set(host, { host, close, count: 1 });
    else {
      known.count++;
      known.close = Math.max(known.close, close);
    }
  }
  return [...found.values()]
    .sort((a, b) => (a.close === b.close ? a.host - b.host : a.close < b.close ? -1 : 1))
    .flatMap(({ host, count }) => new Array<number>(count).fill(host));
}
