import { type Dice, diceOf } from '../dice.ts';
import type { InstantData } from './data.ts';
import { FORBIDDEN, State } from './state.ts';

/** Share of the tries that exchange two VMs; the others move one. */
const SWAP_SHARE = 0.4;
/** Tries that measure how much a change costs, before the first. */
const SAMPLE = 2_000;

/**
 * Simulated annealing over shifts and swaps (the machine reassignment heuristics of the ROADEF/EURO challenge 2012:
 * Portal, Ritt, Borba and Buriol, Ann. Oper. Res. 2016). Every state it visits keeps every rule.
 */
export class Anneal {
  readonly state: State;
  readonly #dice: Dice;
  readonly #movable: Int32Array;
  readonly #best: Int32Array;
  #bestCost: number;
  #hot: number;

  constructor(data: InstantData, assignment: Int32Array, seed: number) {
    this.state = new State(data, assignment);
    this.#dice = diceOf(seed);
    this.#movable = movableOf(data);
    this.#best = this.state.place.slice();
    this.#bestCost = this.state.cost;
    this.#hot = this.#measure();
  }

  get best(): Int32Array {
    return this.#best;
  }

  get bestCost(): number {
    return this.#bestCost;
  }

  /**
   * So many tries at one temperature.
   *
   * @param progress share of the search that is over, 0 … 1.
   * @returns true when there is a new best.
   */
  run(tries: number, progress: number): boolean {
    if (this.#movable.length === 0) return false;
    const temperature = this.#hot * 10 ** (-4 * progress);
    for (let k = 0; k < tries; k++) this.#try(temperature);
    if (this.state.cost >= this.#bestCost) return false;
    this.#best.set(this.state.place);
    this.#bestCost = this.state.cost;
    return true;
  }

  #try(temperature: number): void {
    const state = this.state;
    const vm = this.#any();
    const from = state.place[vm] as number;
    if (this.#dice.unit() < SWAP_SHARE) {
      const other = this.#any();
      if (state.place[other] === from || !this.#may(other, from)) return;
      if (!this.#may(vm, state.place[other] as number)) return;
      if (this.#accepts(state.swapCost(vm, other), temperature)) state.swap(vm, other);
      return;
    }
    const to = this.#host(vm);
    if (to === from) return;
    if (this.#accepts(state.shiftCost(vm, to), temperature)) state.shift(vm, to);
  }

  #accepts(cost: number, temperature: number): boolean {
    return cost <= 0 || (cost < 20 * temperature && this.#dice.unit() < Math.exp(-cost / temperature));
  }

  #any(): number {
    return this.#movable[this.#dice.below(this.#movable.length)] as number;
  }

  #host(vm: number): number {
    const { hostSetOf, hostSetStart, hostSetHosts } = this.state.data;
    const set = hostSetOf[vm] as number;
    const start = hostSetStart[set] as number;
    return hostSetHosts[start + this.#dice.below((hostSetStart[set + 1] as number) - start)] as number;
  }

  #may(vm: number, host: number): boolean {
    const { hostSetOf, allowed, hosts, home } = this.state.data;
    return home[vm] === host || allowed[(hostSetOf[vm] as number) * hosts + host] === 1;
  }

  /** Mean cost of shifts that cost something. */
  #measure(): number {
    if (this.#movable.length === 0) return 0;
    let sum = 0;
    let count = 0;
    for (let k = 0; k < SAMPLE; k++) {
      const vm = this.#any();
      const to = this.#host(vm);
      if (to === this.state.place[vm]) continue;
      const cost = this.state.shiftCost(vm, to);
      if (cost > 0 && cost < FORBIDDEN) {
        sum += cost;
        count += 1;
      }
    }
    return count === 0 ? 1 : sum / count;
  }
}

/** VMs that may go somewhere and are somewhere. */
function movableOf({ vms, pinned, home, hostSetOf, hostSetStart }: InstantData): Int32Array {
  const movable: number[] = [];
  for (let vm = 0; vm < vms; vm++) {
    const set = hostSetOf[vm] as number;
    const isFree = pinned[vm] === 0 && (hostSetStart[set + 1] as number) > (hostSetStart[set] as number);
    if (isFree && (home[vm] as number) >= 0) movable.push(vm);
  }
  return Int32Array.from(movable);
}
