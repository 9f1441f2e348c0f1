import { LEFT, type Placing, type PlainPart } from './part.ts';

/** Nowhere yet: taken out, to be put in again. */
export const OPEN = -2;

/**
 * Where the jobs of a part are and what room that leaves, with a journal: every change since `mark` can be taken back.
 * Changes are not tried against the rules here; who makes them asks `fits` before.
 */
export class PlainState {
  readonly part: PlainPart;
  readonly free: Int32Array;
  readonly start: Int32Array;
  readonly host: Int32Array;
  /** Nodes that hold each host at any time: the first `counts[h]` of `occupants[h]`. */
  readonly occupants: Int32Array[];
  readonly counts: Int32Array;
  readonly #place: Int32Array;
  #journal = new Int32Array(1024);
  #length = 0;

  constructor(part: PlainPart) {
    this.part = part;
    this.free = part.room.slice();
    this.start = new Int32Array(part.jobs).fill(OPEN);
    this.host = new Int32Array(part.owner.length).fill(-1);
    this.occupants = Array.from({ length: part.hosts }, () => new Int32Array(16));
    this.counts = new Int32Array(part.hosts);
    this.#place = new Int32Array(part.owner.length);
  }

  /** Takes over a placing; jobs that run are at home unless it says otherwise. */
  load({ start, host }: Placing): void {
    for (let j = 0; j < this.part.jobs; j++) {
      this.setStart(j, start[j] as number);
      if ((start[j] as number) < 0) continue;
      for (let k = this.part.first[j] as number; k < (this.part.first[j + 1] as number); k++) {
        this.put(k, host[k] as number);
      }
    }
    this.mark();
  }

  /** True when a VM of the job fits on the host in every slot of `from` ≤ t < `until`, `copies` of it. */
  fits(j: number, host: number, from: number, until: number, copies = 1): boolean {
    const { resources, slots, demand } = this.part;
    const free = this.free;
    const d = j * resources;
    const [d0, d1] = [copies * (demand[d] as number), copies * (demand[d + 1] as number)];
    let at = (host * slots + from) * resources;
    for (let t = from; t < until; t++, at += resources) {
      if ((free[at] as number) < d0 || (free[at + 1] as number) < d1) return false;
      for (let r = 2; r < resources; r++) {
        if ((free[at + r] as number) < copies * (demand[d + r] as number)) return false;
      }
    }
    return true;
  }

  /** First slot after a job that starts in `slot`. */
  until(j: number, slot: number): number {
    return this.part.endTable[(this.part.ends[j] as number) + slot] as number;
  }

  /** Cost of a job as it stands. */
  cost(j: number): number {
    const { part } = this;
    const start = this.start[j] as number;
    if (part.running[j] === 1) return this.#moved(j);
    return start === LEFT ? (part.leave[j] as number) : this.startCost(j, start);
  }

  startCost(j: number, slot: number): number {
    return (this.part.base[j] as number) + (this.part.weight[j] as number) * (this.part.edges[slot] as number);
  }

  /** The least a job can cost. */
  least(j: number): number {
    const { earliest, latest, leave, running } = this.part;
    if (running[j] === 1) return 0;
    if ((latest[j] as number) < (earliest[j] as number)) return leave[j] as number;
    return Math.min(leave[j] as number, this.startCost(j, earliest[j] as number));
  }

  #moved(j: number): number {
    const { first, home, moveCost } = this.part;
    let sum = 0;
    for (let k = first[j] as number; k < (first[j + 1] as number); k++) {
      if (this.host[k] !== home[k]) sum += moveCost[k] as number;
    }
    return sum;
  }

  /** Puts a node of a job that has a start on a host. */
  put(k: number, host: number): void {
    this.#putNode(k, host);
    this.#write(k, -1, 0);
  }

  /** Takes a node off its host. */
  take(k: number): void {
    const host = this.host[k] as number;
    this.#takeNode(k);
    this.#write(k, host, 0);
  }

  setStart(j: number, slot: number): void {
    this.#write(j, this.start[j] as number, 1);
    this.start[j] = slot;
  }

  /** What was done until now stays. */
  mark(): void {
    this.#length = 0;
  }

  /** Takes back everything since `mark`. */
  undo(): void {
    while (this.#length > 0) {
      this.#length -= 3;
      const index = this.#journal[this.#length] as number;
      const before = this.#journal[this.#length + 1] as number;
      if (this.#journal[this.#length + 2] === 1) this.start[index] = before;
      else if (before === -1) this.#takeNode(index);
      else this.#putNode(index, before);
    }
  }

  #write(index: number, before: number, kind: 0 | 1): void {
    if (this.#length + 3 > this.#journal.length) {
      const longer = new Int32Array(this.#journal.length * 2);
      longer.set(this.#journal);
      this.#journal = longer;
    }
    this.#journal[this.#length++] = index;
    this.#journal[this.#length++] = before;
    this.#journal[this.#length++] = kind;
  }

  #putNode(k: number, host: number): void {
    this.#hold(k, host, -1);
    this.host[k] = host;
    const count = this.counts[host] as number;
    let list = this.occupants[host] as Int32Array;
    if (count === list.length) {
      const longer = new Int32Array(count * 2);
      longer.set(list);
      this.occupants[host] = longer;
      list = longer;
    }
    list[count] = k;
    this.#place[k] = count;
    this.counts[host] = count + 1;
  }

  #takeNode(k: number): void {
    const host = this.host[k] as number;
    this.#hold(k, host, 1);
    const list = this.occupants[host] as Int32Array;
    const count = (this.counts[host] as number) - 1;
    const last = list[count] as number;
    const place = this.#place[k] as number;
    list[place] = last;
    this.#place[last] = place;
    this.counts[host] = count;
    this.host[k] = -1;
  }

  #hold(k: number, host: number, sign: 1 | -1): void {
    const { owner, home, moveSlot, moveGone, moveEnd } = this.part;
    const j = owner[k] as number;
    const own = home[k] as number;
    if (own === -1) {
      const start = this.start[j] as number;
      this.#shift(j, host, start, this.until(j, start), sign);
    } else if (own === host) {
      this.#shift(j, host, 0, this.until(j, 0), sign);
    } else {
      this.#shift(j, own, 0, moveGone[k] as number, sign);
      this.#shift(j, host, moveSlot[k] as number, moveEnd[k] as number, sign);
    }
  }

  #shift(j: number, host: number, from: number, until: number, sign: 1 | -1): void {
    const { resources, slots, demand } = this.part;
    const free = this.free;
    const d = j * resources;
    const [d0, d1] = [sign * (demand[d] as number), sign * (demand[d + 1] as number)];
    let at = (host * slots + from) * resources;
    for (let t = from; t < until; t++, at += resources) {
      free[at] = (free[at] as number) + d0;
      free[at + 1] = (free[at + 1] as number) + d1;
      for (let r = 2; r < resources; r++) {
        free[at + r] = (free[at + r] as number) + sign * (demand[d + r] as number);
      }
    }
  }
}
