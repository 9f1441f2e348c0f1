import type { Dice } from '../dice.ts';
import { OPEN, type PlainState } from './state.ts';

/** Hosts looked at for a VM of the job that is to be put in: between 2 and about twice as many. */
const SAMPLE = 14;
/** How much dearer it is to eject a job that runs. */
const RUNNING_DEAR = 4;
const NO_HOST = -1;

/** What a step has taken out so far, and which hosts that touched. */
export class Ruin {
  /** Jobs taken out, in order, and what each cost before: the first `count` of them. */
  readonly jobs: Int32Array;
  readonly costs: Float64Array;
  count = 0;
  /** Hosts with room to gain: the first `touchedCount`. */
  readonly touched: Int32Array;
  touchedCount = 0;
  readonly #state: PlainState;
  readonly #dice: Dice;
  readonly #marks: Int32Array;
  #stamp = 0;

  constructor(state: PlainState, dice: Dice) {
    this.#state = state;
    this.#dice = dice;
    this.jobs = new Int32Array(state.part.jobs);
    this.costs = new Float64Array(state.part.jobs);
    this.touched = new Int32Array(state.part.hosts);
    this.#marks = new Int32Array(state.part.hosts).fill(-1);
  }

  /** Forgets the last step. */
  clear(): void {
    this.count = 0;
    this.touchedCount = 0;
    this.#stamp++;
  }

  touch(host: number): void {
    if (this.#marks[host] === this.#stamp) return;
    this.#marks[host] = this.#stamp;
    this.touched[this.touchedCount++] = host;
  }

  /** Takes a job out and notes it. */
  eject(j: number): void {
    this.jobs[this.count] = j;
    this.costs[this.count++] = this.#state.cost(j);
    this.takeOut(j);
  }

  takeOut(j: number): void {
    const { first } = this.#state.part;
    if ((this.#state.start[j] as number) >= 0) {
      for (let k = first[j] as number; k < (first[j + 1] as number); k++) {
        const host = this.#state.host[k] as number;
        if (host < 0) continue;
        this.touch(host);
        this.#state.take(k);
      }
    }
    this.#state.setStart(j, OPEN);
  }

  /**
   * Puts every VM of a job without a place into `slot`, ejecting only what blocks it, at most `most` jobs. False when
   * room can not be made.
   */
  putIn(j: number, slot: number, most: number): boolean {
    const state = this.#state;
    const { first } = state.part;
    state.setStart(j, slot);
    const until = state.until(j, slot);
    for (let k = first[j] as number; k < (first[j + 1] as number); k++) {
      const host = this.#leastShort(j, k, slot, until);
      if (host === NO_HOST || !this.#empty(j, k, host, slot, until, most)) return false;
      state.put(k, host);
      this.touch(host);
    }
    return true;
  }

  /** The host of a random sample that lacks the least room, as a share of its size, over the stay. */
  #leastShort(j: number, k: number, from: number, until: number): number {
    const { part } = this.#state;
    const set = part.sets[part.hostSet[j] as number] as Int32Array;
    const home = part.home[k] as number;
    let best = home >= 0 ? home : NO_HOST;
    let least = home >= 0 ? this.#shortage(j, home, from, until, Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY;
    if (set.length === 0 || (home >= 0 && part.moveSlot[k] !== 0)) return best;
    const tries = 2 + this.#dice.below(2 * SAMPLE - 3);
    for (let q = 0; q < tries && least > 0; q++) {
      const host = set[this.#dice.below(set.length)] as number;
      const short = this.#shortage(j, host, from, until, least);
      if (short >= least) continue;
      least = short;
      best = host;
    }
    return best;
  }

  /** Mean over the slots of the worst resource's missing share; endless as soon as it is no less than `least`. */
  #shortage(j: number, host: number, from: number, until: number, least: number): number {
    const { resources, slots, demand, inverse } = this.#state.part;
    const free = this.#state.free;
    const most = least * (until - from);
    let sum = 0;
    let at = (host * slots + from) * resources;
    for (let t = from; t < until; t++, at += resources) {
      let worst = 0;
      for (let r = 0; r < resources; r++) {
        const short = (demand[j * resources + r] as number) - (free[at + r] as number);
        const share = short * (inverse[host * resources + r] as number);
        if (share > worst) worst = share;
      }
      sum += worst;
      if (sum >= most) return Number.POSITIVE_INFINITY;
    }
    return sum / Math.max(1, until - from);
  }

  /** Ejects jobs from a host, at the first slot that lacks room each time, until the VM fits there. */
  #empty(j: number, k: number, host: number, from: number, until: number, most: number): boolean {
    const state = this.#state;
    const own = state.part.home[k] as number;
    if (own >= 0 && own !== host && !state.fits(j, own, 0, state.part.moveGone[k] as number)) return false;
    const end = own >= 0 && own !== host ? (state.part.moveEnd[k] as number) : until;
    for (let t = from; t < end; ) {
      if (state.fits(j, host, t, t + 1)) {
        t++;
        continue;
      }
      const blocker = this.count < most ? this.#blocker(j, host, t) : -1;
      if (blocker === -1) return false;
      this.eject(blocker);
    }
    return true;
  }

  /** A job on the host in the slot: one of little weight for how much of the missing room it gives. */
  #blocker(j: number, host: number, t: number): number {
    const state = this.#state;
    const { owner, running, weight, earliest, latest } = state.part;
    const list = state.occupants[host] as Int32Array;
    let best = -1;
    let least = Number.POSITIVE_INFINITY;
    for (let q = 0; q < (state.counts[host] as number); q++) {
      const k = list[q] as number;
      const other = owner[k] as number;
      if (other === j || !this.#holds(other, k, host, t)) continue;
      const runs = running[other] === 1;
      const appointed = !runs && earliest[other] === latest[other];
      if (runs ? state.part.moveSlot[k] !== 0 : appointed && this.#dice.unit() < 0.9) continue;
      const dear = (0.05 + this.#dice.unit()) * (weight[other] as number) * (runs ? RUNNING_DEAR : 1);
      const worth = dear / this.#cover(j, other, host, t);
      if (worth >= least) continue;
      least = worth;
      best = other;
    }
    return best;
  }

  #holds(other: number, k: number, host: number, t: number): boolean {
    const { home, moveSlot, moveEnd } = this.#state.part;
    const start = this.#state.start[other] as number;
    if (start < 0) return false;
    const own = home[k] as number;
    if (own >= 0 && own !== host) return (moveSlot[k] as number) <= t && t < (moveEnd[k] as number);
    return start <= t && t < this.#state.until(other, start);
  }

  /** How much of what is missing a VM of the other job gives back: 1 is all of it, in the resource where it gives most. */
  #cover(j: number, other: number, host: number, t: number): number {
    const { resources, slots, demand } = this.#state.part;
    const at = (host * slots + t) * resources;
    let most = 1e-3;
    for (let r = 0; r < resources; r++) {
      const missing = (demand[j * resources + r] as number) - (this.#state.free[at + r] as number);
      if (missing > 0) most = Math.max(most, (demand[other * resources + r] as number) / missing);
    }
    return Math.min(1, most);
  }
}
