import type { PlainPart } from './part.ts';
import type { PlainState } from './state.ts';

/** Nothing found. */
export const NOWHERE = -1;
/** Gangs are looked for in stretches of slots, the first so long and each longer by a factor: most start early. */
const STRETCH = 4;
const WIDEN = 4;

/**
 * Finds the earliest start of a job among some hosts, best fit. One pass over the slots of a host says in which of them
 * a VM could start there: a run of free slots as long as the job. For gangs the passes are counted by slot.
 */
export class Finder {
  /** Hosts of the job's VMs, after a start was found. */
  readonly hosts: Int32Array;
  readonly #state: PlainState;
  /** By slot, how many VMs of the gang could start in it. */
  readonly #places: Int32Array;
  readonly #fitting: Int32Array;
  readonly #scores: Float64Array;
  readonly #evenly: readonly [number, number];
  /** What is looked at beside free room when a host is chosen: see `fit`. */
  weighsBalance = true;
  weighsSteps = true;

  constructor(state: PlainState) {
    const { part } = state;
    this.#state = state;
    this.#evenly = evenly(part);
    this.#places = new Int32Array(part.slots + 1);
    this.#fitting = new Int32Array(part.hosts);
    this.#scores = new Float64Array(part.hosts);
    let widest = 1;
    for (let j = 0; j < part.jobs; j++) {
      widest = Math.max(widest, (part.first[j + 1] as number) - (part.first[j] as number));
    }
    this.hosts = new Int32Array(widest);
  }

  /**
   * The first slot in `from` … `to` in which the job finds room on the first `count` of `candidates`; its hosts are in
   * `hosts`. NOWHERE when there is none.
   */
  earliest(j: number, candidates: Int32Array, count: number, from: number, to: number): number {
    if (to < from) return NOWHERE;
    const { first } = this.#state.part;
    const nodes = (first[j + 1] as number) - (first[j] as number);
    if (nodes === 1) return this.#earliestAlone(j, candidates, count, from, to);
    for (let begin = from, wide = STRETCH; begin <= to; begin += wide, wide *= WIDEN) {
      const slot = this.#earliestTogether(j, nodes, candidates, count, begin, Math.min(to, begin + wide - 1));
      if (slot !== NOWHERE) return slot;
    }
    return NOWHERE;
  }

  #earliestAlone(j: number, candidates: Int32Array, count: number, from: number, to: number): number {
    let best = to + 1;
    let least = Number.POSITIVE_INFINITY;
    for (let q = 0; q < count; q++) {
      const host = candidates[q] as number;
      const slot = this.#firstRun(j, host, from, Math.min(to, best));
      if (slot === NOWHERE) continue;
      const score = this.fit(j, host, slot, this.#state.until(j, slot));
      if (slot === best && score >= least) continue;
      best = slot;
      least = score;
      this.hosts[0] = host;
    }
    return best > to ? NOWHERE : best;
  }

  /** The first slot in `from` … `to` from which the host has room for one VM until its end. */
  #firstRun(j: number, host: number, from: number, to: number): number {
    const state = this.#state;
    const { resources, slots, demand } = state.part;
    const free = state.free;
    const d = j * resources;
    const [d0, d1] = [demand[d] as number, demand[d + 1] as number];
    let slot = from;
    let until = state.until(j, slot);
    let at = (host * slots + from) * resources;
    for (let t = from; t < until; t++, at += resources) {
      if ((free[at] as number) >= d0 && (free[at + 1] as number) >= d1 && this.#hasRest(at, d, 1)) continue;
      slot = t + 1;
      if (slot > to) return NOWHERE;
      until = state.until(j, slot);
    }
    return slot;
  }

  #hasRest(at: number, d: number, copies: number): boolean {
    const { resources, demand } = this.#state.part;
    for (let r = 2; r < resources; r++) {
      if ((this.#state.free[at + r] as number) < copies * (demand[d + r] as number)) return false;
    }
    return true;
  }

  #earliestTogether(j: number, nodes: number, candidates: Int32Array, count: number, from: number, to: number): number {
    const places = this.#places;
    places.fill(0, from, to + 1);
    for (let q = 0; q < count; q++) {
      const host = candidates[q] as number;
      for (let copies = 1; copies <= nodes; copies++) if (!this.#countRuns(j, host, copies, from, to)) break;
    }
    for (let slot = from; slot <= to; slot++) {
      if ((places[slot] as number) < nodes) continue;
      this.#chooseHosts(j, nodes, candidates, count, slot);
      return slot;
    }
    return NOWHERE;
  }

  /** Counts the slots in `from` … `to` from which so many copies fit on the host; false when there are none. */
  #countRuns(j: number, host: number, copies: number, from: number, to: number): boolean {
    const { resources, slots, demand, ends, endTable } = this.#state.part;
    const free = this.#state.free;
    const places = this.#places;
    const d = j * resources;
    const d0 = copies * (demand[d] as number);
    const d1 = copies * (demand[d + 1] as number);
    const table = ends[j] as number;
    let any = false;
    let slot = from;
    let until = endTable[table + slot] as number;
    let at = (host * slots + from) * resources;
    for (let t = from; slot <= to; ) {
      if (t >= until) {
        places[slot] = (places[slot] as number) + 1;
        any = true;
        if (++slot <= to) until = endTable[table + slot] as number;
        continue;
      }
      const fits =
        (free[at] as number) >= d0 &&
        (free[at + 1] as number) >= d1 &&
        (resources === 2 || this.#hasRest(at, d, copies));
      t++;
      at += resources;
      if (fits) continue;
      slot = t;
      if (slot <= to) until = endTable[table + slot] as number;
    }
    return any;
  }

  /** Fills the tightest hosts first, each with as many VMs as fit. */
  #chooseHosts(j: number, nodes: number, candidates: Int32Array, count: number, slot: number): void {
    const state = this.#state;
    const until = state.until(j, slot);
    let fitting = 0;
    for (let q = 0; q < count; q++) {
      const host = candidates[q] as number;
      if (!state.fits(j, host, slot, until)) continue;
      this.#fitting[fitting] = host;
      this.#scores[fitting++] = this.fit(j, host, slot, until);
    }
    for (let got = 0; got < nodes; ) {
      const at = this.#tightest(fitting);
      const host = this.#fitting[at] as number;
      this.#scores[at] = Number.POSITIVE_INFINITY;
      for (let copies = 1; got < nodes && state.fits(j, host, slot, until, copies); copies++) this.hosts[got++] = host;
    }
  }

