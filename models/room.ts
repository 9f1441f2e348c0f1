import type { Problem, RunningJob } from '../src/domain/problem.ts';
import { slotCount } from '../src/domain/problem.ts';
import { endSlot, movesWhileRunning, pausesWithWorkLeft } from './segments.ts';

/** Amounts by host, slot and resource, at index (h × T + t) × R + r. */
export interface Room {
  /** Use when nothing changes, blocks included. */
  readonly present: Float64Array;
  /** The part of it that no schedule can take away: blocks, and VMs that can not be gone by then. */
  readonly fixed: Float64Array;
}

export const roomIndex = (problem: Problem, host: number, slot: number, resource: number): number =>
  (host * slotCount(problem) + slot) * problem.resources.length + resource;

/** Present use, and what of it is certain. */
export function roomOf(problem: Problem): Room {
  const size = problem.hosts.length * slotCount(problem) * problem.resources.length;
  const room = { present: new Float64Array(size), fixed: new Float64Array(size) };
  problem.hosts.forEach((host, index) => {
    for (const block of host.blocks) {
      for (const use of [room.present, room.fixed]) addUse(problem, use, index, block, block.amounts);
    }
  });
  for (const job of problem.jobs) {
    if (job.kind === 'running') addRunning(problem, room, job);
  }
  return room;
}

/** capacity: what a host may give away in a slot, max(C_hr, present use). */
export const limitAt = (problem: Problem, room: Room, host: number, slot: number, resource: number): number =>
  Math.max(
    problem.hosts[host]?.capacity[resource] ?? 0,
    room.present[roomIndex(problem, host, slot, resource)] as number,
  );

/** How many VMs of a demand a host could ever take in slots `from` ≤ t < `until`, at most `wanted`. */
export function unitsThatFit(
  problem: Problem,
  room: Room,
  demand: readonly number[],
  { host, from, until, wanted }: { host: number; from: number; until: number; wanted: number },
): number {
  let units = wanted;
  for (let slot = from; slot < until && units > 0; slot++) {
    for (let resource = 0; resource < demand.length; resource++) {
      const each = demand[resource] as number;
      if (each === 0) continue;
      const fixed = room.fixed[roomIndex(problem, host, slot, resource)] as number;
      const left = limitAt(problem, room, host, slot, resource) - fixed;
      units = Math.min(units, Math.floor(left / each));
    }
  }
  return Math.max(units, 0);
}

function addRunning(problem: Problem, room: Room, job: RunningJob): void {
  const until = endSlot(problem, 0, job.remainingSeconds);
  job.vms.forEach((vm, position) => {
    const demand = problem.vms[vm]?.demand ?? [];
    const on = job.on[position] as number;
    addUse(problem, room.present, on, { from: 0, until }, demand);
    addUse(problem, room.fixed, on, { from: 0, until: Math.min(until, goneBy(problem, job, position)) }, demand);
  });
}

/** The first slot in which a VM may have left its host; T when it can not. */
function goneBy(problem: Problem, job: RunningJob, position: number): number {
  const move = job.moves[position] ?? null;
  const moved = (move?.slots ?? [])
    .filter((slot) => movesWhileRunning(problem, job, slot))
    .map((slot) => endSlot(problem, slot, move?.transitSeconds ?? 0));
  const saved = (job.pause?.slots ?? [])
    .filter((slot) => pausesWithWorkLeft(problem, job, slot))
    .map((slot) => endSlot(problem, slot, job.pause?.saveSeconds ?? 0));
  return Math.min(slotCount(problem), ...moved, ...saved);
}

function addUse(
  problem: Problem,
  use: Float64Array,
  host: number,
  { from, until }: { readonly from: number; readonly until: number },
  amounts: readonly number[],
): void {
  for (let slot = Math.max(from, 0); slot < Math.min(until, slotCount(problem)); slot++) {
    amounts.forEach((amount, resource) => {
      const index = roomIndex(problem, host, slot, resource);
      use[index] = (use[index] as number) + amount;
    });
  }
}
