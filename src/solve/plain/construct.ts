import { Finder, NOWHERE } from './finder.ts';
import { LEFT, type Placing, type PlainPart } from './part.ts';
import { PlainState } from './state.ts';

/** Hosts looked at for one job, at most, before the best of them is taken. */
export const MOST_HOSTS = 400;

/**
 * Puts the jobs in one after the other, lowest key first, each at its earliest start; what runs, runs on.
 *
 * @param mostHosts hosts looked at for one job, at most: fewer are quicker, and a little worse.
 */
export function construct(part: PlainPart, keys: Float64Array, mostHosts = MOST_HOSTS): Placing {
  const state = new PlainState(part);
  settleRunning(state);
  const finder = new Finder(state);
  const order = waitingByKey(part, keys);
  let offset = 0;
  for (const j of order) {
    offset = placeEarliest(state, finder, j, { offset, mostHosts });
    state.mark();
  }
  return { start: state.start, host: state.host };
}

/** Running jobs at home. */
export function settleRunning(state: PlainState): void {
  const { part } = state;
  for (let j = 0; j < part.jobs; j++) {
    if (part.running[j] !== 1) continue;
    state.setStart(j, 0);
    for (let k = part.first[j] as number; k < (part.first[j + 1] as number); k++) state.put(k, part.home[k] as number);
  }
  state.mark();
}

/** Waiting jobs, lowest key first. */
export function waitingByKey(part: PlainPart, keys: Float64Array): Int32Array {
  const waiting: number[] = [];
  for (let j = 0; j < part.jobs; j++) if (part.running[j] !== 1) waiting.push(j);
  waiting.sort((a, b) => (keys[a] as number) - (keys[b] as number) || a - b);
  return Int32Array.from(waiting);
}

/**
 * Where many hosts would do, some of them all over the set are looked at, and others each time; returns where the next
 * choice begins.
 */
export function placeEarliest(
  state: PlainState,
  finder: Finder,
  j: number,
  { offset, mostHosts }: { readonly offset: number; readonly mostHosts: number },
): number {
  const { part } = state;
  const set = part.sets[part.hostSet[j] as number] as Int32Array;
  const some = set.length <= mostHosts ? set : spreadOver(set, offset, mostHosts);
  const slot = finder.earliest(j, some, some.length, part.earliest[j] as number, part.latest[j] as number);
  placeAt(state, finder, j, slot);
  return offset + 1;
}

/** So many of a set at even distances, from `offset` on. */
function spreadOver(set: Int32Array, offset: number, count: number): Int32Array {
  const some = new Int32Array(count);
  const step = set.length / count;
  for (let q = 0; q < count; q++) some[q] = set[(offset + Math.floor(q * step)) % set.length] as number;
  return some;
}

/** Puts a job where the finder found room for it, or leaves it. */
export function placeAt(state: PlainState, finder: Finder, j: number, slot: number): void {
  state.setStart(j, slot === NOWHERE ? LEFT : slot);
  if (slot === NOWHERE) return;
  const first = state.part.first[j] as number;
  for (let k = first; k < (state.part.first[j + 1] as number); k++) state.put(k, finder.hosts[k - first] as number);
}
