import { type Dice, diceOf } from '../../dice.ts';
import { headsOf, tailsOf } from '../paths.ts';
import type { Project } from '../project.ts';
import { Analysis } from './analysis.ts';
import { Cumulative } from './cumulative.ts';
import { Nogoods } from './nogoods.ts';
import { Trail, Why } from './trail.ts';

/** What became of the question whether a schedule may be so short. */
export type Verdict = 'refuted' | 'found' | 'open';

/** Conflicts until the first restart; later ones come at multiples by Luby's sequence. */
const RESTART_CONFLICTS = 100;
/** Nogoods kept before the worse half is forgotten, and how many more each time. */
const FIRST_NOGOODS = 4_000;
const MORE_NOGOODS = 500;
const ACTIVITY_DECAY = 0.95;
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
  readonly #resources: readonly Cumulative[];
  readonly #dirty: Uint8Array;
  /** By activity: the resources it takes, as bits of a list. */
  readonly #uses: readonly Uint8Array[];
  readonly #arcStarts: Int32Array;
  readonly #arcTo: Int32Array;
  readonly #arcWeight: Int32Array;
  readonly #activity: Float64Array;
  readonly #dice: Dice;
  readonly #pair = new Int32Array(4);
  #increment = 1;
  #head = 0;
  #conflict: Int32Array;
  #conflictFrom = 0;
  #conflictUntil = 0;
  #nogoodLimit = FIRST_NOGOODS;

  /** `upper`: the makespan of a known schedule; only shorter ones are asked about. */
  constructor(project: Project, upper: number, seed: number) {
    const heads = headsOf(project);
    const tails = tailsOf(project);
    const latest = tails.map((tail) => upper - 1 - tail);
    this.#sink = project.count - 1;
    this.lower = heads[this.#sink] as number;
    this.starts = new Int32Array(project.count);
    this.#trail = new Trail(heads, latest);
    this.#nogoods = new Nogoods(this.#trail);
    this.#analysis = new Analysis(this.#trail, this.#nogoods, (x) => this.#bump(x));
    this.#resources = Array.from(
      { length: project.resources },
      (_, r) => new Cumulative(project, this.#trail, r, upper + 1),
    ).filter((resource) => resource.matters);
    this.#dirty = new Uint8Array(this.#resources.length).fill(1);
    this.#uses = Array.from({ length: project.count }, (_, i) =>
      Uint8Array.from(this.#resources.flatMap(({ users }, r) => (users.includes(i) ? [r] : []))),
    );
    const arcs = arcsOf(project);
    this.#arcStarts = arcs.starts;
    this.#arcTo = arcs.to;
    this.#arcWeight = arcs.weight;
    this.#activity = new Float64Array(project.count);
    this.#dice = diceOf(seed);
    this.#conflict = this.#pair;
  }

  /** A schedule of so many slots is known: only shorter ones are asked about. */
  improve(upper: number): void {
    this.#back(0);
    if (!this.#trail.raise(2 * this.#sink + 1, 1 - upper, Why.Listed, 0, 0)) this.lower = upper;
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
      if (!this.#nogoods.reduce()) return this.#refuted(limit + 1);
    }
  }

  #search(limit: number, conflicts: number): Verdict {
    const sink = this.#sink;
    for (let left = conflicts; ; ) {
      if (!this.#propagate()) {
        this.conflicts++;
        left--;
        if (!this.#learn()) return this.#refuted(-(this.#trail.bounds[2 * sink + 1] as number) + 1);
        continue;
      }
      const depth = this.#trail.depth;
      if (depth === 0 && this.#trail.lower(sink) > limit) return this.#refuted(this.#trail.lower(sink));
      if (left <= 0) {
        this.#back(0);
        return 'open';
      }
      if (depth === 0) this.#trail.decide(2 * sink + 1, -limit);
      else if (!this.#decide()) return this.#keep();
    }
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
    if (!analysis.learn(this.#conflict, this.#conflictFrom, this.#conflictUntil)) return false;
    this.#increment /= ACTIVITY_DECAY;
    this.#back(analysis.backTo);
    const { literals, length, levels } = analysis;
    const nogood = this.#nogoods.add(literals, length, levels);
    this.#trail.raise((literals[0] as number) ^ 1, 1 - (literals[1] as number), Why.Nogood, nogood, 0);
    return true;
  }

  #back(depth: number): void {
    this.#trail.backTo(depth);
    this.#head = Math.min(this.#head, this.#trail.size);
  }

  /** Draws every conclusion; false when one contradicts another. */
  #propagate(): boolean {
    const trail = this.#trail;
    for (;;) {
      while (this.#head < trail.size) {
        const entry = this.#head++;
        const node = trail.node[entry] as number;
        const value = trail.value[entry] as number;
        if (!this.#followArcs(node, value)) return false;
        if (!this.#nogoods.visit(node, trail.from[entry] as number, value)) return this.#brokenNogood();
        const uses = this.#uses[node >> 1] as Uint8Array;
        for (let k = 0; k < uses.length; k++) this.#dirty[uses[k] as number] = 1;
      }
      const next = this.#dirty.indexOf(1);
      if (next === -1) return true;
      this.#dirty[next] = 0;
      const resource = this.#resources[next] as Cumulative;
      if (!resource.propagate()) return this.#contradiction(resource.conflict, 0, resource.conflictLength);
    }
  }

  #followArcs(node: number, value: number): boolean {
    const until = this.#arcStarts[node + 1] as number;
    for (let a = this.#arcStarts[node] as number; a < until; a++) {
      const to = this.#arcTo[a] as number;
      const weight = this.#arcWeight[a] as number;
      if (this.#trail.raise(to, value + weight, Why.Arc, node, weight)) continue;
      this.#pair[0] = to;
      this.#pair[1] = value + weight;
      this.#pair[2] = to ^ 1;
      this.#pair[3] = 1 - value - weight;
      return this.#contradiction(this.#pair, 0, 4);
    }
    return true;
  }

  #brokenNogood(): false {
    const { literals, starts, broken } = this.#nogoods;
    return this.#contradiction(literals, starts[broken] as number, starts[broken + 1] as number);
  }

  #contradiction(literals: Int32Array, from: number, until: number): false {
    this.#conflict = literals;
    this.#conflictFrom = from;
    this.#conflictUntil = until;
    this.#dirty.fill(0);
    return false;
  }

  /** Starts an activity as soon as it can: the one that was in most conflicts of late. False when none is left. */
  #decide(): boolean {
    const trail = this.#trail;
    let best = -1;
    const random = this.#dice.unit() < CURIOSITY;
    for (let x = 0; x < this.#activity.length; x++) {
      if (trail.lower(x) === trail.upper(x)) continue;
      if (best === -1 || this.#isBetter(x, best, random)) best = x;
    }
    if (best === -1) return false;
    trail.decide(2 * best + 1, -trail.lower(best));
    return true;
  }

  #isBetter(x: number, best: number, random: boolean): boolean {
    if (random) return this.#dice.unit() < 0.3;
    const more = (this.#activity[x] as number) - (this.#activity[best] as number);
    return more > 0 || (more === 0 && this.#trail.lower(x) < this.#trail.lower(best));
  }

  #bump(x: number): void {
    this.#activity[x] = (this.#activity[x] as number) + this.#increment;
    if ((this.#activity[x] as number) < 1e100) return;
    for (let k = 0; k < this.#activity.length; k++) this.#activity[k] = (this.#activity[k] as number) * 1e-100;
    this.#increment *= 1e-100;
  }
}

/** Precedences as arcs between nodes: a start pushes those after it right, and those before it left. */
function arcsOf({ count, after, before, duration }: Project): {
  readonly starts: Int32Array;
  readonly to: Int32Array;
  readonly weight: Int32Array;
} {
  const starts = [0];
  const to: number[] = [];
  const weight: number[] = [];
  for (let i = 0; i < count; i++) {
    for (let a = after.starts[i] as number; a < (after.starts[i + 1] as number); a++) {
      to.push(2 * (after.items[a] as number));
      weight.push(duration[i] as number);
    }
    starts.push(to.length);
    for (let a = before.starts[i] as number; a < (before.starts[i + 1] as number); a++) {
      to.push(2 * (before.items[a] as number) + 1);
      weight.push(duration[before.items[a] as number] as number);
    }
    starts.push(to.length);
  }
  return { starts: Int32Array.from(starts), to: Int32Array.from(to), weight: Int32Array.from(weight) };
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
