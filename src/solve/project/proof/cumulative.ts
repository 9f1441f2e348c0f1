import type { Project } from '../project.ts';
import { type Trail, Why } from './trail.ts';

/**
 * One resource over time. An activity that can not start after slot u and not end before slot e runs in u ≤ t < e
 * whatever happens: the compulsory parts of all make a timetable, against which the starts of each are pushed; reasons
 * speak of one slot (Schutt, Feydy, Stuckey and Wallace, Constraints 16, 2011).
 */
export class Cumulative {
  /** Activities that take some of the resource for some time. */
  readonly users: Int32Array;
  readonly #trail: Trail;
  readonly #capacity: number;
  readonly #demand: Int32Array;
  readonly #duration: Int32Array;
  /** By user: its compulsory part when the timetable was made. */
  readonly #from: Int32Array;
  readonly #until: Int32Array;
  readonly #use: Int32Array;
  readonly #blamed: Int32Array;
  /** Literals that can not all be true, after `propagate` said so. */
  readonly conflict: Int32Array;
  conflictLength = 0;

  constructor(project: Project, trail: Trail, resource: number, slots: number) {
    const demandOf = (i: number): number => project.demand[i * project.resources + resource] as number;
    const all = Array.from(project.duration, (_, i) => i);
    this.users = Int32Array.from(all.filter((i) => demandOf(i) > 0 && (project.duration[i] as number) > 0));
    this.#trail = trail;
    this.#capacity = project.capacity[resource] as number;
    this.#demand = this.users.map(demandOf);
    this.#duration = this.users.map((i) => project.duration[i] as number);
    this.#from = new Int32Array(this.users.length);
    this.#until = new Int32Array(this.users.length);
    this.#use = new Int32Array(slots + 1);
    this.#blamed = new Int32Array(this.users.length);
    this.conflict = new Int32Array(4 * this.users.length + 4);
  }

  /** True when the resource can ever be short. */
  get matters(): boolean {
    return this.#demand.reduce((sum, amount) => sum + amount, 0) > this.#capacity;
  }

  /** Pushes every start as far as the timetable says; false when there is too much in it, or no start is left. */
  propagate(): boolean {
    const highest = this.#makeTimetable();
    if (highest > this.#capacity) return this.#overload();
    for (let k = 0; k < this.users.length; k++) {
      if ((this.#demand[k] as number) + highest <= this.#capacity) continue;
      const x = this.users[k] as number;
      if (this.#trail.lower(x) === this.#trail.upper(x)) continue;
      if (!this.#pushRight(k, x) || !this.#pushLeft(k, x)) return false;
    }
    return true;
  }

  /** Fills the timetable, and returns how much is used at most in any slot. */
  #makeTimetable(): number {
    const use = this.#use;
    use.fill(0);
    for (let k = 0; k < this.users.length; k++) {
      const x = this.users[k] as number;
      const from = this.#trail.upper(x);
      const until = this.#trail.lower(x) + (this.#duration[k] as number);
      this.#from[k] = from;
      this.#until[k] = until;
      if (from >= until) continue;
      use[from] = (use[from] as number) + (this.#demand[k] as number);
      use[until] = (use[until] as number) - (this.#demand[k] as number);
    }
    let highest = 0;
    let now = 0;
    for (let t = 0; t < use.length; t++) {
      now += use[t] as number;
      use[t] = now;
      if (now > highest) highest = now;
    }
    return highest;
  }

  #overload(): boolean {
    let slot = 0;
    while ((this.#use[slot] as number) <= this.#capacity) slot++;
    const blamed = this.#blame(slot, this.#capacity, -1);
    this.conflictLength = 0;
    for (let k = 0; k < blamed; k++) {
      const user = this.#blamed[k] as number;
      const x = this.users[user] as number;
      this.#accuse(2 * x, slot - (this.#duration[user] as number) + 1);
      this.#accuse(2 * x + 1, -slot);
    }
    return false;
  }

  #accuse(node: number, value: number): void {
    this.conflict[this.conflictLength++] = node;
    this.conflict[this.conflictLength++] = value;
  }

  /** Use of a slot without user k, and k in it, is too much. */
  #isShut(k: number, t: number): boolean {
    const own = (this.#from[k] as number) <= t && t < (this.#until[k] as number) ? 0 : (this.#demand[k] as number);
    return (this.#use[t] as number) + own > this.#capacity;
  }

  #pushRight(k: number, x: number): boolean {
    const length = this.#duration[k] as number;
    for (let start = this.#trail.lower(x); ; ) {
      let t = start + length - 1;
      while (t >= start && !this.#isShut(k, t)) t--;
      if (t < start) return true;
      if (!this.#push(2 * x, t + 1, t - length + 1, k, t)) return false;
      start = t + 1;
    }
  }

  #pushLeft(k: number, x: number): boolean {
    const length = this.#duration[k] as number;
    for (let start = this.#trail.upper(x); ; ) {
      let t = start;
      while (t < start + length && !this.#isShut(k, t)) t++;
      if (t === start + length) return true;
      if (!this.#push(2 * x + 1, length - t, -t, k, t)) return false;
      start = t - length;
    }
  }

  /** Raises a bound because of slot t: beyond `needed` the activity runs in it, and there is no room for it. */
  #push(node: number, value: number, needed: number, k: number, t: number): boolean {
    const blamed = this.#blame(t, this.#capacity - (this.#demand[k] as number), k);
    const reason = this.#trail.beginReason(2 * blamed + 1);
    this.#trail.addReason(reason, node, needed);
    for (let each = 0; each < blamed; each++) {
      const user = this.#blamed[each] as number;
      const x = this.users[user] as number;
      this.#trail.addReason(reason, 2 * x, t - (this.#duration[user] as number) + 1);
      this.#trail.addReason(reason, 2 * x + 1, -t);
    }
    if (this.#trail.raise(node, value, Why.Listed, reason)) return true;
    this.conflictLength = 0;
    const until = reason + 1 + 2 * (this.#trail.reasons[reason] as number);
    for (let at = reason + 1; at < until; at++)
      this.conflict[this.conflictLength++] = this.#trail.reasons[at] as number;
    this.#accuse(node ^ 1, 1 - value);
    return false;
  }

  /** Users whose compulsory parts in slot t exceed `room`, no more of them than it takes; returns how many. */
  #blame(t: number, room: number, except: number): number {
    let count = 0;
    let excess = -room;
    for (let k = 0; k < this.users.length; k++) {
      if (k === except || t < (this.#from[k] as number) || t >= (this.#until[k] as number)) continue;
      this.#blamed[count++] = k;
      excess += this.#demand[k] as number;
    }
    let kept = 0;
    for (let each = 0; each < count; each++) {
      const user = this.#blamed[each] as number;
      const amount = this.#demand[user] as number;
      if (excess - amount > 0) excess -= amount;
      else this.#blamed[kept++] = user;
    }
    return kept;
  }
}
