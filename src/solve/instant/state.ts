import { strict as assert } from 'node:assert';
import { Company } from './company.ts';
import type { InstantData } from './data.ts';
import { Loads } from './loads.ts';
import { Mates } from './mates.ts';
import { Moved } from './moved.ts';
import { Occupants } from './occupants.ts';
import { Peak } from './peak.ts';
import { Stocks } from './stocks.ts';
import { Zones } from './zones.ts';

/** What can not be done costs so much. */
export const FORBIDDEN = Number.POSITIVE_INFINITY;

/**
 * Where every VM is and what that costs, changed one VM (shift) or two (swap) at a time in time that depends on what
 * changes alone. It never leaves what the rules allow, provided it was loaded with a valid assignment.
 */
export class State {
  readonly data: InstantData;
  /** Host of each VM; −1 for one that is nowhere. */
  readonly place: Int32Array;
  readonly loads: Loads;
  readonly peak: Peak;
  readonly occupants: Occupants;
  readonly #company: Company;
  readonly #zones: Zones;
  readonly #mates: Mates;
  readonly #stocks: Stocks;
  readonly #moved: Moved;
  /** VMs of each waiting job that are nowhere. */
  readonly #absent: Int32Array;
  #own = 0;
  #together = 0;

  /** Starts from an assignment that keeps every rule. */
  constructor(data: InstantData, assignment: Int32Array) {
    this.data = data;
    this.place = new Int32Array(data.vms).fill(-1);
    this.loads = new Loads(data);
    this.peak = new Peak(data, this.loads.use);
    this.#company = new Company(data);
    this.#zones = new Zones(data);
    this.#moved = new Moved(data);
    this.#mates = new Mates(data);
    this.#stocks = new Stocks(data);
    this.occupants = new Occupants(data.hosts, data.vms);
    this.#absent = new Int32Array(data.gangs.jobs);
    for (let job = 0; job < data.gangs.jobs; job++) {
      this.#absent[job] = (data.gangs.start[job + 1] as number) - (data.gangs.start[job] as number);
      this.#own += data.gangs.leaveCost[job] as number;
    }
    for (let vm = 0; vm < data.vms; vm++) if ((data.home[vm] as number) >= 0) this.#carry(vm, data.home[vm] as number);
    this.#zones.excusePresent();
    for (let vm = 0; vm < data.vms; vm++)
      if (assignment[vm] !== this.place[vm]) this.#carry(vm, assignment[vm] as number);
    for (let host = 0; host < data.hosts; host++) {
      this.#together += this.loads.recount(host);
      this.peak.recount(host);
    }
  }

  /** Folded cost. */
  get cost(): number {
    const left = this.#zones.left * this.data.zoning.leftCost;
    const lists = this.#moved.cost + this.#mates.cost + this.#stocks.cost;
    return this.#own + this.#together + lists + left + (this.peak.matters ? this.peak.cost : 0);
  }

