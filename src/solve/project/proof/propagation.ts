import type { Project } from '../project.ts';
import { type Arcs, givenValue } from './arcs.ts';
import { Cumulative } from './cumulative.ts';
import type { Nogoods } from './nogoods.ts';
import { type Trail, Why } from './trail.ts';

/**
 * Draws conclusions from bounds until there are no more: along arcs, by nogoods, and, when these have nothing left to
 * say, by the timetables of resources.
 */
export class Propagation {
  /** After a contradiction: literals at `from` ≤ k < `until` that can not all be true, and are. */
  conflict: Int32Array;
  from = 0;
  until = 0;
  readonly #trail: Trail;
  readonly #nogoods: Nogoods;
  readonly #arcs: Arcs;
  readonly #resources: readonly Cumulative[];
  /** 1 for each resource to be looked at. */
  readonly #dirty: Uint8Array;
  /** By activity: the resources it takes. */
  readonly #uses: readonly Uint8Array[];
  readonly #clash = new Int32Array(6);
  #head = 0;

  constructor(project: Project, trail: Trail, nogoods: Nogoods, arcs: Arcs, slots: number) {
    this.#trail = trail;
    this.#nogoods = nogoods;
    this.#arcs = arcs;
    const all = Array.from({ length: project.resources }, (_, r) => new Cumulative(project, trail, r, slots));
    this.#resources = all.filter((resource) => resource.matters);
    this.#dirty = new Uint8Array(this.#resources.length).fill(1);
    this.#uses = Array.from({ length: project.count }, (_, i) =>
      Uint8Array.from(this.#resources.flatMap(({ users }, r) => (users.includes(i) ? [r] : []))),
    );
    this.conflict = this.#clash;
    for (let node = 0; node < 2 * project.count; node++) this.#followArcs(node, trail.bounds[node] as number);
  }

  /** Levels were taken back. */
  backTo(size: number): void {
    this.#head = Math.min(this.#head, size);
  }

  /** Draws every conclusion; false when one contradicts another. */
  propagate(): boolean {
    const trail = this.#trail;
    for (;;) {
      while (this.#head < trail.size) {
        const entry = this.#head++;
        const node = trail.node[entry] as number;
        const value = trail.value[entry] as number;
        if (!this.#followArcs(node, value)) return false;
        if (!this.#nogoods.visit(node, trail.from[entry] as number, value)) return this.#brokenNogood();
        if (node >> 1 < this.#uses.length) this.#markResources(node >> 1);
      }
      const next = this.#dirty.indexOf(1);
      if (next === -1) return true;
      this.#dirty[next] = 0;
      const resource = this.#resources[next] as Cumulative;
      if (!resource.propagate()) return this.#contradiction(resource.conflict, 0, resource.conflictLength);
    }
  }

  #markResources(x: number): void {
    const uses = this.#uses[x] as Uint8Array;
    for (let k = 0; k < uses.length; k++) this.#dirty[uses[k] as number] = 1;
  }

  /** A bound pushes others along the arcs that hold, and rules out those that would push too far. */
  #followArcs(node: number, value: number): boolean {
    const { leaving, depending, to, weight, given, from } = this.#arcs;
    for (let k = leaving.starts[node] as number; k < (leaving.starts[node + 1] as number); k++) {
      const arc = leaving.items[k] as number;
      const on = given[arc] as number;
      if (on < 0 || this.#trail.holds(on, givenValue(on))) {
        if (!this.#follow(arc, value)) return false;
      } else if (value + (weight[arc] as number) + (this.#trail.bounds[(to[arc] as number) ^ 1] as number) > 0) {
        this.#ruleOut(arc, on, value);
      }
    }
    for (let k = depending.starts[node] as number; k < (depending.starts[node + 1] as number); k++) {
      const arc = depending.items[k] as number;
      if (!this.#follow(arc, this.#trail.bounds[from[arc] as number] as number)) return false;
    }
    return true;
  }

  #follow(arc: number, value: number): boolean {
    const to = this.#arcs.to[arc] as number;
    const least = value + (this.#arcs.weight[arc] as number);
    if (this.#trail.raise(to, least, Why.Arc, arc)) return true;
    const on = this.#arcs.given[arc] as number;
    this.#clash[0] = this.#arcs.from[arc] as number;
    this.#clash[1] = value;
    this.#clash[2] = to ^ 1;
    this.#clash[3] = 1 - least;
    this.#clash[4] = on;
    this.#clash[5] = givenValue(on);
    return this.#contradiction(this.#clash, 0, on < 0 ? 4 : 6);
  }

  /** The other order it is. */
  #ruleOut(arc: number, on: number, value: number): void {
    if (this.#trail.holds(on ^ 1, 1 - givenValue(on))) return;
    const reason = this.#trail.beginReason(2);
    this.#trail.addReason(reason, this.#arcs.from[arc] as number, value);
    this.#trail.addReason(reason, (this.#arcs.to[arc] as number) ^ 1, 1 - value - (this.#arcs.weight[arc] as number));
    this.#trail.raise(on ^ 1, 1 - givenValue(on), Why.Listed, reason);
  }

  #brokenNogood(): false {
    const { literals, starts, broken } = this.#nogoods;
    return this.#contradiction(literals, starts[broken] as number, starts[broken + 1] as number);
  }

  #contradiction(literals: Int32Array, from: number, until: number): false {
    this.conflict = literals;
    this.from = from;
    this.until = until;
    this.#dirty.fill(0);
    return false;
  }
}
