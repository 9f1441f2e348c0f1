import { type Dice, diceOf } from '../../dice.ts';
import { headsOf, resourceBound, tailsOf } from '../paths.ts';
import type { Project } from '../project.ts';
import { Agenda } from './agenda.ts';
import { Analysis } from './analysis.ts';
import { arcsOf } from './arcs.ts';
import { Nogoods } from './nogoods.ts';
import { Propagation } from './propagation.ts';
import { Trail, Why } from './trail.ts';

/** What became of the question whether a schedule may be so short. */
export type Verdict = 'refuted' | 'found' | 'open';

/** Conflicts until the first restart; later ones come at multiples by Luby's sequence. */
const RESTART_CONFLICTS = 100;
/** Nogoods kept before the worse half is forgotten, and how many more each time. */
const FIRST_NOGOODS = 4_000;
const MORE_NOGOODS = 500;
/** Share of decisions made at random. */
const CURIOSITY = 0.01;

/**
 * Proves how short a project can not be (destructive lower bounds; Klein and Scholl, Eur. J. Oper. Res. 112, 1999), by
 * search that learns from its conflicts (Schutt, Feydy, Stuckey and Wallace, J. Scheduling 16, 2013). That the makespan is
 * at most so much is its first decision, so what it learns holds for any makespan shorter than the best known.
 */
export class Prover {
  /** No schedule is shorter. */
  lower: number;
  /** Starts of the schedule found last. */
  readonly starts: Int32Array;
  conflicts = 0;
  readonly #sink: number;
  readonly #trail: Trail;
  readonly #nogoods: Nogoods;
  readonly #analysis: Analysis;
  readonly #propagation: Propagation;
  readonly #agenda: Agenda;
  readonly #dice: Dice;
  /** Makespan of the best schedule known. */
  #upper: number;
  #nogoodLimit = FIRST_NOGOODS;

  /** `upper`: the makespan of a known schedule; only shorter ones are asked about. */
  constructor(project: Project, upper: number, seed: number) {
    const heads = headsOf(project);
    const tails = tailsOf(project);
    const latest = tails.map((tail) => upper - 1 - tail);
    this.#sink = project.count - 1;
    this.lower = resourceBound(project);
    heads[this.#sink] = Math.min(this.lower, upper - 1);
    this.starts = new Int32Array(project.count);
    const arcs = arcsOf(project);
    this.#trail = new Trail(withOrders(heads, arcs.orders, 0), withOrders(latest, arcs.orders, 1));
    this.#nogoods = new Nogoods(this.#trail);
    this.#agenda = new Agenda(this.#trail, project.count, arcs.orders, upper + 1);
    this.#analysis = new Analysis(this.#trail, this.#nogoods, arcs, (node, value) => this.#agenda.bump(node, value));
    this.#dice = diceOf(seed);
    this.#upper = upper;
    this.#propagation = new Propagation(project, this.#trail, this.#nogoods, arcs, upper + 1);
  }

  /** A schedule of so many slots is known: only shorter ones are asked about. */
  improve(upper: number): void {
    this.#back(0);
    this.#upper = upper;
    if (!this.#trail.raise(2 * this.#sink + 1, 1 - upper, Why.Listed, 0)) this.lower = upper;
  }

  /** Asks whether some schedule is no longer than `limit`; gives up after so many conflicts. */
  refute(limit: number, conflicts: number): Verdict {
    let left = conflicts;
    for (let round = 1; ; round++) {
      const budget = Math.min(left, RESTART_CONFLICTS * luby(round));
      const verdict = this.#search(limit, budget);
      if (verdict !== 'open') return verdict;
      left -= budget;
      if (left <= 0) return 'open';
      if (this.#nogoods.count < this.#nogoodLimit) continue;
      this.#nogoodLimit += MORE_NOGOODS;
      if (!this.#nogoods.reduce()) return this.#nothingShorter();
    }
  }

  #search(limit: number, conflicts: number): Verdict {
    const sink = this.#sink;
    for (let left = conflicts; ; ) {
      if (!this.#propagation.propagate()) {
        this.conflicts++;
        left--;
        if (!this.#learn()) return this.#nothingShorter();
        continue;
      }
      const depth = this.#trail.depth;
      if (depth === 0 && this.#trail.lower(sink) > limit) return this.#refuted(this.#trail.lower(sink));
      if (left <= 0) {
        this.#back(0);
        return 'open';
      }
      if (depth === 0) this.#enter(2 * sink + 1, -limit);
      else if (!this.#decide()) return this.#keep();
    }
  }

  /** A contradiction without any decision: the best schedule known is optimal. */
  #nothingShorter(): Verdict {
    return this.#refuted(this.#upper);
  }

  #refuted(lower: number): Verdict {
    this.#back(0);
    this.lower = Math.max(this.lower, lower);
    return 'refuted';
  }

  /** All starts are decided: a schedule. */
  #keep(): Verdict {
    for (let x = 0; x < this.starts.length; x++) this.starts[x] = this.#trail.lower(x);
    this.#back(0);
    return 'found';
  }

  /** Learns from the conflict and goes back to where it tells something new; false when it needs no decision. */
  #learn(): boolean {
    const analysis = this.#analysis;
    const { conflict, from, until } = this.#propagation;
    if (!analysis.learn(conflict, from, until)) return false;
    this.#agenda.decay();
    this.#back(analysis.backTo);
    const { literals, length, levels } = analysis;
    const nogood = this.#nogoods.add(literals, length, levels);
    this.#trail.raise((literals[0] as number) ^ 1, 1 - (literals[1] as number), Why.Nogood, nogood);
    return true;
  }

  #back(depth: number): void {
    this.#trail.backTo(depth);
    this.#agenda.backTo(depth);
    this.#propagation.backTo(this.#trail.size);
  }

  /** Decides the most active literal; while none is, starts the activity that can start first. False when all is decided. */
  #decide(): boolean {
    const trail = this.#trail;
    if (this.#dice.unit() >= CURIOSITY && this.#agenda.find()) {
      const { x, v } = this.#agenda;
      if (this.#prefers(x)) this.#enter(2 * x, v);
      else this.#enter(2 * x + 1, 1 - v);
      return true;
    }
    let first = -1;
    for (let x = 0; x < this.starts.length; x++) {
      if (trail.lower(x) === trail.upper(x)) continue;
      if (first === -1 || trail.lower(x) < trail.lower(first)) first = x;
    }
    if (first === -1) return false;
    this.#enter(2 * first + 1, -trail.lower(first));
    return true;
  }

  #prefers(x: number): boolean {
    return x > this.#sink || this.#dice.unit() < 0.5;
  }

  #enter(node: number, value: number): void {
    this.#agenda.mark();
    this.#trail.decide(node, value);
  }
}

/** Bounds of the starts, and the same bound for every order. */
function withOrders(bounds: Int32Array, orders: number, each: number): Int32Array {
  const all = new Int32Array(bounds.length + orders).fill(each);
  all.set(bounds);
  return all;
}

/** 1 1 2 1 1 2 4 … (Luby, Sinclair and Zuckerman, Inf. Process. Lett. 47, 1993). */
function luby(index: number): number {
  let size = 1;
  let power = 0;
  while (size < index + 1) {
    size = 2 * size + 1;
    power++;
  }
  let left = index;
  while (size - 1 !== left) {
    size = (size - 1) >> 1;
    power--;
    left %= size;
  }
  return 2 ** power;
}