  /** What a placed VM costs more on another host; zone rules and budgets are tried by `shift` alone. */
  shiftCost(vm: number, to: number): number {
    const from = this.place[vm] as number;
    const loads = this.loads;
    if (!loads.fits(vm, to, -1)) return FORBIDDEN;
    if (!this.#company.idle && !this.#company.admits(vm, to, -1)) return FORBIDDEN;
    let cost = loads.costWith(from, -1, vm) - (loads.cost[from] as number);
    cost += loads.costWith(to, vm, -1) - (loads.cost[to] as number);
    cost += this.ownCost(vm, to) - this.ownCost(vm, from) + this.#moved.costOf(vm, from, to);
    if (this.peak.matters) cost += this.peak.costOf(vm, -1, from, to);
    if (!this.#mates.idle) cost += this.#mates.costOf(vm, from, to);
    if (this.#company.costs) cost += this.#company.costOfLeaving(vm, from) + this.#company.costOfEntering(vm, to, -1);
    return cost;
  }

  /** What two placed VMs on different hosts cost more the other way round. */
  swapCost(vm: number, other: number): number {
    const here = this.place[vm] as number;
    const there = this.place[other] as number;
    const loads = this.loads;
    if (!loads.fits(vm, there, other) || !loads.fits(other, here, vm)) return FORBIDDEN;
    const company = this.#company;
    if (!company.idle && !(company.admits(vm, there, other) && company.admits(other, here, vm))) return FORBIDDEN;
    let cost = loads.costWith(here, other, vm) - (loads.cost[here] as number);
    cost += loads.costWith(there, vm, other) - (loads.cost[there] as number);
    cost += this.ownCost(vm, there) - this.ownCost(vm, here) + this.ownCost(other, here) - this.ownCost(other, there);
    cost += this.#moved.costOfSwap(vm, other, here, there);
    if (this.peak.matters) cost += this.peak.costOf(vm, other, here, there);
    if (!this.#mates.idle) cost += this.#mates.costOfSwap(vm, other, here, there);
    if (company.costs) {
      cost += company.costOfLeaving(vm, here) + company.costOfLeaving(other, there);
      cost += company.costOfEntering(vm, there, other) + company.costOfEntering(other, here, vm);
    }
    return cost;
  }

  /** Moves a VM; false, and nothing is changed, when a zone rule or a budget refuses. */
  shift(vm: number, to: number): boolean {
    const from = this.place[vm] as number;
    this.#carry(vm, to);
    if (this.#stands()) {
      this.#recount(from);
      this.#recount(to);
      return true;
    }
    this.#carry(vm, from);
    return false;
  }

  /** What a VM that is nowhere costs on a host, beside what its job still pays for being left. */
  enterCost(vm: number, to: number): number {
    const loads = this.loads;
    if (!loads.fits(vm, to, -1)) return FORBIDDEN;
    if (!this.#company.idle && !this.#company.admits(vm, to, -1)) return FORBIDDEN;
    let cost = loads.costWith(to, vm, -1) - (loads.cost[to] as number) + this.ownCost(vm, to);
    if (!this.#mates.idle) cost += this.#mates.costOf(vm, -1, to);
    return this.#company.costs ? cost + this.#company.costOfEntering(vm, to, -1) : cost;
  }

  /** Places a VM that is nowhere; false, and nothing is changed, when a zone rule or a budget refuses. */
  enter(vm: number, to: number): boolean {
    this.#carry(vm, to);
    if (this.#stands()) {
      this.#recount(to);
      return true;
    }
    this.#carry(vm, -1);
    return false;
  }

  /** Takes a VM off its host; one that runs has to come back somewhere. */
  leave(vm: number): void {
    const from = this.place[vm] as number;
    this.#carry(vm, -1);
    this.#recount(from);
  }

  /** Puts a VM back where it was when all that is placed now was placed as well. */
  restore(vm: number, host: number): void {
    this.#carry(vm, host);
    this.#recount(host);
  }

  /** True when the host is in the VM's host set, or its own. */
  may(vm: number, host: number): boolean {
    const { hostSetOf, allowed, hosts, home } = this.data;
    return home[vm] === host || allowed[(hostSetOf[vm] as number) * hosts + host] === 1;
  }

  /** Exchanges two VMs; false, and nothing is changed, when a zone rule or a budget refuses. */
  swap(vm: number, other: number): boolean {
    const here = this.place[vm] as number;
    const there = this.place[other] as number;
    this.#carry(vm, there);
    this.#carry(other, here);
    if (this.#stands()) {
      this.#recount(here);
      this.#recount(there);
      return true;
    }
    this.#carry(other, there);
    this.#carry(vm, here);
    return false;
  }

  /** What the VM costs by itself on a host. */
  ownCost(vm: number, host: number): number {
    const { home, moveCost, homeCost, placeRow, placeCosts, hosts } = this.data;
    const row = placeRow[vm] as number;
    const place = row < 0 ? 0 : (placeCosts[row * hosts + host] as number);
    return place + (home[vm] === host ? (homeCost[vm] as number) : (moveCost[vm] as number));
  }

  /** Recomputes everything from the assignment and compares. */
  verify(): void {
    const fresh = new State(this.data, this.place);
    assert.equal(this.cost, fresh.cost, 'the cost kept is the cost recomputed');
    assert.deepEqual(this.loads, fresh.loads, 'the loads kept are the loads recomputed');
    assert.equal(this.#zones.broken, fresh.#zones.broken, 'the zones kept are the zones recomputed');
    assert.deepEqual(this.#mates, fresh.#mates, 'the mates kept are the mates recomputed');
  }

  /** Changes the books; costs of hosts are left to `#recount`. */
  #carry(vm: number, to: number): void {
    const from = this.place[vm] as number;
    if (from >= 0) {
      this.loads.leave(vm, from);
      this.#own -= this.ownCost(vm, from);
      if (!this.#company.idle) this.#together += this.#company.leave(vm, from);
    }
    if (to >= 0) {
      this.loads.enter(vm, to);
      this.#own += this.ownCost(vm, to);
      if (!this.#company.idle) this.#together += this.#company.enter(vm, to);
    }
    if (!this.#zones.idle) this.#zones.move(vm, from, to);
    this.#moved.move(vm, from, to);
    this.place[vm] = to;
    this.occupants.move(vm, from, to);
    if (!this.#mates.idle) this.#mates.move(vm, from, to);
    if (from < 0 === to < 0) return;
    this.#stocks.count(vm, to < 0 ? -1 : 1);
    const job = this.data.gangs.of[vm] as number;
    if (job >= 0) this.#attend(job, to < 0 ? 1 : -1);
  }

  /** A job pays for being left while one of its VMs is nowhere. */
  #attend(job: number, step: number): void {
    const before = this.#absent[job] as number;
    this.#absent[job] = before + step;
    if (before === 0) this.#own += this.data.gangs.leaveCost[job] as number;
    if (before + step === 0) this.#own -= this.data.gangs.leaveCost[job] as number;
  }

  #recount(host: number): void {
    if (host < 0) return;
    const before = this.loads.cost[host] as number;
    this.#together += this.loads.recount(host) - before;
    if (this.peak.matters) this.peak.recount(host);
  }

  /** True when budgets and zone rules are kept. */
  #stands(): boolean {
    return this.#moved.isWithin && this.#zones.broken + this.#mates.broken + this.#stocks.broken === 0;
  }
}
