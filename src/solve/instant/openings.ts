import type { InstantData } from './data.ts';
import { filledHosts } from './fill-hosts.ts';
import { FORBIDDEN, State } from './state.ts';

/** How a VM chooses among hosts of one cost: the fullest, the emptiest, or the one left most even. */
type Taste = 'full' | 'empty';

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
  const { start: first, vms, jobs } = data.gangs;
  const membersOf = (job: number): readonly number[] => Array.from(vms.subarray(first[job], first[job + 1]));
  const volume = (job: number): number => membersOf(job).reduce((sum, vm) => sum + (size[vm] as number), 0);
  const order = Array.from({ length: jobs }, (_, job) => job)
    .filter((job) => membersOf(job).every((vm) => (state.place[vm] as number) < 0))
    .map((job) => ({ job, volume: volume(job) }))
    .sort((a, b) => b.volume - a.volume);
  for (const { job } of order) placeJob(state, membersOf(job), taste);
  return state.place;
}

/** All VMs of a job, or none. */
export function placeJob(state: State, members: readonly number[], taste: Taste): boolean {
  const placed: number[] = [];
  for (const vm of members) {
    if (placeVm(state, vm, taste)) placed.push(vm);
    else {
      for (const other of placed) state.leave(other);
      return false;
    }
  }
  return true;
}

function placeVm(state: State, vm: number, taste: Taste): boolean {
  const { hostSetOf, hostSetStart, hostSetHosts } = state.data;
  const set = hostSetOf[vm] as number;
  const options: { readonly host: number; readonly cost: number; readonly rank: number }[] = [];
  for (let k = hostSetStart[set] as number; k < (hostSetStart[set + 1] as number); k++) {
    const host = hostSetHosts[k] as number;
    const cost = state.enterCost(vm, host);
    if (cost < FORBIDDEN) options.push({ host, cost, rank: taste === 'full' ? -state.fill(host) : state.fill(host) });
  }
  options.sort((a, b) => a.cost - b.cost || a.rank - b.rank);
  return options.some(({ host }) => state.enter(vm, host));
}
