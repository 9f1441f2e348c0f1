import type { Dice } from '../dice.ts';
import { placeAt } from './construct.ts';
import { Finder, NOWHERE } from './finder.ts';
import { volume } from './orders.ts';
import type { Ruin } from './ruin.ts';
import type { PlainState } from './state.ts';

/** Hosts that ejected jobs are tried on beside those that were touched. */
const OTHER_HOSTS = 30;
/** Shares of the steps in which hosts are chosen by balance, and by steps, beside free room: always the same gets stuck. */
const BALANCE_SHARE = 0.5;
const STEP_SHARE = 0.4;

/** Puts back what a step has taken out: running jobs on, waiting ones at their earliest start on the hosts it touched. */
export class Recreate {
  readonly #state: PlainState;
  readonly #ruin: Ruin;
  readonly #dice: Dice;
  readonly #finder: Finder;
  readonly #bulk: Float64Array;
  readonly #density: Float64Array;
  /** Touched hosts that a job may be put on. */
  readonly #suited: Int32Array;

  constructor(state: PlainState, ruin: Ruin, dice: Dice) {
    const { part } = state;
    this.#state = state;
    this.#ruin = ruin;
    this.#dice = dice;
    this.#finder = new Finder(state);
    this.#bulk = Float64Array.from({ length: part.jobs }, (_, j) => volume(part, j));
    this.#density = this.#bulk.map((bulk, j) => (part.weight[j] as number) / Math.max(1e-12, bulk));
    this.#suited = new Int32Array(part.hosts);
  }

  /** Puts the ejected back, each at its earliest start; null as soon as that costs more than is allowed. */
  run(changed: number, allowed: number): number | null {
    const ruin = this.#ruin;
    if (ruin.count === 0) return changed;
    this.#widen(ruin.jobs[0] as number);
    this.#finder.weighsBalance = this.#dice.unit() < BALANCE_SHARE;
    this.#finder.weighsSteps = this.#dice.unit() < STEP_SHARE;
    const order = this.#order();
    let change = changed;
    for (const at of order) {
      const j = ruin.jobs[at] as number;
      const before = ruin.costs[at] as number;
      const placed = this.#state.part.running[j] === 1 ? this.#goOn(j) : this.#startAgain(j, before + allowed - change);
      if (!placed) return null;
      change += this.#state.cost(j) - before;
      if (change > allowed) return null;
    }
    return change;
  }

  #widen(j: number): void {
    const { part } = this.#state;
    const set = part.sets[part.hostSet[j] as number] as Int32Array;
    for (let q = 0; q < OTHER_HOSTS && set.length > 0; q++) {
      this.#ruin.touch(set[this.#dice.below(set.length)] as number);
    }
  }

  /** Positions of the ejected: running first, then densest, largest, tightest first, or at random. */
  #order(): readonly number[] {
    const { part } = this.#state;
    const { jobs, count } = this.#ruin;
    const mode = this.#dice.below(4);
    const key = (j: number): number => {
      if (mode === 0) return -(this.#density[j] as number);
      if (mode === 1) return -(this.#bulk[j] as number);
      return mode === 2 ? (part.latest[j] as number) : this.#dice.unit();
    };
    const keyed = Array.from({ length: count }, (_, at) => {
      const j = jobs[at] as number;
      return { at, runs: part.running[j] as number, key: key(j) };
    });
    return keyed.sort((a, b) => b.runs - a.runs || a.key - b.key || a.at - b.at).map(({ at }) => at);
  }

  /** The earliest start that costs no more than `most`, or left out. */
  #startAgain(j: number, most: number): boolean {
    const { part } = this.#state;
    const candidates = this.#candidates(j);
    const last = this.#lastWorth(j, most);
    const slot = this.#finder.earliest(j, this.#suited, candidates, part.earliest[j] as number, last);
    if (slot === NOWHERE && (part.leave[j] as number) > most) return false;
    placeAt(this.#state, this.#finder, j, slot);
    return true;
  }

  /** Touched hosts that the job may be put on, into `#suited`; how many. */
  #candidates(j: number): number {
    const { part } = this.#state;
    const flags = part.members[part.hostSet[j] as number] as Uint8Array;
    const { touched, touchedCount } = this.#ruin;
    let count = 0;
    for (let q = 0; q < touchedCount; q++) {
      const host = touched[q] as number;
      if (flags[host] === 1) this.#suited[count++] = host;
    }
    return count;
  }

  /** The last slot whose start costs no more than `most`. */
  #lastWorth(j: number, most: number): number {
    const { part } = this.#state;
    let last = part.latest[j] as number;
    const first = part.earliest[j] as number;
    while (last >= first && this.#state.startCost(j, last) > most) last--;
    return last;
  }

  /** Every VM of a running job at home, or moved where it fits. */
  #goOn(j: number): boolean {
    const state = this.#state;
    const { part } = state;
    state.setStart(j, 0);
    const candidates = this.#candidates(j);
    for (let k = part.first[j] as number; k < (part.first[j + 1] as number); k++) {
      const home = part.home[k] as number;
      if (state.fits(j, home, 0, state.until(j, 0))) {
        state.put(k, home);
        continue;
      }
      const host = this.#moveTo(j, k, candidates);
      if (host === -1) return false;
      state.put(k, host);
    }
    return true;
  }

  #moveTo(j: number, k: number, candidates: number): number {
    const state = this.#state;
    const { moveSlot, moveGone, moveEnd, home } = state.part;
    const slot = moveSlot[k] as number;
    if (slot === -1 || !state.fits(j, home[k] as number, 0, moveGone[k] as number)) return -1;
    let best = -1;
    let least = Number.POSITIVE_INFINITY;
    for (let q = 0; q < candidates; q++) {
      const host = this.#suited[q] as number;
      if (host === home[k] || !state.fits(j, host, slot, moveEnd[k] as number)) continue;
      const score = this.#finder.fit(j, host, slot, moveEnd[k] as number);
      if (score >= least) continue;
      least = score;
      best = host;
    }
    return best;
  }
}
