/**
 * What is free on one host over time, as steps: from `at[i]` until `at[i + 1]` (the last for ever) so much is free.
 * Amounts are whole: hundredths of a core, MiB.
 */
export interface Timeline {
  readonly at: number[];
  readonly cpuCentis: number[];
  readonly memoryMib: number[];
}

export interface Room {
  readonly cpuCentis: number;
  readonly memoryMib: number;
}

/** All of it is free, for ever. */
export function clear(timeline: Timeline, from: number, room: Room): void {
  timeline.at.length = timeline.cpuCentis.length = timeline.memoryMib.length = 1;
  timeline.at[0] = from;
  timeline.cpuCentis[0] = room.cpuCentis;
  timeline.memoryMib[0] = room.memoryMib;
}

/** Takes so much (with −1: gives it back) from `from` until `until`, which may be infinite. What is taken may exceed what is free. */
export function take(timeline: Timeline, from: number, until: number, amount: Room, sign: 1 | -1): void {
  if (until <= from) return;
  const first = cutAt(timeline, from);
  const end = until === Number.POSITIVE_INFINITY ? timeline.at.length : cutAt(timeline, until);
  for (let index = first; index < end; index++) {
    timeline.cpuCentis[index] = (timeline.cpuCentis[index] as number) - sign * amount.cpuCentis;
    timeline.memoryMib[index] = (timeline.memoryMib[index] as number) - sign * amount.memoryMib;
  }
}

/** How many VMs of that size have room from `from` until `until`, at most `most`. */
export function roomFor(timeline: Timeline, from: number, until: number, vm: Room, most: number): number {
  const { at, cpuCentis, memoryMib } = timeline;
  let fitting = most;
  for (let index = stepAt(timeline, from); index < at.length && (at[index] as number) < until; index++) {
    if (vm.cpuCentis > 0) fitting = Math.min(fitting, Math.floor((cpuCentis[index] as number) / vm.cpuCentis));
    if (vm.memoryMib > 0) fitting = Math.min(fitting, Math.floor((memoryMib[index] as number) / vm.memoryMib));
    if (fitting <= 0) return 0;
  }
  return fitting;
}

/** Until when a VM that has room from `from` could stay; `from` when it has none. */
export function roomUntil(timeline: Timeline, from: number, vm: Room): number {
  const { at, cpuCentis, memoryMib } = timeline;
  const first = stepAt(timeline, from);
  for (let index = first; index < at.length; index++) {
    const fits = (cpuCentis[index] as number) >= vm.cpuCentis && (memoryMib[index] as number) >= vm.memoryMib;
    if (!fits) return index === first ? from : (at[index] as number);
  }
  return Number.POSITIVE_INFINITY;
}

/** Index of the step that holds at that time; times before the first step belong to it. */
function stepAt({ at }: Timeline, time: number): number {
  let low = 0;
  let high = at.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((at[middle] as number) <= time) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Makes a step begin there; @returns its index. */
function cutAt(timeline: Timeline, time: number): number {
  const index = stepAt(timeline, time);
  if ((timeline.at[index] as number) >= time) return index;
  timeline.at.splice(index + 1, 0, time);
  timeline.cpuCentis.splice(index + 1, 0, timeline.cpuCentis[index] as number);
  timeline.memoryMib.splice(index + 1, 0, timeline.memoryMib[index] as number);
  return index + 1;
}
