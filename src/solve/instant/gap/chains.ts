import type { Candidates } from './candidates.ts';
import type { GapInstance } from './instance.ts';
import type { Prices } from './prices.ts';
import type { Standing } from './standing.ts';

/** Jobs that move, at most, in one chain. */
const LENGTH = 6;
/** Ejections followed from one job. */
const BRANCHES = 3;
/** Cost that a chain may have run up on the way, beyond what it is allowed in the end. */
const CREDIT_SHARE = 2;

/**
 * Ejection chains (Yagiura, Ibaraki and Glover, EJOR 2006): a job moves to another host, where it ejects a job, which
 * moves on, until the last one takes the place of the first or finds room.
 *
 * Costs are counted against the prices: what an assignment costs beyond the bound of the linear relaxation is
 *
 *     Σ_j reduced cost + Σ_i π_i · room left on i,
 *
 * so each replacement of one job by another has a small cost of its own, and a chain that gains can be entered where every
 * beginning of it costs little (the gain criterion of Lin and Kernighan, Oper. Res. 1973). Room that is not there may be
 * used at `penalty` a unit.
 */
export class Chains {
  readonly penalty: Float64Array;
  readonly #gap: GapInstance;
  readonly #standing: Standing;
  readonly #candidates: Candidates;
  readonly #price: Float64Array;
  readonly #used: Uint8Array;
  /** The chain under way and the best so far: which job goes to which host. */
  readonly #job = new Int32Array(LENGTH + 1);
  readonly #to = new Int32Array(LENGTH + 1);
  readonly #bestJob = new Int32Array(LENGTH + 1);
  readonly #bestTo = new Int32Array(LENGTH + 1);
  #bestLength = 0;
  #bestCost = 0;
  /** The most promising ejections of each depth: the job, its host, and the cost so far. */
  readonly #ejected = new Int32Array(LENGTH * BRANCHES);
  readonly #from = new Int32Array(LENGTH * BRANCHES);
  readonly #soFar = new Float64Array(LENGTH * BRANCHES);
  /** The first job's host; what it costs to leave its room empty, or, before its taker is counted, to fill it. */
  #home = 0;
  #homeRoom = 0;
  #hole = 0;
  #refill = 0;
  #limit = 0;

  constructor(gap: GapInstance, { prices, candidates, standing }: ChainsSetting) {
    this.#gap = gap;
    this.#standing = standing;
    this.#candidates = candidates;
    this.#price = prices.capacity;
    this.penalty = new Float64Array(gap.hosts);
    this.#used = new Uint8Array(gap.hosts);
  }

