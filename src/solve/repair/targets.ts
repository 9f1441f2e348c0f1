import { DISRUPTION, SERVICE } from '../../domain/levels.ts';
import type { Problem } from '../../domain/problem.ts';
import type { Dice } from '../dice.ts';
import type { Timetable } from '../timetable.ts';
import { leavingCosts } from './bound.ts';
import { TargetRules } from './target-rules.ts';
import type { Wounds } from './wounds.ts';

/** Weights, in mean costs of a move: a host over its room, as a share of it; anything else that is broken; */
const OVER_WEIGHT = 200;
const OVER_LEAST = 2;
const BROKEN_WEIGHT = 12;
/** what arrives where there is no room before others have left, as a share of the host. */
const LATE_WEIGHT = 40;
const LATE_LEAST = 2;
/** Temperatures at the beginning and at the end, in mean costs of a move. */
const HOT = 3;
const COLD = 0.05;
/** Share of the steps that are about a host over its room, while there is one; of the rest, about a VM that is moved. */
const MEND_SHARE = 0.6;
const MOVED_SHARE = 0.5;

/**
 * Where VMs should be in the end, whatever the order of the moves: simulated annealing (Kirkpatrick, Gelatt and Vecchi,
 * Science 1983) on one host for each VM. Only VMs without an end take part; whatever else holds room is room that is
 * not there. Meant for the hard cases in which moving one VM after the other gets stuck.
 */
export class TargetSearch {
  /** Host of each VM; −1 where it has none. */
  readonly at: Int32Array;
  readonly #problem: Problem;
  readonly #dice: Dice;
  readonly #rules: TargetRules;
  readonly #home: Int32Array;
  readonly #isUnwelcome: Uint8Array;
  readonly #price: Float64Array;
  readonly #players: readonly number[];
  readonly #here: readonly number[][];
  /** Room and use by host and resource; what has come to a host, and what room there is for that at once. */
  readonly #room: Float64Array;
  readonly #use: Float64Array;
  readonly #come: Float64Array;
  readonly #freeNow: Float64Array;
  readonly #scale: Float64Array;
  #energy = 0;
  #broken = 0;
  #over = 0;
  #best: { readonly at: Int32Array; readonly energy: number } | null = null;

