import type { Dice } from '../dice.ts';
import type { InstantData } from './data.ts';
import { alignment, fillOf, tightness } from './measures.ts';
import { FORBIDDEN, type State } from './state.ts';

/** Hosts emptied at once, at most. */
const MOST_HOSTS = 6;
/** Hosts looked at for each VM, beside those emptied. */
const LOOKS = 24;
/** Temperature in shares of the mean cost of a host in use: first, and powers of ten it falls by. */
const HOT = 0.1;
const COOLING = 2;
/** Share of the steps that fill the emptied hosts one by one. */
const REFILL_SHARE = 0.5;
/** Noise in the choice between hosts of one cost. */
const NOISE = 0.2;

/**
 * Ruin and recreate of hosts (Schrimpf et al., J. Comput. Phys. 2000), where hosts in use cost: some hosts are emptied,
 * one of them is perhaps closed, and their VMs go where they cost least, large ones first. A result that is not accepted
 * is undone.
 */
export class Ruin {
  readonly #state: State;
  readonly #dice: Dice;
  readonly #isMovable: Uint8Array;
  readonly #size: Float64Array;
  readonly #hot: number;
  readonly #out: number[] = [];
  readonly #before: number[] = [];
  readonly #hosts: number[] = [];

  constructor(state: State, dice: Dice, movable: Int32Array) {
    const { data } = state;
    this.#state = state;
    this.#dice = dice;
    this.#isMovable = new Uint8Array(data.vms);
    for (const vm of movable) this.#isMovable[vm] = 1;
    this.#size = sizes(data);
    const { useCost } = data.loads;
    this.#hot = (HOT * useCost.reduce((sum, cost) => sum + cost, 0)) / Math.max(1, useCost.length);
  }

  /** Where hosts in use cost, and no rule about zones stands between one VM's place and another's. */
  static suits(data: InstantData): boolean {
    return data.zoning.groups === 0 && data.loads.useCost.some((cost) => cost > 0);
  }

  /** In folded cost; `progress` is the share of the search that is over, 0 … 1. */
  temperature(progress: number): number {
    return this.#hot * 10 ** (-COOLING * progress);
  }

