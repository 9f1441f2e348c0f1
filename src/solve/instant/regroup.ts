import type { Dice } from '../dice.ts';
import { FORBIDDEN, type State } from './state.ts';
import { unitsOf } from './units.ts';

/** Hosts looked at for each VM, at most. */
const LOOKS = 60;
/** VMs that make room for a unit, at most. */
const MOST_EVICTED = 3;
/** Share of the steps that place what is nowhere while something is, and of those that make room for it first. */
const ABSENT_SHARE = 0.5;
const EVICT_SHARE = 0.7;

/**
 * Moves of several VMs as one: a unit of VMs that belong together goes elsewhere whole, and a job that is left is placed,
 * if need be where others make room. A result that is not accepted is undone.
 */
export class Regroup {
  readonly #state: State;
  readonly #dice: Dice;
  readonly #isMovable: Uint8Array;
  readonly #units: readonly (readonly number[])[];
  /** Units that hold a job that may be placed. */
  readonly #waiting: readonly (readonly number[])[];
  readonly #out: number[] = [];
  readonly #before: number[] = [];

  constructor(state: State, dice: Dice, movable: Int32Array) {
    const { data } = state;
    this.#state = state;
    this.#dice = dice;
    this.#isMovable = new Uint8Array(data.vms);
    for (const vm of movable) this.#isMovable[vm] = 1;
    const units = unitsOf(data).map((unit) => unit.filter((vm) => this.#isMovable[vm] === 1));
    this.#units = units.filter((unit) => unit.length > 1);
    this.#waiting = units.filter((unit) => unit.some((vm) => (data.gangs.of[vm] as number) >= 0));
  }

  /** True when there is nothing to do. */
  get idle(): boolean {
    return this.#units.length === 0 && !this.#waiting.some((unit) => this.#isAbsent(unit));
  }

  /** One step; true when the state has changed. */
  step(temperature: number): boolean {
    const unit = this.#draw();
    if (unit === null) return false;
    const cost = this.#state.cost;
    this.#out.length = 0;
    this.#before.length = 0;
    for (const vm of unit) this.#take(vm);
    if (this.#isPlaced(unit)) {
      const worse = this.#state.cost - cost;
      if (worse <= 0 || this.#dice.unit() < Math.exp(-worse / temperature)) return true;
    }
    this.#undo();
    return false;
  }

  #draw(): readonly number[] | null {
    const absent = this.#dice.unit() < ABSENT_SHARE ? this.#waiting.filter((unit) => this.#isAbsent(unit)) : [];
    const from = absent.length > 0 ? absent : this.#units;
    return from.length === 0 ? null : (from[this.#dice.below(from.length)] as readonly number[]);
  }

  #isAbsent(unit: readonly number[]): boolean {
    return unit.some((vm) => (this.#state.place[vm] as number) < 0);
  }

  #take(vm: number): void {
    const host = this.#state.place[vm] as number;
    this.#out.push(vm);
    this.#before.push(host);
    if (host >= 0) this.#state.leave(vm);
  }

  /** Puts the unit somewhere, then those that made room for it. */
  #isPlaced(unit: readonly number[]): boolean {
    const target = this.#anyHost(unit[0] as number);
    if (this.#dice.unit() < EVICT_SHARE) this.#evict(target);
    const evicted = this.#out.slice(unit.length);
    let near = target;
    for (const vm of this.#dice.shuffled(unit)) {
      if (!this.#insert(vm, near)) return false;
      near = this.#state.place[vm] as number;
    }
    return evicted.every((vm) => this.#insert(vm, -1));
  }

  #evict(host: number): void {
    const { occupants } = this.#state;
    const count = 1 + this.#dice.below(MOST_EVICTED);
    const here: number[] = [];
    for (let vm = occupants.firstOn(host); vm >= 0; vm = occupants.nextOn(vm)) {
      if (this.#isMovable[vm] === 1) here.push(vm);
    }
    for (const vm of this.#dice.shuffled(here).slice(0, count)) this.#take(vm);
  }

  /** Puts a VM on the host that is hoped for, else where it costs least of some. */
  #insert(vm: number, near: number): boolean {
    const state = this.#state;
    if (near >= 0 && state.may(vm, near) && state.enterCost(vm, near) < FORBIDDEN && state.enter(vm, near)) return true;
    const options: { readonly host: number; readonly cost: number }[] = [];
    const { hostSetOf, hostSetStart, hostSetHosts, home } = state.data;
    const start = hostSetStart[hostSetOf[vm] as number] as number;
    const size = (hostSetStart[(hostSetOf[vm] as number) + 1] as number) - start;
    const first = this.#dice.below(size);
    for (let k = 0; k < Math.min(size, LOOKS); k++) {
      const host = hostSetHosts[start + ((first + k) % size)] as number;
      options.push({ host, cost: state.enterCost(vm, host) });
    }
    if ((home[vm] as number) >= 0)
      options.push({ host: home[vm] as number, cost: state.enterCost(vm, home[vm] as number) });
    options.sort((a, b) => a.cost - b.cost);
    return options.some(({ host, cost }) => cost < FORBIDDEN && state.enter(vm, host));
  }

  #anyHost(vm: number): number {
    const { hostSetOf, hostSetStart, hostSetHosts } = this.#state.data;
    const start = hostSetStart[hostSetOf[vm] as number] as number;
    const size = (hostSetStart[(hostSetOf[vm] as number) + 1] as number) - start;
    return hostSetHosts[start + this.#dice.below(size)] as number;
  }

  #undo(): void {
    const state = this.#state;
    for (const vm of this.#out) if ((state.place[vm] as number) >= 0) state.leave(vm);
    this.#out.forEach((vm, k) => {
      if ((this.#before[k] as number) >= 0) state.restore(vm, this.#before[k] as number);
    });
  }
}
