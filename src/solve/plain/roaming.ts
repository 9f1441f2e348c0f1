import { type Dice, diceOf } from '../dice.ts';
import type { Placing, PlainPart } from './part.ts';
import { PlainSearch } from './search.ts';
import { PlainState } from './state.ts';
import { costOfPlacing } from './task.ts';

/** Steps of one excursion for each job: many short ones find more than few long ones. */
const STEPS_A_JOB = 20;
/** Share of an excursion in which leaving costs what it does not. */
const ASTRAY = 0.2;
/** Spread of the noise: its standard deviation as a logarithm. */
const NOISE = 1;
/** Where the cooling of each excursion begins. */
const WARM = 0.2;
/** What a new place may cost more than the last one, as a share of what that costs above the least, at first. */
const LENIENCE = 0.2;
/** How often it goes back to the best instead. */
const RETURN = 0.1;

/** Once with a full cooling; then excursions, each first astray and then back. */
type Phase = 'first' | 'astray' | 'back';

/**
 * Search for small parts, in which who is left decides most. Annealing hardly ever changes its mind about that: leaving
 * another job costs a hundred times what it would accept. So the costs of leaving are drawn anew now and then (the noising
 * method; Charon and Hudry, Oper. Res. Letters 14, 1993), the search goes where they lead, and from there on with the
 * true ones. Where it comes out is where it goes on from unless that is a good deal worse: threshold accepting over
 * excursions (Dueck and Scheuer, J. Comput. Phys. 90, 1990).
 */
export class RoamingSearch {
  readonly #part: PlainPart;
  readonly #dice: Dice;
  readonly #seed: number;
  readonly #least: number;
  readonly #began: number;
  #best: Placing;
  #bestCost: number;
  #here: Placing;
  #hereCost: number;
  #leg: PlainSearch;
  #legs = 0;
  #phase: Phase = 'first';
  #steps: number;
  #left: number;

  constructor(part: PlainPart, placing: Placing, seed: number) {
    this.#part = part;
    this.#seed = seed;
    this.#dice = diceOf(seed);
    this.#least = leastOf(part, placing);
    this.#began = costOfPlacing(part, placing);
    this.#best = placing;
    this.#bestCost = this.#began;
    this.#here = placing;
    this.#hereCost = this.#began;
    this.#leg = new PlainSearch(part, placing, seed);
    this.#steps = this.#stepsOf(1);
    this.#left = this.#steps;
  }

  /** The best placing it has met, and by how much it costs less than the one it began with. */
  get best(): Placing & { readonly gain: number } {
    if (this.#phase !== 'astray') this.#note(this.#leg.best);
    return { ...this.#best, gain: this.#began - this.#bestCost };
  }

  /**
   * One step.
   *
   * @param progress share of the search that is over, 0 … 1: towards its end it goes on from what is better alone.
   */
  step(progress: number): void {
    if (this.#left === 0) this.#turn(progress);
    const from = this.#phase === 'first' ? 0 : WARM;
    this.#leg.step(1 - (this.#left / this.#steps) * (1 - from));
    this.#left -= 1;
  }

  /** Takes up where the last leg has come to, and begins the next one. */
  #turn(progress: number): void {
    const { start, host } = this.#leg.best;
    const reached = { start: start.slice(), host: host.slice() };
    if (this.#phase === 'astray') {
      this.#begin('back', this.#part, reached, 1 - ASTRAY);
      return;
    }
    this.#note(reached);
    const cost = costOfPlacing(this.#part, reached);
    const lenience = LENIENCE * (1 - progress) * this.#dice.unit() * Math.max(0, this.#hereCost - this.#least);
    if (this.#phase === 'first' || cost <= this.#hereCost + lenience) this.#goTo(reached, cost);
    else if (this.#dice.unit() < RETURN) this.#goTo(this.#best, this.#bestCost);
    this.#begin('astray', { ...this.#part, leave: this.#noisyLeave() }, this.#here, ASTRAY);
  }

  #begin(phase: Phase, part: PlainPart, placing: Placing, share: number): void {
    this.#phase = phase;
    this.#legs += 1;
    this.#leg = new PlainSearch(part, placing, this.#seed + 7919 * this.#legs);
    this.#steps = this.#stepsOf(share);
    this.#left = this.#steps;
  }

  #goTo(placing: Placing, cost: number): void {
    this.#here = placing;
    this.#hereCost = cost;
  }

  #note({ start, host }: Placing): void {
    const cost = costOfPlacing(this.#part, { start, host });
    if (cost >= this.#bestCost) return;
    this.#best = { start: start.slice(), host: host.slice() };
    this.#bestCost = cost;
  }

  #noisyLeave(): Float64Array {
    return this.#part.leave.map((cost) => cost * Math.exp(NOISE * this.#bell()));
  }

  /** Mean 0, variance 1, never beyond 3: nearly normal, as a sum of three. */
  #bell(): number {
    return 2 * (this.#dice.unit() + this.#dice.unit() + this.#dice.unit() - 1.5);
  }

  #stepsOf(share: number): number {
    return Math.max(1, Math.round(share * STEPS_A_JOB * this.#part.jobs));
  }
}

/** What it would cost if every job had its way. */
function leastOf(part: PlainPart, placing: Placing): number {
  const state = new PlainState(part);
  state.load(placing);
  let sum = 0;
  for (let j = 0; j < part.jobs; j++) sum += state.least(j);
  return sum;
}