  /** One step; true when the state has changed. */
  step(temperature: number): boolean {
    const state = this.#state;
    const cost = state.cost;
    this.#ruin();
    if (this.#out.length === 0) return false;
    const closed = this.#dice.unit() < 0.6 ? (this.#hosts[0] as number) : -1;
    if (this.#recreate(closed)) {
      const worse = state.cost - cost;
      if (worse <= 0 || this.#dice.unit() < Math.exp(-worse / temperature)) return true;
    }
    this.#undo();
    return false;
  }

  /** Empties hosts that hold something. */
  #ruin(): void {
    this.#out.length = 0;
    this.#before.length = 0;
    this.#hosts.length = 0;
    const state = this.#state;
    const count = 1 + this.#dice.below(MOST_HOSTS);
    for (let k = 0; k < count; k++) {
      const host = this.#usedHost();
      if (host < 0 || this.#hosts.includes(host)) continue;
      this.#hosts.push(host);
      for (let vm = state.occupants.firstOn(host); vm >= 0; ) {
        const next = state.occupants.nextOn(vm);
        if (this.#isMovable[vm] === 1) {
          this.#out.push(vm);
          this.#before.push(host);
          state.leave(vm);
        }
        vm = next;
      }
    }
  }

  #usedHost(): number {
    const { hosts } = this.#state.data;
    for (let tries = 0; tries < 50; tries++) {
      const host = this.#dice.below(hosts);
      if (this.#state.occupants.firstOn(host) >= 0) return host;
    }
    return -1;
  }

  #recreate(closed: number): boolean {
    if (this.#dice.unit() < REFILL_SHARE) return this.#refill(closed);
    const order = this.#dice.unit() < 0.8 ? this.#largestFirst() : this.#dice.shuffled(this.#out);
    const share = this.#dice.unit() < 0.5 ? 1 : this.#dice.unit();
    for (const vm of order) if (!this.#insert(vm, closed, share)) return false;
    return true;
  }

  /** Fills the emptied hosts one after the other with what suits best what is left there; the rest goes elsewhere. */
  #refill(closed: number): boolean {
    const state = this.#state;
    const left = [...this.#out];
    const noise = this.#dice.unit() < 0.5 ? 0.05 : 0.4;
    for (const host of this.#dice.shuffled(this.#hosts)) {
      if (host === closed) continue;
      for (let next = this.#suiting(left, host, noise); next >= 0; next = this.#suiting(left, host, noise)) {
        if (!state.enter(left[next] as number, host)) break;
        left[next] = left[left.length - 1] as number;
        left.pop();
      }
    }
    left.sort((a, b) => (this.#size[b] as number) - (this.#size[a] as number));
    return left.every((vm) => this.#insert(vm, closed, 1));
  }

  /** Index of the VM that suits what is left of the host best, with noise; −1 when none fits. */
  #suiting(left: readonly number[], host: number, noise: number): number {
    let best = -1;
    let highest = 0;
    for (let k = 0; k < left.length; k++) {
      const vm = left[k] as number;
      if (!this.#state.may(vm, host)) continue;
      const score = alignment(this.#state, vm, host) * (1 + noise * this.#dice.unit());
      if (score < highest || this.#state.enterCost(vm, host) === FORBIDDEN) continue;
      highest = score;
      best = k;
    }
    return best;
  }

  #largestFirst(): readonly number[] {
    const blur = 0.5 * this.#dice.unit();
    return this.#out
      .map((vm) => ({ vm, size: (this.#size[vm] as number) * (1 - blur * this.#dice.unit()) }))
      .sort((a, b) => b.size - a.size)
      .map(({ vm }) => vm);
  }

  /** Puts a VM where it costs least; an empty host counts `share` of its cost, as others will share it. */
  #insert(vm: number, closed: number, share: number): boolean {
    const state = this.#state;
    let best = -1;
    let least = FORBIDDEN;
    for (let k = 0; k < LOOKS + this.#hosts.length; k++) {
      const host = k < this.#hosts.length ? (this.#hosts[k] as number) : this.#dice.below(state.data.hosts);
      if (host === closed || !state.may(vm, host)) continue;
      const rank = this.#rank(vm, host, share);
      if (rank < least) {
        least = rank;
        best = host;
      }
    }
    return best >= 0 && state.enter(vm, best);
  }

  #rank(vm: number, host: number, share: number): number {
    const state = this.#state;
    const cost = state.enterCost(vm, host);
    if (cost === FORBIDDEN) return FORBIDDEN;
    const use = state.data.loads.useCost[host] as number;
    const opening = state.occupants.firstOn(host) < 0 ? (1 - share * tightness(state, vm, host)) * use * share : 0;
    return cost - opening - this.#hot * 1e-3 * (fillOf(state, host) + NOISE * this.#dice.unit());
  }

  #undo(): void {
    const state = this.#state;
    for (const vm of this.#out) if ((state.place[vm] as number) >= 0) state.leave(vm);
    this.#out.forEach((vm, k) => {
      state.restore(vm, this.#before[k] as number);
    });
  }
}

/** Largest share of a VM in what the mean host has. */
function sizes({ vms, hosts, resources, demand, capacity }: InstantData): Float64Array {
  const mean = new Float64Array(resources);
  for (let at = 0; at < hosts * resources; at++) {
    mean[at % resources] = (mean[at % resources] as number) + (capacity[at] as number) / hosts;
  }
  return Float64Array.from({ length: vms }, (_, vm) => {
    let most = 0;
    for (let r = 0; r < resources; r++) {
      most = Math.max(most, (demand[vm * resources + r] as number) / Math.max(1, mean[r] as number));
    }
    return most;
  });
}
