import { type Dice, diceOf } from '../dice.ts';
import type { InstantData } from './data.ts';
import { Guide } from './guide.ts';
import { Partners } from './partners.ts';
import { Regroup } from './regroup.ts';
import { Ruin } from './ruin.ts';
import { FORBIDDEN, State } from './state.ts';

/** Share of the tries that exchange two VMs, and of those the ones between VMs that need alike. */
const SWAP_SHARE = 0.4;
const ALIKE_SHARE = 0.5;
/** Share of the tries that move one VM that try to bring it home when it is away. */
const HOMING_SHARE = 0.1;
/** Share of the tries that move several VMs as one, where some belong together or are left out. */
const REGROUP_SHARE = 0.05;
/** Share of the tries that ruin hosts, where hosts in use cost. */
const RUIN_SHARE = 0.05;
/** Tries that measure how much a change costs, before the first. */
const SAMPLE = 2_000;
/** First and last temperature, in means of what changes cost that cost something: the first is higher for a long search. */
const HOT_PER_EFFORT = 0.3;
const EFFORT_POWER = 0.75;
const HOT_RANGE = [0.05, 4] as const;
const COLD = 1e-3;
/** What costs more temperatures than these is not worth a throw of the dice. */
const HOPELESS = 20;

/**
 * Simulated annealing over shifts and swaps (as in Portal, Ritt, Borba and Buriol, "Simulated annealing for the machine
 * reassignment problem", Ann. Oper. Res. 2016), with a charge for kept room and, where hosts in use cost, ruin and
 * recreate of hosts. Every state it visits keeps every rule.
 */
export class Anneal {
  readonly state: State;
  readonly #dice: Dice;
  readonly #movable: Int32Array;
  readonly #guide: Guide;
  readonly #partners: Partners;
  readonly #ruin: Ruin | null;
  readonly #regroup: Regroup;
  #regroupShare = 0;
  readonly #best: Int32Array;
  readonly #hot: number;
  readonly #mean: number;
  #bestCost: number;

  /** @param triesPerVm how long the search will be, about. */
  constructor(data: InstantData, assignment: Int32Array, seed: number, triesPerVm: number) {
    this.state = new State(data, assignment);
    this.#dice = diceOf(seed);
    this.#movable = movableOf(data);
    this.#guide = new Guide(data);
    this.#partners = new Partners(data, this.#movable);
    this.#ruin = Ruin.suits(data) ? new Ruin(this.state, this.#dice, this.#movable) : null;
    this.#regroup = new Regroup(this.state, this.#dice, this.#movable);
    this.#best = this.state.place.slice();
    this.#bestCost = this.state.cost;
    this.#mean = this.#measure();
    const hot = HOT_PER_EFFORT * (triesPerVm / 1000) ** EFFORT_POWER;
    this.#hot = Math.min(Math.max(hot, HOT_RANGE[0]), HOT_RANGE[1]);
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
    const temperature = this.#ruin?.temperature(progress) ?? this.#mean * this.#hot * (COLD / this.#hot) ** progress;
    this.#guide.setProgress(progress);
    this.#regroupShare = this.#regroup.idle ? 0 : REGROUP_SHARE;
    for (let k = 0; k < tries; k++) this.#try(temperature);
    return this.#keepBest();
  }

  #try(temperature: number): void {
    if (this.#ruin !== null && this.#dice.unit() < RUIN_SHARE) {
      if (this.#ruin.step(temperature)) this.#keepBest();
      return;
    }
    if (this.#regroupShare > 0 && this.#dice.unit() < this.#regroupShare) {
      if (this.#regroup.step(temperature)) this.#keepBest();
      return;
    }
    const vm = this.#any();
    if ((this.state.place[vm] as number) < 0) return;
    if (this.#dice.unit() < SWAP_SHARE) this.#trySwap(vm, temperature);
    else this.#tryShift(vm, temperature);
  }

  #trySwap(vm: number, temperature: number): void {
    const state = this.state;
    const other = this.#dice.unit() < ALIKE_SHARE ? this.#partners.draw(vm, this.#dice) : this.#any();
    const here = state.place[vm] as number;
    const there = state.place[other] as number;
    if (here === there || there < 0 || !state.may(vm, there) || !state.may(other, here)) return;
    const cost = state.swapCost(vm, other);
    if (cost === FORBIDDEN) return;
    let charge = this.#guide.charge(vm, here, there) + this.#guide.charge(other, there, here);
    if (state.peak.matters) charge += state.peak.unevenness(vm, other, here, there);
    if (this.#accepts(cost + charge, temperature)) state.swap(vm, other);
  }

  #tryShift(vm: number, temperature: number): void {
    const state = this.state;
    const from = state.place[vm] as number;
    const home = state.data.home[vm] as number;
    const isComingHome = home >= 0 && home !== from && this.#dice.unit() < HOMING_SHARE;
    const to = isComingHome ? home : this.#anyHost(vm);
    if (to === from) return;
    const cost = state.shiftCost(vm, to);
    if (cost === FORBIDDEN) return;
    let charge = this.#guide.charge(vm, from, to);
    if (state.peak.matters) charge += state.peak.unevenness(vm, -1, from, to);
    if (this.#accepts(cost + charge, temperature)) state.shift(vm, to);
  }

  #accepts(cost: number, temperature: number): boolean {
    return cost <= 0 || (cost < HOPELESS * temperature && this.#dice.unit() < Math.exp(-cost / temperature));
  }

  #any(): number {
    return this.#movable[this.#dice.below(this.#movable.length)] as number;
  }

  #anyHost(vm: number): number {
    const { hostSetOf, hostSetStart, hostSetHosts } = this.state.data;
    const set = hostSetOf[vm] as number;
    const start = hostSetStart[set] as number;
    return hostSetHosts[start + this.#dice.below((hostSetStart[set + 1] as number) - start)] as number;
  }

  #keepBest(): boolean {
    if (this.state.cost >= this.#bestCost) return false;
    this.#best.set(this.state.place);
    this.#bestCost = this.state.cost;
    return true;
  }

  /** Mean cost of shifts that cost something. */
  #measure(): number {
    if (this.#movable.length === 0) return 0;
    let sum = 0;
    let count = 0;
    for (let k = 0; k < SAMPLE; k++) {
      const vm = this.#any();
      const to = this.#anyHost(vm);
      if (to === this.state.place[vm] || (this.state.place[vm] as number) < 0) continue;
      const uneven = this.state.peak.matters
        ? this.state.peak.unevenness(vm, -1, this.state.place[vm] as number, to)
        : 0;
      const cost = this.state.shiftCost(vm, to) + uneven;
      if (cost > 0 && cost < FORBIDDEN) {
        sum += cost;
        count += 1;
      }
    }
    return count === 0 ? 1 : sum / count;
  }
}

/** VMs that may go somewhere: those that run, and those that may be placed. */
function movableOf({ vms, pinned, home, gangs, hostSetOf, hostSetStart }: InstantData): Int32Array {
  const movable: number[] = [];
  for (let vm = 0; vm < vms; vm++) {
    const set = hostSetOf[vm] as number;
    const isFree = pinned[vm] === 0 && (hostSetStart[set + 1] as number) > (hostSetStart[set] as number);
    if (isFree && ((home[vm] as number) >= 0 || (gangs.of[vm] as number) >= 0)) movable.push(vm);
  }
  return Int32Array.from(movable);
}
