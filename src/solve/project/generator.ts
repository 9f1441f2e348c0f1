import type { Arcs, Project } from './project.ts';

/**
 * Serial schedule generation (Kelley 1963; Kolisch, Eur. J. Oper. Res. 90, 1996): activities in the order of a list,
 * each in the first slots after those before it in which room is left; and justification (Valls, Ballestín and
 * Quintanilla, Eur. J. Oper. Res. 165, 2005): all pushed right against the end in the order in which they end, then left
 * in the order in which they start, which never makes a schedule longer. Works on arrays of its own without allocating.
 */
export class Generator {
  readonly #project: Project;
  readonly #slots: number;
  /** Free room at [slot · resources + r], of a schedule forwards or backwards in time. */
  readonly #free: Int32Array;
  readonly #ends: Int32Array;
  readonly #keys: Int32Array;
  readonly #starts: Int32Array;
  #used = 0;

  constructor(project: Project) {
    this.#project = project;
    const total = project.duration.reduce((sum, slots) => sum + slots, 0);
    this.#slots = total + Math.max(...project.release) + 1;
    this.#free = new Int32Array(this.#slots * project.resources);
    this.#ends = new Int32Array(project.count);
    this.#keys = new Int32Array(project.count);
    this.#starts = new Int32Array(project.count);
    this.#used = this.#slots;
    this.#clear();
  }

  /** Starts by a list, into `starts`; returns the start of the sink, the makespan. */
  forward(list: Int32Array, starts: Int32Array): number {
    const { before, release } = this.#project;
    this.#place(list, before, release);
    starts.set(this.#starts);
    return starts[starts.length - 1] as number;
  }

  /** Makes a schedule shorter by justification, until that helps no more; returns the new makespan. */
  improve(starts: Int32Array, list: Int32Array): number {
    let makespan = starts[starts.length - 1] as number;
    for (;;) {
      this.#backward(starts, list);
      this.#orderByStart(this.#starts, list);
      const shorter = this.forward(list, starts);
      if (shorter >= makespan) break;
      makespan = shorter;
    }
    this.#orderByStart(starts, list);
    return starts[starts.length - 1] as number;
  }

  /** All pushed right against the makespan, into the own starts, as times from some first slot on. */
  #backward(starts: Int32Array, list: Int32Array): void {
    const { after, count, duration } = this.#project;
    const keys = this.#keys;
    for (let i = 0; i < count; i++) keys[i] = ((starts[i] as number) + (duration[i] as number)) * count + i;
    keys.sort();
    for (let k = 0; k < count; k++) list[k] = (keys[count - 1 - k] as number) % count;
    const makespan = starts[count - 1] as number;
    this.#place(list, after, null);
    for (let i = 0; i < count; i++) this.#starts[i] = makespan - (this.#ends[i] as number);
  }

  #orderByStart(starts: Int32Array, list: Int32Array): void {
    const { count } = this.#project;
    const keys = this.#keys;
    for (let i = 0; i < count; i++) keys[i] = (starts[i] as number) * count + i;
    keys.sort();
    for (let k = 0; k < count; k++) list[k] = (keys[k] as number) % count;
  }

  #place(list: Int32Array, before: Arcs, release: Int32Array | null): void {
    const { duration } = this.#project;
    this.#clear();
    for (let k = 0; k < list.length; k++) {
      const i = list[k] as number;
      let ready = release === null ? 0 : (release[i] as number);
      for (let a = before.starts[i] as number; a < (before.starts[i + 1] as number); a++) {
        ready = Math.max(ready, this.#ends[before.items[a] as number] as number);
      }
      const start = this.#firstRoom(i, ready, duration[i] as number);
      this.#starts[i] = start;
      this.#ends[i] = start + (duration[i] as number);
      this.#take(i, start, duration[i] as number);
    }
  }

  #firstRoom(i: number, ready: number, length: number): number {
    const { resources, demand } = this.#project;
    const free = this.#free;
    const own = i * resources;
    let start = ready;
    for (let t = ready; t < start + length; t++) {
      for (let r = 0; r < resources; r++) {
        if ((free[t * resources + r] as number) >= (demand[own + r] as number)) continue;
        start = t + 1;
        break;
      }
    }
    return start;
  }

  #take(i: number, start: number, length: number): void {
    const { resources, demand } = this.#project;
    const free = this.#free;
    const own = i * resources;
    for (let t = start; t < start + length; t++) {
      for (let r = 0; r < resources; r++) {
        free[t * resources + r] = (free[t * resources + r] as number) - (demand[own + r] as number);
      }
    }
    this.#used = Math.max(this.#used, start + length);
  }

  #clear(): void {
    const { resources, capacity } = this.#project;
    const until = this.#used * resources;
    for (let at = 0; at < until; at += resources) {
      for (let r = 0; r < resources; r++) this.#free[at + r] = capacity[r] as number;
    }
    this.#used = 0;
  }
}
