import { SERVICE } from '../src/domain/levels.ts';
import type { Problem, RunningJob, WaitingJob } from '../src/domain/problem.ts';
import { slotCount } from '../src/domain/problem.ts';
import { endSlot } from './segments.ts';

/** VMs that are alike in what they need and where they may be. */
export interface Kind {
  /** Index of what it needs and where it may be: equal for VMs that can be exchanged. */
  readonly type: number;
  /** Positions in the job. */
  readonly positions: readonly number[];
}

/** What a VM needs and where it may be. */
export interface VmType {
  readonly demand: readonly number[];
  /** Admissible hosts, ascending. */
  readonly hosts: readonly number[];
}

/** A waiting job by what it may do. */
export interface Lease {
  readonly job: number;
  readonly kinds: readonly Kind[];
  /** Slots it may start in, ascending; where a VM of it fits on no empty host is left out. */
  readonly starts: readonly number[];
  /** First slot after it, and service cost, for each of `starts`. */
  readonly untils: readonly number[];
  readonly costs: readonly number[];
  readonly leaveCost: number;
}

/** One VM of a running job: it stays where it is, or goes somewhere else at once for a cost. */
export interface Resident {
  readonly job: number;
  readonly position: number;
  readonly home: number;
  readonly until: number;
  /** Its type while it stays: its own host alone. */
  readonly pinned: number;
  /** Its type once it may be anywhere. Equal to `pinned` when it can not be moved. */
  readonly free: number;
  readonly moveCost: number;
}

/** The problem as leases that choose a start and residents that choose to stay; hosts are left for later. */
export interface Scene {
  readonly problem: Problem;
  readonly slots: number;
  readonly types: readonly VmType[];
  readonly leases: readonly Lease[];
  readonly residents: readonly Resident[];
  /** Room of each host: [(h·T + t)·R + r]. */
  readonly room: Int32Array;
}

/** Reads a problem that `suits`. */
export function sceneOf(problem: Problem): Scene {
  const types = new Types();
  const room = roomOf(problem);
  const leases = problem.jobs.flatMap((job, index) =>
    job.kind === 'waiting' ? [leaseOf({ problem, types, room }, job, index)] : [],
  );
  const residents = problem.jobs.flatMap((job, index) =>
    job.kind === 'running' ? residentsOf({ problem, types, room }, job, index) : [],
  );
  return { problem, slots: slotCount(problem), types: types.list, leases, residents, room };
}

interface Reading {
  readonly problem: Problem;
  readonly types: Types;
  readonly room: Int32Array;
}

class Types {
  readonly list: VmType[] = [];
  readonly #known = new Map<string, number>();

  of(demand: readonly number[], hosts: readonly number[]): number {
    const key = `${demand.join()} ${hosts.join()}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    this.#known.set(key, this.list.length);
    return this.list.push({ demand, hosts }) - 1;
  }
}

function leaseOf(reading: Reading, job: WaitingJob, index: number): Lease {
  const { problem, types } = reading;
  const kinds = new Map<number, number[]>();
  for (const [position, vm] of job.vms.entries()) {
    const { demand, hostSet } = problem.vms[vm] as Problem['vms'][number];
    const type = types.of(demand, problem.hostSets[hostSet] as readonly number[]);
    const known = kinds.get(type);
    if (known === undefined) kinds.set(type, [position]);
    else known.push(position);
  }
  const starts: number[] = [];
  for (let slot = Math.max(job.earliest, 0); slot <= Math.min(job.latest, slotCount(problem) - 1); slot++) {
    const until = endSlot(problem, slot, job.occupiedSeconds);
    if ([...kinds.keys()].every((type) => fitsSomewhere(reading, type, slot, until))) starts.push(slot);
  }
  return {
    job: index,
    kinds: [...kinds].map(([type, positions]) => ({ type, positions })),
    starts,
    untils: starts.map((slot) => endSlot(problem, slot, job.occupiedSeconds)),
    costs: starts.map((slot) => serviceCost(problem, job, slot)),
    leaveCost: job.leaveCost[SERVICE],
  };
}

/** delayWeight × (edges[s] − idealSecond) + startCost. */
const serviceCost = (problem: Problem, job: WaitingJob, slot: number): number =>
  job.delayWeight * ((problem.edges[slot] as number) - job.idealSecond) + job.startCost;

/** Whether some admissible host, empty but for its blocks, takes a VM of the type all the time. */
function fitsSomewhere({ problem, types, room }: Reading, type: number, from: number, until: number): boolean {
  const { demand, hosts } = types.list[type] as VmType;
  const slots = slotCount(problem);
  return hosts.some((host) => {
    for (let slot = from; slot < until; slot++) {
      for (const [r, amount] of demand.entries()) {
        if ((room[(host * slots + slot) * demand.length + r] as number) < amount) return false;
      }
    }
    return true;
  });
}

function residentsOf({ problem, types }: Reading, job: RunningJob, index: number): readonly Resident[] {
  const until = endSlot(problem, 0, job.remainingSeconds);
  return job.vms.map((vm, position) => {
    const { demand, hostSet } = problem.vms[vm] as Problem['vms'][number];
    const home = job.on[position] as number;
    const terms = job.moves[position] ?? null;
    const pinned = types.of(demand, [home]);
    const elsewhere = new Set([...(problem.hostSets[hostSet] as readonly number[]), home]);
    return {
      job: index,
      position,
      home,
      until,
      pinned,
      free:
        terms === null
          ? pinned
          : types.of(
              demand,
              [...elsewhere].sort((a, b) => a - b),
            ),
      moveCost: terms?.cost[SERVICE] ?? 0,
    };
  });
}

/** Capacity less blocks, never below nothing. */
function roomOf(problem: Problem): Int32Array {
  const slots = slotCount(problem);
  const resources = problem.resources.length;
  const room = new Int32Array(problem.hosts.length * slots * resources);
  for (const [h, { capacity, blocks }] of problem.hosts.entries()) {
    for (let at = 0; at < slots * resources; at++) {
      room[h * slots * resources + at] = capacity[at % resources] as number;
    }
    for (const { from, until, amounts } of blocks) {
      for (let at = Math.max(from, 0) * resources; at < Math.min(until, slots) * resources; at++) {
        const cell = h * slots * resources + at;
        room[cell] = Math.max(0, (room[cell] as number) - (amounts[at % resources] as number));
      }
    }
  }
  return room;
}
