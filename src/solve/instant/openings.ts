import type { InstantData } from './data.ts';
import { filledHosts } from './fill-hosts.ts';
import { fillOf } from './measures.ts';
import { FORBIDDEN, State } from './state.ts';
import { unitsOf } from './units.ts';

/** How a VM chooses among hosts of one cost: the fullest, the emptiest, or the one left most even. */
type Taste = 'full' | 'empty';

/** Hosts tried for the first VM of those placed together. */
const MOST_FIRST_HOSTS = 200;

/**
 * Assignments in which waiting jobs are placed, one construction after the other: largest first by several measures of
 * size, each VM where it costs least and, at one cost, on the fullest or the emptiest host.
 */
export function* openings(data: InstantData, start: Int32Array): Generator<Int32Array> {
  if (data.gangs.jobs === 0) return;
  yield* filledHosts(data, start);
  for (const taste of ['full', 'empty'] as const) {
    for (const measure of measures(data)) yield construct(data, start, measure, taste);
  }
}

/** Sizes of VMs: the sum of shares, the largest share, and each resource's. Shares are of what all hosts have. */
function* measures(data: InstantData): Generator<Float64Array> {
  const { vms, hosts, resources, demand, capacity } = data;
  const total = new Float64Array(resources);
  for (let at = 0; at < hosts * resources; at++)
    total[at % resources] = (total[at % resources] as number) + (capacity[at] as number);
  const share = (vm: number, r: number): number =>
    (demand[vm * resources + r] as number) / Math.max(1, total[r] as number);
  const all = Array.from({ length: resources }, (_, r) => r);
  yield Float64Array.from({ length: vms }, (_, vm) => all.reduce((most, r) => Math.max(most, share(vm, r)), 0));
  yield Float64Array.from({ length: vms }, (_, vm) => all.reduce((sum, r) => sum + share(vm, r), 0));
  if (resources > 1) for (const r of all) yield Float64Array.from({ length: vms }, (_, vm) => share(vm, r));
}

function construct(data: InstantData, start: Int32Array, size: Float64Array, taste: Taste): Int32Array {
  const state = new State(data, start);
  const { of } = data.gangs;
  const waits = (vm: number): boolean => (of[vm] as number) >= 0 && (state.place[vm] as number) < 0;
  const volume = (vms: readonly number[]): number => vms.reduce((sum, vm) => sum + (size[vm] as number), 0);
  const order = unitsOf(data)
    .map((unit) => unit.filter(waits))
    .filter((unit) => unit.length > 0)
    .map((unit) => ({ unit, volume: volume(unit) }))
    .sort((a, b) => b.volume - a.volume);
  for (const { unit } of order) {
    if (placeTogether(state, unit, taste) || unit.length === 1) continue;
    for (const members of jobsOf(data, unit)) placeTogether(state, members, taste);
  }
  return state.place;
}

function jobsOf({ gangs }: InstantData, unit: readonly number[]): readonly (readonly number[])[] {
  const jobs = [...new Set(unit.map((vm) => gangs.of[vm] as number))];
  return jobs.map((job) => unit.filter((vm) => gangs.of[vm] === job));
}

/** All VMs, or none: the first one is tried on several hosts, the others go where that lets them. */
function placeTogether(state: State, members: readonly number[], taste: Taste): boolean {
  const [first, ...others] = members as readonly [number, ...number[]];
  for (const host of hostsFor(state, first, taste).slice(0, MOST_FIRST_HOSTS)) {
    if (!state.enter(first, host)) continue;
    const placed = [first];
    for (const vm of others) {
      if (!hostsFor(state, vm, taste).some((option) => state.enter(vm, option))) break;
      placed.push(vm);
    }
    if (placed.length === members.length) return true;
    for (const vm of placed) state.leave(vm);
  }
  return false;
}

/** Hosts that admit the VM, where it costs least first. */
function hostsFor(state: State, vm: number, taste: Taste): readonly number[] {
  const { hostSetOf, hostSetStart, hostSetHosts } = state.data;
  const set = hostSetOf[vm] as number;
  const options: { readonly host: number; readonly cost: number; readonly rank: number }[] = [];
  for (let k = hostSetStart[set] as number; k < (hostSetStart[set + 1] as number); k++) {
    const host = hostSetHosts[k] as number;
    const cost = state.enterCost(vm, host);
    const fill = fillOf(state, host);
    if (cost < FORBIDDEN) options.push({ host, cost, rank: taste === 'full' ? -fill : fill });
  }
  return options.sort((a, b) => a.cost - b.cost || a.rank - b.rank).map(({ host }) => host);
}
