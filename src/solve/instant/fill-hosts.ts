import type { InstantData } from './data.ts';
import { correctedFills } from './fill/corrected.ts';
import { FORBIDDEN, State } from './state.ts';

/** How the next VM of a host is chosen: the one most along what is left there, or nearest to filling it. */
type Aim = 'along' | 'near';

/** Beyond so many pairs of VMs a construction takes too long. */
const MOST_PAIRS = 30_000_000;

/**
 * Assignments made host by host (Panigrahy, Talwar, Uyeda and Wieder, "Heuristics for vector bin packing", 2011): hosts
 * that give most room for their cost first, each filled with VMs chosen by what is left on it. For waiting jobs of one VM;
 * none when there are others.
 */
export function* filledHosts(data: InstantData, start: Int32Array): Generator<Int32Array> {
  const { gangs, hosts } = data;
  if (gangs.vms.length !== gangs.jobs || gangs.jobs ** 2 > MOST_PAIRS) return;
  const scarcity = scarcityOf(data);
  const room = Float64Array.from({ length: hosts }, (_, host) => roomOf(data, scarcity, host));
  const { useCost } = data.loads;
  const value = (host: number): number => (useCost[host] as number) / Math.max(1e-9, room[host] as number);
  const order = Array.from({ length: hosts }, (_, host) => host).sort(
    (a, b) => value(a) - value(b) || (room[b] as number) - (room[a] as number),
  );
  for (const aim of ['along', 'near'] as const) yield fillInOrder(data, start, order, scarcity, aim);
  yield* correctedFills(data, start, order);
}

function fillInOrder(
  data: InstantData,
  start: Int32Array,
  order: readonly number[],
  scarcity: Float64Array,
  aim: Aim,
): Int32Array {
  const state = new State(data, start);
  const left = Array.from(data.gangs.vms).filter((vm) => (state.place[vm] as number) < 0);
  for (const host of order) {
    for (let found = 0; found >= 0 && left.length > 0; ) {
      found = nextFor(state, left, host, scarcity, aim);
      if (found < 0 || !state.enter(left[found] as number, host)) break;
      left[found] = left[left.length - 1] as number;
      left.pop();
    }
  }
  return state.place;
}

/** Index of the VM that suits what is left of the host best; −1 when none fits. */
function nextFor(state: State, left: readonly number[], host: number, scarcity: Float64Array, aim: Aim): number {
  let best = -1;
  let highest = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < left.length; k++) {
    const vm = left[k] as number;
    const score = scoreOf(state, vm, host, scarcity, aim);
    if (score <= highest || !state.may(vm, host) || state.enterCost(vm, host) === FORBIDDEN) continue;
    highest = score;
    best = k;
  }
  return best;
}

function scoreOf(state: State, vm: number, host: number, scarcity: Float64Array, aim: Aim): number {
  const { resources, demand, capacity } = state.data;
  let score = 0;
  for (let r = 0, at = host * resources, d = vm * resources; r < resources; r++, at++, d++) {
    const weight = scarcity[r] as number;
    const rest = weight * ((capacity[at] as number) - (state.loads.use[at] as number));
    const need = weight * (demand[d] as number);
    score += aim === 'along' ? need * rest : -((rest - need) ** 2);
  }
  return score;
}

/** By resource: what is demanded of all there is, per unit. */
function scarcityOf({ vms, hosts, resources, demand, capacity }: InstantData): Float64Array {
  const wanted = new Float64Array(resources);
  const there = new Float64Array(resources);
  for (let at = 0; at < vms * resources; at++)
    wanted[at % resources] = (wanted[at % resources] as number) + (demand[at] as number);
  for (let at = 0; at < hosts * resources; at++)
    there[at % resources] = (there[at % resources] as number) + (capacity[at] as number);
  return wanted.map((each, r) => (there[r] === 0 ? 0 : each / (there[r] as number) ** 2));
}

function roomOf({ resources, capacity, blocked }: InstantData, scarcity: Float64Array, host: number): number {
  let room = 0;
  for (let r = 0, at = host * resources; r < resources; r++, at++) {
    room += (scarcity[r] as number) * ((capacity[at] as number) - (blocked[at] as number));
  }
  return room;
}