  #tightest(count: number): number {
    let best = 0;
    for (let q = 1; q < count; q++) if ((this.#scores[q] as number) < (this.#scores[best] as number)) best = q;
    return best;
  }

  /**
   * How badly a VM of the job would sit there, the least is best: free room and what the stay unbalances, at its begin,
   * middle and end, and the steps it makes at both ends; all as shares of the largest host.
   */
  fit(j: number, host: number, from: number, until: number): number {
    const { resources, slots, scale } = this.#state.part;
    const free = this.#state.free;
    const begin = (host * slots + from) * resources;
    const middle = (host * slots + ((from + until - 1) >> 1)) * resources;
    const end = (host * slots + until - 1) * resources;
    let sum = 0;
    for (let r = 0; r < resources; r++) {
      sum +=
        ((free[begin + r] as number) + (free[middle + r] as number) + (free[end + r] as number)) * (scale[r] as number);
    }
    if (this.weighsBalance) sum += BALANCE * this.#unbalanced(j, begin, middle, end);
    if (this.weighsSteps) sum += STEP * this.#stepped(j, from === 0 ? null : begin, until === slots ? null : end);
    return sum;
  }

  /**
   * By how much free room of the first two resources gets further from what jobs ask for of them: cores left without
   * memory are of no use to anybody, nor memory without cores.
   */
  #unbalanced(j: number, begin: number, middle: number, end: number): number {
    const { resources, demand } = this.#state.part;
    const free = this.#state.free;
    const [one, two] = this.#evenly;
    const taken = (demand[j * resources] as number) * one - (demand[j * resources + 1] as number) * two;
    const at = [begin, middle, end];
    let sum = 0;
    for (let k = 0; k < at.length; k++) {
      const cell = at[k] as number;
      const off = (free[cell] as number) * one - (free[cell + 1] as number) * two;
      sum += Math.abs(off - taken) - Math.abs(off);
    }
    return sum;
  }

  /** By how much the host's free room goes up and down more from slot to slot: a stay that begins where another ends leaves no gap. */
  #stepped(j: number, begin: number | null, end: number | null): number {
    const { resources, demand, scale } = this.#state.part;
    const free = this.#state.free;
    let sum = 0;
    for (let r = 0; r < 2; r++) {
      const taken = demand[j * resources + r] as number;
      const step = (inside: number, outside: number): number => {
        const now = (free[outside + r] as number) - (free[inside + r] as number);
        return Math.abs(now + taken) - Math.abs(now);
      };
      let steps = 0;
      if (begin !== null) steps += step(begin, begin - resources);
      if (end !== null) steps += step(end, end + resources);
      sum += steps * (scale[r] as number);
    }
    return sum;
  }
}

/** What a unit of imbalance, and of a step, counts beside free room. */
const BALANCE = 30;
const STEP = 4;

/** Weights of the first two resources with which all that the jobs ask for, over their time, is even. */
function evenly({ resources, jobs, slots, ...part }: PlainPart): readonly [number, number] {
  const asked: [number, number] = [0, 0];
  for (let j = 0; j < jobs; j++) {
    const from = Math.min(part.earliest[j] as number, slots - 1);
    const until = Math.min(part.endTable[(part.ends[j] as number) + from] as number, slots);
    const seconds = (part.edges[until] as number) - (part.edges[from] as number);
    const nodes = (part.first[j + 1] as number) - (part.first[j] as number);
    asked[0] += nodes * seconds * (part.demand[j * resources] as number);
    asked[1] += nodes * seconds * (part.demand[j * resources + 1] as number);
  }
  const scale = part.scale[0] as number;
  return [scale, asked[1] > 0 ? (scale * asked[0]) / asked[1] : 0];
}
