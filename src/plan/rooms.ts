import type { Problem } from '../domain/problem.ts';
import { type Agenda, CLOSES, FREES } from './agenda.ts';
import { Room } from './room.ts';
import type { Dispatched, Program } from './step.ts';

/** The rooms of all hosts as time passes, by index of the host. VMs by index too: each takes its demand along. */
export class Rooms {
  readonly #problem: Problem;
  readonly #agenda: Agenda;
  readonly #rooms: readonly Room[];
  /** What each host gets back from what is under way. */
  readonly #leaving: readonly number[][];

  constructor(problem: Problem, programs: readonly Program[], agenda: Agenda) {
    this.#problem = problem;
    this.#agenda = agenda;
    this.#rooms = presentRooms(problem, programs);
    this.#leaving = problem.hosts.map(({ capacity }) => capacity.map(() => 0));
    this.#noteBlocks();
  }

  hasRoom(host: number, vm: number): boolean {
    return this.#of(host).fits(this.demand(vm));
  }

  /** Takes room for a VM and returns the departures it has to wait for. */
  take(host: number, vm: number): readonly Dispatched[] {
    return this.#of(host).take(this.demand(vm));
  }

  /** The VM's room is free at once, and nobody has to be waited for. */
  give(host: number, vm: number): void {
    this.#of(host).give(this.demand(vm), null);
  }

  /** The VM's room is free once its departure is done. */
  giveAfter(host: number, departure: Dispatched): void {
    const demand = this.demand(departure.step.vm);
    this.#expect(host, demand, +1);
    this.#agenda.note(departure.done, FREES, () => {
      this.#expect(host, demand, -1);
      this.#of(host).give(demand, departure);
    });
  }

  /** What a host will have once everything under way is done. */
  soon(host: number): readonly number[] {
    const leaving = this.#leaving[host] as readonly number[];
    return this.#of(host)
      .total()
      .map((amount, r) => amount + (leaving[r] as number));
  }

  demand(vm: number): readonly number[] {
    return this.#problem.vms[vm]?.demand ?? [];
  }

  #of(host: number): Room {
    return this.#rooms[host] as Room;
  }

  #expect(host: number, demand: readonly number[], sign: number): void {
    const leaving = this.#leaving[host] as number[];
    demand.forEach((amount, r) => {
      leaving[r] = (leaving[r] as number) + sign * amount;
    });
  }

  #noteBlocks(): void {
    const { edges, hosts } = this.#problem;
    hosts.forEach((host, index) => {
      for (const block of host.blocks) {
        this.#agenda.note(edges[block.from] as number, CLOSES, () => {
          const open = this.#of(index).seize(block.amounts);
          if (block.until < edges.length - 1) this.#agenda.note(edges[block.until] as number, FREES, open);
        });
      }
    });
  }
}

function presentRooms(problem: Problem, programs: readonly Program[]): readonly Room[] {
  const free = problem.hosts.map(({ capacity }) => [...capacity]);
  for (const { vm, on } of programs) {
    if (on === null) continue;
    problem.vms[vm]?.demand.forEach((amount, r) => {
      const host = free[on] as number[];
      host[r] = (host[r] as number) - amount;
    });
  }
  return free.map((amounts) => new Room(amounts));
}