  /** Applies the cheapest chain found that begins with `job` when it costs at most `allowed`; false when there is none. */
  move(job: number, allowed: number, credit: number): boolean {
    const home = this.#standing.host[job] as number;
    const at = job * this.#gap.hosts + home;
    const room = (this.#gap.capacity[home] as number) - (this.#standing.load[home] as number);
    const gained = (this.#candidates.reduced[at] as number) + this.#roomCost(home, room);
    this.#home = home;
    this.#homeRoom = room + (this.#gap.size[at] as number);
    this.#refill = -gained;
    this.#hole = this.#roomCost(home, this.#homeRoom) - gained;
    this.#limit = allowed + CREDIT_SHARE * credit;
    this.#bestCost = Number.POSITIVE_INFINITY;
    this.#used[home] = 1;
    this.#expand(0, job, 0);
    this.#used[home] = 0;
    if (!(this.#bestCost <= allowed)) return false;
    this.#apply();
    return true;
  }

  #apply(): void {
    for (let k = 0; k < this.#bestLength; k++) this.#standing.take(this.#bestJob[k] as number);
    for (let k = 0; k < this.#bestLength; k++) {
      this.#standing.put(this.#bestJob[k] as number, this.#bestTo[k] as number);
    }
  }

  /** What room left (or, below 0, room too much in use) on a host costs. */
  #roomCost(host: number, room: number): number {
    return room >= 0 ? (this.#price[host] as number) * room : -(this.penalty[host] as number) * room;
  }

  /** `job` is without a host; the chain so far costs `cost`. */
  #expand(depth: number, job: number, cost: number): void {
    const { width, hosts, reduced } = this.#candidates;
    this.#job[depth] = job;
    let kept = 0;
    for (let k = job * width; k < (job + 1) * width; k++) {
      const host = hosts[k] as number;
      if (host === -1 || this.#used[host] === 1) continue;
      const at = job * this.#gap.hosts + host;
      const room = (this.#gap.capacity[host] as number) - (this.#standing.load[host] as number);
      const base = cost + (reduced[at] as number) - this.#roomCost(host, room);
      const left = room - (this.#gap.size[at] as number);
      this.#to[depth] = host;
      this.#consider(base + this.#roomCost(host, left) + this.#hole, depth + 1);
      kept = this.#eject(depth, host, base, left, kept);
    }
    if (depth + 1 >= LENGTH) return;
    for (let k = depth * BRANCHES; k < depth * BRANCHES + kept; k++) {
      const host = this.#from[k] as number;
      this.#to[depth] = host;
      this.#used[host] = 1;
      this.#expand(depth + 1, this.#ejected[k] as number, this.#soFar[k] as number);
      this.#used[host] = 0;
    }
  }

  /** Tries every job of `host` as the one that makes way; returns how many ejections are kept at this depth. */
  #eject(depth: number, host: number, base: number, left: number, keptBefore: number): number {
    const { members, memberReduced, memberSize, count } = this.#standing;
    const { reduced } = this.#candidates;
    const { hosts, jobs, size } = this.#gap;
    const price = this.#price[host] as number;
    const penalty = this.penalty[host] as number;
    const end = host * jobs + (count[host] as number);
    let kept = keptBefore;
    for (let k = host * jobs; k < end; k++) {
      const room = left + (memberSize[k] as number);
      const cost = base - (memberReduced[k] as number) + (room >= 0 ? price * room : -penalty * room);
      if (cost > this.#limit) continue;
      const job = members[k] as number;
      const at = job * hosts + this.#home;
      const closed = cost + this.#refill + (reduced[at] as number);
      const total = closed + this.#roomCost(this.#home, this.#homeRoom - (size[at] as number));
      if (total < this.#bestCost) {
        this.#job[depth + 1] = job;
        this.#to[depth + 1] = this.#home;
        this.#consider(total, depth + 2);
      }
      if (depth + 1 < LENGTH) kept = this.#keep(depth, job, host, cost, kept);
    }
    return kept;
  }

  /** Into the ejections kept at this depth, cheapest first, when it is among the best. */
  #keep(depth: number, job: number, host: number, cost: number, kept: number): number {
    const first = depth * BRANCHES;
    if (kept === BRANCHES && cost >= (this.#soFar[first + kept - 1] as number)) return kept;
    const grown = Math.min(kept + 1, BRANCHES);
    let k = first + grown - 1;
    for (; k > first && (this.#soFar[k - 1] as number) > cost; k--) {
      this.#soFar[k] = this.#soFar[k - 1] as number;
      this.#ejected[k] = this.#ejected[k - 1] as number;
      this.#from[k] = this.#from[k - 1] as number;
    }
    this.#soFar[k] = cost;
    this.#ejected[k] = job;
    this.#from[k] = host;
    return grown;
  }

  #consider(cost: number, length: number): void {
    if (!(cost < this.#bestCost)) return;
    this.#bestCost = cost;
    this.#bestLength = length;
    for (let k = 0; k < length; k++) {
      this.#bestJob[k] = this.#job[k] as number;
      this.#bestTo[k] = this.#to[k] as number;
    }
  }
}

export interface ChainsSetting {
  readonly prices: Prices;
  readonly candidates: Candidates;
  readonly standing: Standing;
}
