import type { InstantData } from '../data.ts';
import { FORBIDDEN, State } from '../state.ts';
import { type Kinds, kindsOf } from './kinds.ts';
import { type Choice, Pattern } from './pattern.ts';

/** Nodes for one host, and for all passes together. */
const NODES_A_HOST = 8_000;
const NODES = 4_000_000;
const PASSES = 60;
/** Large VMs are worth more than their size at first. */
const POWER = 1.02;
/** Share of its former worth that a VM keeps when it is corrected. */
const KEPT = 0.7;

/**
 * Assignments made host by host, each host filled with what is worth most together; what shares a host that was filled badly
 * is worth more in the next pass (sequential value correction: Mukhacheva, Belov, Kartack and Mukhacheva, Pesquisa
 * Operacional 2000; Belov and Scheithauer, INFORMS J. Comput. 2007). Only for VMs that are no more than what they need.
 */
export function* correctedFills(data: InstantData, start: Int32Array, order: readonly number[]): Generator<Int32Array> {
  const kinds = kindsOf(data, new State(data, start));
  if (kinds === null || kinds.members.length === 0) return;
  const pass = new Pass(data, kinds, order);
  let best = Number.POSITIVE_INFINITY;
  for (let k = 0; k < PASSES && pass.nodes < NODES; k++) {
    const state = pass.fill(start);
    if (state.cost >= best) continue;
    best = state.cost;
    yield state.place;
  }
}

class Pass {
  readonly #data: InstantData;
  readonly #kinds: Kinds;
  /** Hosts in the order they are filled. */
  readonly #order: readonly number[];
  readonly #weight: Float64Array;
  readonly #choice: Choice;
  nodes = 0;

  constructor(data: InstantData, kinds: Kinds, order: readonly number[]) {
    this.#data = data;
    this.#kinds = kinds;
    this.#order = order;
    const { resources } = data;
    const count = kinds.members.length;
    this.#weight = weightsOf(data, kinds);
    const size = Float64Array.from({ length: count }, (_, kind) => this.#sizeOf(kinds.demand, kind * resources));
    this.#choice = {
      kinds: Int32Array.from({ length: count }, (_, kind) => kind),
      left: new Int32Array(count),
      demand: kinds.demand,
      worth: size.map((each) => each ** POWER),
      size,
      resources,
    };
  }

  /** One pass over the hosts; the worth of kinds is corrected by it. */
  fill(start: Int32Array): State {
    const state = new State(this.#data, start);
    const { kinds, left, worth, size } = this.#choice;
    this.#kinds.members.forEach((members, kind) => {
      left[kind] = members.length;
    });
    const density = (kind: number): number => (worth[kind] as number) / Math.max(1e-12, size[kind] as number);
    kinds.sort((a, b) => density(b) - density(a) || (size[b] as number) - (size[a] as number));
    const corrected = worth.slice();
    let waiting = left.reduce((sum, each) => sum + each, 0);
    for (const host of this.#order) {
      if (waiting === 0) break;
      waiting -= this.#fillHost(state, host, corrected);
    }
    worth.set(corrected);
    return state;
  }

  /** @returns how many VMs were placed. */
  #fillHost(state: State, host: number, corrected: Float64Array): number {
    const { resources, capacity } = this.#data;
    const room = capacity.slice(host * resources, (host + 1) * resources);
    for (let r = 0; r < resources; r++) {
      const at = host * resources + r;
      room[r] = Math.max(0, (room[r] as number) - (state.loads.use[at] as number) - (state.loads.away[at] as number));
    }
    const span = this.#sizeOf(room, 0);
    const options = this.#optionsFor(state, host);
    const pattern = new Pattern({ ...this.#choice, kinds: options });
    pattern.search(options.length, room, span, NODES_A_HOST);
    this.nodes += pattern.nodes + options.length;
    return this.#place(state, host, options, pattern.best, span, corrected);
  }

  /** Kinds of which some are left and that may be on the host. */
  #optionsFor(state: State, host: number): Int32Array {
    const { kinds, left } = this.#choice;
    return kinds.filter((kind) => {
      const vm = this.#kinds.members[kind]?.[0] as number;
      return (left[kind] as number) > 0 && state.may(vm, host) && state.enterCost(vm, host) < FORBIDDEN;
    });
  }

  #place(
    state: State,
    host: number,
    options: Int32Array,
    numbers: Int32Array,
    span: number,
    corrected: Float64Array,
  ): number {
    const { left, size } = this.#choice;
    const filled = options.reduce((sum, kind, at) => sum + (numbers[at] as number) * (size[kind] as number), 0);
    let placed = 0;
    for (const [at, kind] of options.entries()) {
      const members = this.#kinds.members[kind] as readonly number[];
      for (let n = numbers[at] as number; n > 0; n--) {
        const vm = members[(left[kind] as number) - 1] as number;
        if (!state.enter(vm, host)) break;
        left[kind] = (left[kind] as number) - 1;
        placed += 1;
      }
      if ((numbers[at] as number) === 0 || filled <= 0) continue;
      const fair = ((size[kind] as number) ** POWER * span) / filled;
      corrected[kind] = KEPT * (corrected[kind] as number) + (1 - KEPT) * fair;
    }
    return placed;
  }

  #sizeOf(amounts: Float64Array, from: number): number {
    let size = 0;
    for (let r = 0; r < this.#data.resources; r++) size += (this.#weight[r] as number) * (amounts[from + r] as number);
    return size;
  }
}

/** By resource: what is demanded of all there is, per unit; what is scarcer weighs more. */
function weightsOf({ resources, capacity }: InstantData, { members, demand }: Kinds): Float64Array {
  const wanted = new Float64Array(resources);
  const there = new Float64Array(resources);
  members.forEach(({ length }, kind) => {
    for (let r = 0; r < resources; r++) {
      wanted[r] = (wanted[r] as number) + length * (demand[kind * resources + r] as number);
    }
  });
  capacity.forEach((each, at) => {
    there[at % resources] = (there[at % resources] as number) + each;
  });
  const share = wanted.map((each, r) => each / Math.max(1, there[r] as number));
  const most = share.reduce((highest, each) => Math.max(highest, each), 1e-12);
  return share.map((each, r) => (each / most) ** 3 / Math.max(1, there[r] as number));
}