  constructor(timetable: Timetable, wounds: Wounds, isDown: (vm: number) => boolean, dice: Dice) {
    const { problem } = timetable;
    const size = problem.resources.length;
    this.#problem = problem;
    this.#dice = dice;
    this.#home = wounds.residents.home;
    this.at = Int32Array.from(this.#home);
    this.#rules = new TargetRules(problem, this.at);
    this.#price = pricesOf(problem);
    this.#isUnwelcome = Uint8Array.from(problem.vms, ({ job }) => {
      const its = problem.jobs[job];
      return its?.kind === 'running' && its.unwelcomeFrom !== null ? 1 : 0;
    });
    this.#players = [...problem.vms.keys()].filter((vm) => this.#plays(vm, wounds, isDown));
    this.#here = problem.hosts.map(() => []);
    this.#room = leastFree(timetable);
    this.#use = new Float64Array(this.#room.length);
    this.#come = new Float64Array(this.#room.length);
    this.#scale = Float64Array.from(this.#room, (_, cell) => {
      const capacity = problem.hosts[Math.floor(cell / size)]?.capacity[cell % size] as number;
      return 1 / Math.max(1, capacity);
    });
    this.#freeNow = Float64Array.from(this.#room, (room) => Math.max(0, room));
    this.#settle();
  }

  /** Searches for so many steps; where every VM should be, or null when nothing was found that mends all. */
  run(steps: number, hasTime: () => boolean): Int32Array | null {
    if (this.#players.length === 0) return null;
    for (let step = 0; step < steps; step++) {
      if (step % 4096 === 0 && !hasTime()) break;
      this.#step(HOT * (COLD / HOT) ** (step / steps));
    }
    return this.#best?.at ?? null;
  }

  #plays(vm: number, { residents }: Wounds, isDown: (vm: number) => boolean): boolean {
    const { job: index } = this.#problem.vms[vm] as Problem['vms'][number];
    const job = this.#problem.jobs[index];
    if (job === undefined) return false;
    if (job.kind === 'waiting') return isDown(vm);
    return (
      job.remainingSeconds === null && job.moves[job.vms.indexOf(vm)] !== null && (residents.home[vm] as number) >= 0
    );
  }

  /** Players give the room they hold back, and hold it anew as what may be moved. */
  #settle(): void {
    const size = this.#problem.resources.length;
    for (const vm of this.#players) {
      const host = this.at[vm] as number;
      if (host < 0 || this.#isUnwelcome[vm] === 1) this.#broken += 1;
      if (host < 0) continue;
      const demand = this.#problem.vms[vm]?.demand as readonly number[];
      for (let r = 0; r < size; r++) {
        const cell = host * size + r;
        this.#room[cell] = (this.#room[cell] as number) + (demand[r] as number);
        this.#use[cell] = (this.#use[cell] as number) + (demand[r] as number);
      }
      this.#here[host]?.push(vm);
    }
    for (let host = 0; host < this.#here.length; host++) if (this.#overload(host) > 0) this.#over += 1;
    this.#broken += this.#rules.broken(this.#players);
  }

  #step(temperature: number): void {
    const vm = this.#pick();
    const from = this.at[vm] as number;
    const set = this.#problem.hostSets[this.#problem.vms[vm]?.hostSet as number] as readonly number[];
    if (set.length === 0) return;
    const home = this.#home[vm] as number;
    const goesHome = home >= 0 && from !== home && this.#dice.unit() < 0.3;
    const to = goesHome ? home : this.#dice.pick(set);
    if (to === from) return;
    const change = this.#change(vm, from, to);
    if (change > 0 && this.#dice.unit() >= Math.exp(-change / temperature)) {
      this.#change(vm, to, from);
      return;
    }
    this.#energy += change;
    if (this.#over > 0 || this.#broken > 0) return;
    if (this.#best === null || this.#energy < this.#best.energy - 1e-9) {
      this.#best = { at: Int32Array.from(this.at), energy: this.#energy };
    }
  }

  #pick(): number {
    if (this.#over > 0 && this.#dice.unit() < MEND_SHARE) {
      for (let tries = 0; tries < 8; tries++) {
        const host = this.at[this.#dice.pick(this.#players)] as number;
        if (host >= 0 && this.#overload(host) > 0) return this.#dice.pick(this.#here[host] as readonly number[]);
      }
    }
    if (this.#dice.unit() < MOVED_SHARE) {
      for (let tries = 0; tries < 8; tries++) {
        const vm = this.#dice.pick(this.#players);
        if (this.at[vm] !== this.#home[vm]) return vm;
      }
    }
    return this.#dice.pick(this.#players);
  }

  /** Puts a VM from one host (or none) on another, and says by how much that is worse. */
  #change(vm: number, from: number, to: number): number {
    const before = this.#cost(from) + this.#cost(to);
    const wasBroken = this.#brokenAt(vm, from);
    if (from >= 0) this.#shift(vm, from, -1);
    if (to >= 0) this.#shift(vm, to, 1);
    this.at[vm] = to;
    const isBroken = this.#brokenAt(vm, to);
    this.#broken += isBroken - wasBroken;
    const paid = this.#priceAt(vm, to) - this.#priceAt(vm, from);
    return this.#cost(from) + this.#cost(to) - before + BROKEN_WEIGHT * (isBroken - wasBroken) + paid;
  }

  #priceAt(vm: number, host: number): number {
    const home = this.#home[vm] as number;
    return home >= 0 && host !== home ? (this.#price[vm] as number) : 0;
  }

  #brokenAt(vm: number, host: number): number {
    if (host < 0) return 1;
    const isUnwelcome = host === this.#home[vm] && this.#isUnwelcome[vm] === 1 ? 1 : 0;
    return isUnwelcome + this.#rules.brokenBy(vm, host);
  }

  #cost(host: number): number {
    if (host < 0) return 0;
    const [overload, late] = [this.#overload(host), this.#late(host)];
    return OVER_WEIGHT * overload + (overload > 0 ? OVER_LEAST : 0) + LATE_WEIGHT * late + (late > 0 ? LATE_LEAST : 0);
  }

  #overload(host: number): number {
    return this.#beyond(this.#use, this.#room, host);
  }

  #late(host: number): number {
    return this.#beyond(this.#come, this.#freeNow, host);
  }

  #beyond(used: Float64Array, limit: Float64Array, host: number): number {
    const size = this.#problem.resources.length;
    let beyond = 0;
    for (let cell = host * size; cell < (host + 1) * size; cell++) {
      const more = (used[cell] as number) - (limit[cell] as number);
      if (more > 0) beyond += more * (this.#scale[cell] as number);
    }
    return beyond;
  }

  #shift(vm: number, host: number, sign: 1 | -1): void {
    const size = this.#problem.resources.length;
    const demand = this.#problem.vms[vm]?.demand as readonly number[];
    const wasOver = this.#overload(host) > 0;
    const comes = host !== this.#home[vm];
    for (let r = 0; r < size; r++) {
      const cell = host * size + r;
      this.#use[cell] = (this.#use[cell] as number) + sign * (demand[r] as number);
      if (comes) this.#come[cell] = (this.#come[cell] as number) + sign * (demand[r] as number);
    }
    this.#over += Number(this.#overload(host) > 0) - Number(wasOver);
    const here = this.#here[host] as number[];
    if (sign === 1) here.push(vm);
    else here[here.indexOf(vm)] = here.at(-1) as number;
    if (sign === -1) here.pop();
  }
}

/** What is free on each host, in every slot, when nothing changes; below 0 where it is over its capacity. */
function leastFree({ grid, problem }: Timetable): Float64Array {
  const free = Float64Array.from(grid.free);
  for (const { cell, excess } of grid.strain) {
    for (const [r, above] of excess.entries())
      free[cell * grid.resources + r] = (free[cell * grid.resources + r] as number) - above;
  }
  return Float64Array.from({ length: problem.hosts.length * grid.resources }, (_, at) => {
    const [host, r] = [Math.floor(at / grid.resources), at % grid.resources];
    let least = Number.POSITIVE_INFINITY;
    for (let slot = 0; slot < grid.slots; slot++) {
      least = Math.min(least, free[(host * grid.slots + slot) * grid.resources + r] as number);
    }
    return least;
  });
}

/** What moving each VM costs, over the mean of all that cost something. */
function pricesOf(problem: Problem): Float64Array {
  const [service, disruption] = [leavingCosts(problem, SERVICE), leavingCosts(problem, DISRUPTION)];
  const most = disruption.reduce((sum, cost) => sum + cost, 1);
  const prices = disruption.map((cost, vm) => (service[vm] as number) * most + cost);
  const paid = prices.filter((price) => price > 0);
  const mean = paid.reduce((sum, price) => sum + price, 0) / Math.max(1, paid.length);
  return prices.map((price) => (mean > 0 ? price / mean : 0));
}
