import { strict as assert } from 'node:assert';
import { type Dice, diceOf } from '../dice.ts';
import { ExcessDraw } from '../search/excess.ts';
import { NOWHERE } from './finder.ts';
import { ACCEPTANCE_WORTH, LEFT, type Placing, type PlainPart } from './part.ts';
import { Recreate } from './recreate.ts';
import { Ruin } from './ruin.ts';
import { PlainState } from './state.ts';

/** Steps between two looks at which jobs are worth working on. */
const REFRESH_STEPS = 512;
/** Temperature at the begin and at the end, in costs of a mean slot's delay of a mean job. */
const HOT = 0.7;
const COLD = 0.015;
/** Jobs ejected at most: for one that waits, between one and so many; for one that is left, which has more to gain. */
const EJECTED_FOR_WAITING = 8;
const EJECTED_FOR_LEFT = 40;
/** Jobs taken out at most by a step that stirs. */
const STIRRED = 12;
/** Share of the steps that stir. */
const STIRRING = 0.7;
/** Share of those that look at the time in which the job wants to be, and of the hosts that are touched already. */
const FOCUSED = 0.6;
const NEAR = 0.6;
/** How often a job that runs may be taken out when it is met. */
const RUNNING_STIRRED = 0.3;
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
  readonly #ruin: Ruin;
  readonly #draw = new ExcessDraw();
  readonly #excess: Float64Array;
  readonly #recreate: Recreate;
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
    this.#ruin = new Ruin(this.#state, this.#dice);
    this.#excess = new Float64Array(part.jobs);
    this.#recreate = new Recreate(this.#state, this.#ruin, this.#dice);
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
    const heat = this.#unit * HOT * (COLD / HOT) ** progress;
    const allowed = -heat * Math.log(this.#dice.unit() + 1e-300);
    const change = this.#dice.unit() < STIRRING ? this.#stir(allowed) : this.#advance(allowed);
    if (change === null) this.#state.undo();
    else this.#keep(change);
    this.#state.mark();
  }

  /** Puts a job where it costs less; the change in cost, or null when that is too much. */
  #advance(allowed: number): number | null {
    const j = this.#draw.draw(this.#dice);
    if (j === null || this.#state.cost(j) <= this.#state.least(j)) return null;
    const slot = this.#target(j);
    return slot === NOWHERE ? null : this.#tryStep(j, slot, allowed);
  }

  /**
   * Takes out a job that waits or is left with some that are near it, in room and in time, and puts all in again: as
   * Christiaens and Vanden Berghe remove strings of tours (Transp. Sci. 2020), but of hosts.
   */
  #stir(allowed: number): number | null {
    const ruin = this.#ruin;
    ruin.clear();
    const wanting = this.#draw.draw(this.#dice);
    const span = wanting === null ? null : this.#spanWanted(wanting);
    if (wanting !== null) ruin.eject(wanting);
    const most = 1 + this.#dice.below(STIRRED);
    for (let tries = 4 * STIRRED; ruin.count < most && tries > 0; tries--) {
      const j = this.#someoneOn(this.#hostNear(wanting), span);
      if (j !== -1) ruin.eject(j);
    }
    return ruin.count === 0 ? null : this.#recreate.run(0, allowed);
  }

  /** Slots in which a job would be better off; null for all of them. */
  #spanWanted(j: number): readonly [from: number, until: number] | null {
    if (this.#state.part.running[j] === 1 || this.#dice.unit() >= FOCUSED) return null;
    const slot = this.#target(j);
    return slot === NOWHERE ? null : [slot, this.#state.until(j, slot)];
  }

  #hostNear(wanting: number | null): number {
    const { part } = this.#state;
    const { touched, touchedCount } = this.#ruin;
    if (touchedCount > 0 && this.#dice.unit() < NEAR) return touched[this.#dice.below(touchedCount)] as number;
    const set = wanting === null ? null : (part.sets[part.hostSet[wanting] as number] as Int32Array);
    return set === null || set.length === 0
      ? this.#dice.below(part.hosts)
      : (set[this.#dice.below(set.length)] as number);
  }

  /** A job that holds the host in some slot of the span; −1 when the one met does not, or had better run on. */
  #someoneOn(host: number, span: readonly [from: number, until: number] | null): number {
    const { occupants, counts, start, part } = this.#state;
    const count = counts[host] as number;
    if (count === 0) return -1;
    const j = part.owner[occupants[host]?.[this.#dice.below(count)] as number] as number;
    const begin = start[j] as number;
    if (span !== null && (begin >= span[1] || this.#state.until(j, begin) <= span[0])) return -1;
    return part.running[j] === 1 && this.#dice.unit() >= RUNNING_STIRRED ? -1 : j;
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
    return change > allowed ? null : this.#recreate.run(change, allowed);
  }
}

/** What a slot's delay of a job costs, on the average: the unit of temperature. */
function meanSlotCost({ jobs, weight, edges, slots }: PlainPart): number {
  let sum = 0;
  for (let j = 0; j < jobs; j++) sum += weight[j] as number;
  return Math.max(1e-9, (sum / Math.max(1, jobs)) * ((edges[slots] as number) / Math.max(1, slots)));
}
