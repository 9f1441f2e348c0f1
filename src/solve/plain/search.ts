import { strict as assert } from 'node:assert';
import { type Dice, diceOf } from '../dice.ts';
import { ExcessDraw } from '../search/excess.ts';
import { placeAt } from './construct.ts';
import { Finder, NOWHERE } from './finder.ts';
import { volume } from './orders.ts';
import { ACCEPTANCE_WORTH, LEFT, type Placing, type PlainPart } from './part.ts';
import { Ruin } from './ruin.ts';
import { PlainState } from './state.ts';

/** Steps between two looks at which jobs are worth working on. */
const REFRESH_STEPS = 512;
/** Temperature at the begin and at the end, in costs of a mean slot's delay of a mean job. */
const HOT = 0.9;
const COLD = 0.015;
/** Hosts that ejected jobs are tried on beside those that were touched. */
const OTHER_HOSTS = 40;
/** Jobs ejected at most: for one that waits, between one and so many; for one that is left, which has more to gain. */
const EJECTED_FOR_WAITING = 8;
const EJECTED_FOR_LEFT = 40;
/** How slots before the present one are drawn: earlier ones more often. */
const EARLY = 1.4;

/**
 * Ruin and recreate on a plain part (Schrimpf et al., J. Comput. Phys. 2000): a job that waits, is left or was moved is
 * put where it costs less, ejecting what blocks it; the ejected go back in at their earliest start on the hosts that
 * were touched and a few others. A step is given up as soon as what it has cost so far, with the others back where they
 * were, lies above what simulated annealing (Kirkpatrick et al., Science 1983) allows.
 */
export class PlainSearch {
  readonly #state: PlainState;
  readonly #dice: Dice;
  readonly #finder: Finder;
  readonly #ruin: Ruin;
  readonly #draw = new ExcessDraw();
  readonly #excess: Float64Array;
  readonly #density: Float64Array;
  readonly #bulk: Float64Array;
  readonly #unit: number;
  readonly #bestStart: Int32Array;
  readonly #bestHost: Int32Array;
  #gain = 0;
  #bestGain = 0;
  #steps = 0;

  constructor(part: PlainPart, placing: Placing, seed: number) {
    this.#state = new PlainState(part);
    this.#state.load(placing);
    this.#dice = diceOf(seed);
    this.#finder = new Finder(this.#state);
    this.#ruin = new Ruin(this.#state, this.#dice);
    this.#excess = new Float64Array(part.jobs);
    this.#bulk = Float64Array.from({ length: part.jobs }, (_, j) => volume(part, j));
    this.#density = this.#bulk.map((bulk, j) => (part.weight[j] as number) / Math.max(1e-12, bulk));
    this.#unit = meanSlotCost(part);
    this.#bestStart = this.#state.start.slice();
    this.#bestHost = this.#state.host.slice();
  }

  /** The best placing it has met, and by how much it costs less than the one it began with. */
  get best(): Placing & { readonly gain: number } {
    return { start: this.#bestStart, host: this.#bestHost, gain: this.#bestGain };
  }

  /**
   * One step.
   *
   * @param progress share of the search that is over, 0 … 1: the temperature falls with it.
   */
  step(progress: number): void {
    if (this.#steps++ % REFRESH_STEPS === 0) this.#refresh();
    const j = this.#draw.draw(this.#dice);
    if (j === null || this.#state.cost(j) <= this.#state.least(j)) return;
    const slot = this.#target(j);
    if (slot === NOWHERE) return;
    const heat = this.#unit * HOT * (COLD / HOT) ** progress;
    const allowed = -heat * Math.log(this.#dice.unit() + 1e-300);
    const change = this.#tryStep(j, slot, allowed);
    if (change === null) this.#state.undo();
    else this.#keep(change);
    this.#state.mark();
  }

  /** Recomputes the total from scratch and compares: for tests. */
  verify(): void {
    const fresh = new PlainState(this.#state.part);
    fresh.load({ start: this.#state.start, host: this.#state.host });
    assert.deepEqual(fresh.free, this.#state.free, 'free room differs from what the placing leaves');
    assert.ok(this.#gain <= this.#bestGain, 'the best is not the best');
  }

  #keep(change: number): void {
    this.#gain -= change;
    if (this.#gain <= this.#bestGain) return;
    this.#bestGain = this.#gain;
    this.#bestStart.set(this.#state.start);
    this.#bestHost.set(this.#state.host);
  }

  #refresh(): void {
    const { part } = this.#state;
    for (let j = 0; j < part.jobs; j++) {
      const above = this.#state.cost(j) - this.#state.least(j);
      this.#excess[j] = above >= ACCEPTANCE_WORTH ? this.#unit * 100 : Math.max(0, above);
    }
    this.#draw.refresh(this.#excess);
  }

  /** A slot in which the job would cost less than where it is. */
  #target(j: number): number {
    const { part, start } = this.#state;
    if (part.running[j] === 1) return 0;
    const first = part.earliest[j] as number;
    const last = start[j] === LEFT ? (part.latest[j] as number) : (start[j] as number) - 1;
    return last < first ? NOWHERE : first + Math.floor(this.#dice.unit() ** EARLY * (last - first + 1));
  }

  /** Makes room for the job and puts back what that ejected; the change in cost, or null when it is too much. */
  #tryStep(j: number, slot: number, allowed: number): number | null {
    const ruin = this.#ruin;
    const before = this.#state.cost(j);
    const wasLeft = this.#state.start[j] === LEFT;
    ruin.clear();
    ruin.takeOut(j);
    const most = wasLeft ? EJECTED_FOR_LEFT : 1 + this.#dice.below(EJECTED_FOR_WAITING);
    if (!ruin.putIn(j, slot, most)) return null;
    const change = this.#state.cost(j) - before;
    return change > allowed ? null : this.#recreate(change, allowed);
  }

  /** Puts the ejected back, each at its earliest start; null as soon as that costs more than is allowed. */
  #recreate(changed: number, allowed: number): number | null {
    const ruin = this.#ruin;
    if (ruin.count === 0) return changed;
    this.#widen(ruin.jobs[0] as number);
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

  readonly #suited = new Int32Array(4096);

  /** Touched hosts that the job may be put on, into `#suited`; how many. */
  #candidates(j: number): number {
    const { part } = this.#state;
    const flags = part.members[part.hostSet[j] as number] as Uint8Array;
    const { touched, touchedCount } = this.#ruin;
    let count = 0;
    for (let q = 0; q < touchedCount && count < this.#suited.length; q++) {
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
      const score = this.#finder.fit(host, slot, moveEnd[k] as number);
      if (score >= least) continue;
      least = score;
      best = host;
    }
    return best;
  }
}

/** What a slot's delay of a job costs, on the average: the unit of temperature. */
function meanSlotCost({ jobs, weight, edges, slots }: PlainPart): number {
  let sum = 0;
  for (let j = 0; j < jobs; j++) sum += weight[j] as number;
  return Math.max(1e-9, (sum / Math.max(1, jobs)) * ((edges[slots] as number) / Math.max(1, slots)));
}
