import { type Dice, diceOf } from '../dice.ts';
import { Generator } from './generator.ts';
import { tailsOf } from './paths.ts';
import type { Project } from './project.ts';

/** Lists that live at one time. */
const POPULATION = 100;
/** Chance that an activity of a child changes places with the next one. */
const MUTATION = 0.05;
/** Children without a better list in the population after which it is made anew. */
const PATIENCE = 6_000;
/** How much more likely an urgent activity is to be taken next in a random list. */
const BIAS = 1;

/** A list of activities, and the schedule it leads to. */
interface Individual {
  readonly list: Int32Array;
  readonly starts: Int32Array;
  makespan: number;
  /** Sum of starts: of schedules that are equally long, the one that is over sooner on the whole. */
  sum: number;
}

/**
 * Genetic search on activity lists (Hartmann, Nav. Res. Log. 45, 1998) with justified schedules (Valls, Ballestín and
 * Quintanilla, Eur. J. Oper. Res. 185, 2008): two parents' lists are crossed at two points, the child's schedule is
 * justified, and its list becomes the order of its starts; it takes the place of the worst when it is better. A
 * population that has stopped to improve is made anew from random lists.
 */
export class Genetic {
  readonly #project: Project;
  readonly #generator: Generator;
  readonly #dice: Dice;
  readonly #tails: Int32Array;
  readonly #taken: Uint8Array;
  readonly #open: Int32Array;
  readonly #ready: Int32Array;
  readonly #population: Individual[] = [];
  readonly #best: Individual;
  #spare: Individual;
  #since = 0;

  constructor(project: Project, seed: number) {
    this.#project = project;
    this.#generator = new Generator(project);
    this.#dice = diceOf(seed);
    this.#tails = tailsOf(project);
    this.#taken = new Uint8Array(project.count);
    this.#open = new Int32Array(project.count);
    this.#ready = new Int32Array(project.count);
    this.#best = blank(project.count);
    this.#spare = blank(project.count);
  }

  /** Shortest makespan found, and its starts. */
  get best(): { readonly makespan: number; readonly starts: Int32Array } {
    return this.#best;
  }

  /** Makes and judges one schedule; true when it is the shortest so far. */
  step(): boolean {
    const isNew = this.#population.length < POPULATION;
    if (isNew) this.#randomList(this.#spare.list);
    else this.#child(this.#spare.list);
    const found = this.#judge(this.#spare);
    if (isNew) this.#population.push(this.#spare);
    if (isNew) this.#spare = blank(this.#project.count);
    else this.#compete();
    return found;
  }

  #judge(one: Individual): boolean {
    this.#generator.forward(one.list, one.starts);
    one.makespan = this.#generator.improve(one.starts, one.list);
    one.sum = 0;
    for (let i = 0; i < one.starts.length; i++) one.sum += one.starts[i] as number;
    if (one.makespan >= this.#best.makespan) return false;
    this.#best.makespan = one.makespan;
    this.#best.starts.set(one.starts);
    return true;
  }

  /** The child takes the place of the worst, unless it is worse still or there already. */
  #compete(): void {
    const child = this.#spare;
    let worst = 0;
    let least = Number.POSITIVE_INFINITY;
    for (let k = 0; k < POPULATION; k++) {
      const other = this.#population[k] as Individual;
      if (other.makespan === child.makespan && other.sum === child.sum) worst = -1;
      if (worst === -1) break;
      least = Math.min(least, other.makespan);
      if (isWorse(other, this.#population[worst] as Individual)) worst = k;
    }
    this.#since = child.makespan < least && worst !== -1 ? 0 : this.#since + 1;
    if (worst !== -1 && isWorse(this.#population[worst] as Individual, child)) {
      this.#spare = this.#population[worst] as Individual;
      this.#population[worst] = child;
    }
    if (this.#since < PATIENCE) return;
    this.#population.length = 0;
    this.#since = 0;
  }

  /** The mother's first part, the father's order in the middle, the mother's order at the end; then small changes. */
  #child(list: Int32Array): void {
    const { count } = this.#project;
    const mother = this.#parent().list;
    const father = this.#parent().list;
    const one = this.#dice.below(count);
    const other = this.#dice.below(count);
    this.#taken.fill(0);
    let at = this.#copy(mother, list, 0, Math.min(one, other));
    at = this.#copy(father, list, at, Math.max(one, other));
    this.#copy(mother, list, at, count);
    for (let k = 0; k + 1 < count; k++) {
      if (this.#dice.unit() < MUTATION && !this.#follows(list[k] as number, list[k + 1] as number)) swap(list, k);
    }
  }

  /** Appends what is not yet taken, in a parent's order, until the list is `until` long. */
  #copy(from: Int32Array, list: Int32Array, start: number, until: number): number {
    let at = start;
    for (let k = 0; at < until; k++) {
      const i = from[k] as number;
      if (this.#taken[i] === 1) continue;
      this.#taken[i] = 1;
      list[at++] = i;
    }
    return at;
  }

  /** The better of two. */
  #parent(): Individual {
    const one = this.#population[this.#dice.below(POPULATION)] as Individual;
    const other = this.#population[this.#dice.below(POPULATION)] as Individual;
    return isWorse(one, other) ? other : one;
  }

  #follows(i: number, j: number): boolean {
    const { starts, items } = this.#project.after;
    for (let a = starts[i] as number; a < (starts[i + 1] as number); a++) if (items[a] === j) return true;
    return false;
  }

  /** A random list; what has much to come after it is taken sooner, by regret (Drexl, Manage. Sci. 37, 1991). */
  #randomList(list: Int32Array): void {
    const { count, before, after } = this.#project;
    let ready = 0;
    for (let i = 0; i < count; i++) {
      this.#open[i] = (before.starts[i + 1] as number) - (before.starts[i] as number);
      if (this.#open[i] === 0) this.#ready[ready++] = i;
    }
    for (let k = 0; k < count; k++) {
      const at = this.#draw(ready);
      const i = this.#ready[at] as number;
      list[k] = i;
      this.#ready[at] = this.#ready[--ready] as number;
      for (let a = after.starts[i] as number; a < (after.starts[i + 1] as number); a++) {
        const j = after.items[a] as number;
        this.#open[j] = (this.#open[j] as number) - 1;
        if (this.#open[j] === 0) this.#ready[ready++] = j;
      }
    }
  }

  /** Position of one of the first `ready` activities that may come next. */
  #draw(ready: number): number {
    let least = Number.POSITIVE_INFINITY;
    for (let k = 0; k < ready; k++) least = Math.min(least, this.#tails[this.#ready[k] as number] as number);
    let total = 0;
    for (let k = 0; k < ready; k++) total += this.#chance(k, least);
    let wanted = this.#dice.unit() * total;
    for (let k = 0; k + 1 < ready; k++) {
      wanted -= this.#chance(k, least);
      if (wanted < 0) return k;
    }
    return ready - 1;
  }

  #chance(k: number, least: number): number {
    return ((this.#tails[this.#ready[k] as number] as number) - least + 1) ** BIAS;
  }
}

const blank = (count: number): Individual => ({
  list: new Int32Array(count),
  starts: new Int32Array(count),
  makespan: Number.POSITIVE_INFINITY,
  sum: 0,
});

const isWorse = (a: Individual, b: Individual): boolean =>
  a.makespan > b.makespan || (a.makespan === b.makespan && a.sum > b.sum);

function swap(list: Int32Array, k: number): void {
  const kept = list[k] as number;
  list[k] = list[k + 1] as number;
  list[k + 1] = kept;
}
