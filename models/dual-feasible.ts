import { type Problem, slotCount } from '../src/domain/problem.ts';
import { countByPlace, formOf } from './counting.ts';
import type { Choice, Formulation } from './formulation.ts';
import { roomIndex } from './room.ts';
import { endSlot } from './segments.ts';

/** Functions u_1 … u_6 of Fekete and Schepers. */
const ORDERS = [1, 2, 3, 4, 5, 6] as const;

/**
 * Rows that say in the aggregate how VMs fragment a host ("two of 9 do not fit into 16"), after the dual feasible
 * functions of S. Fekete and J. Schepers, New classes of fast lower bounds for bin packing problems, Mathematical
 * Programming 91 (2001): with w = demand / capacity,
 *
 *     u_k(w) = w when (k + 1) · w is whole, else ⌊(k + 1) · w⌋ / k
 *
 * satisfies Σ u_k(w) ≤ 1 whenever Σ w ≤ 1. So for a class of n hosts, a slot and a resource, Σ u_k(w) over all VMs there
 * is at most n. Multiplied by k · (k + 1) all values are whole. Capacity is what blocks leave; a class with a host that is
 * over its capacity now, which may stay so, has no such rows in that slot.
 */
export function dualFeasibleRows(
  formulation: Formulation,
  choices: readonly Choice[],
  classes: readonly (readonly number[])[],
): void {
  for (const resource of formulation.problem.resources.keys()) {
    const free = freeCapacity(formulation, classes, resource);
    for (const order of ORDERS) orderRows(formulation, choices, { classes, resource, free, order });
  }
}

interface Order {
  readonly classes: readonly (readonly number[])[];
  readonly resource: number;
  /** What one host of a class has in a slot, at class × T + slot; 0 where the rows do not hold. */
  readonly free: Float64Array;
  readonly order: number;
}

function orderRows(formulation: Formulation, choices: readonly Choice[], order: Order): void {
  const { problem, builder } = formulation;
  const slots = slotCount(problem);
  const weightOf = (vm: number, place: number, slot: number): number =>
    scaledValue(problem.vms[vm]?.demand[order.resource] ?? 0, order.free[place * slots + slot] as number, order.order);
  const present = presentWeight(formulation, order.free, weightOf);
  const forms = countByPlace(choices, slots, 'room', weightOf);
  for (const [place, hosts] of order.classes.entries()) {
    for (let slot = 0; slot < slots; slot++) {
      const at = place * slots + slot;
      const form = formOf(forms, at);
      const left = hosts.length * order.order * (order.order + 1) - (present[at] as number);
      if ((order.free[at] as number) > 0 && builder.canBind(form, left)) builder.atMost('capacity', form, left);
    }
  }
}

/** k · (k + 1) · u_k(demand / capacity). */
function scaledValue(demand: number, capacity: number, k: number): number {
  if (capacity <= 0) return 0;
  const multiple = ((k + 1) * demand) / capacity;
  return ((k + 1) * demand) % capacity === 0 ? k * multiple : (k + 1) * Math.floor(multiple);
}

function freeCapacity(
  { problem, room }: Formulation,
  classes: readonly (readonly number[])[],
  resource: number,
): Float64Array {
  const slots = slotCount(problem);
  const free = new Float64Array(classes.length * slots);
  for (const [place, hosts] of classes.entries()) {
    for (let slot = 0; slot < slots; slot++) {
      const isOver = hosts.some((host) => {
        const present = room.present[roomIndex(problem, host, slot, resource)] as number;
        return present > (problem.hosts[host]?.capacity[resource] ?? 0);
      });
      if (!isOver) free[place * slots + slot] = leftByBlocks(problem, hosts[0] as number, slot, resource);
    }
  }
  return free;
}

function leftByBlocks(problem: Problem, host: number, slot: number, resource: number): number {
  const { capacity, blocks } = problem.hosts[host] ?? { capacity: [], blocks: [] };
  return blocks
    .filter(({ from, until }) => from <= slot && slot < until)
    .reduce((left, { amounts }) => left - (amounts[resource] ?? 0), capacity[resource] ?? 0);
}

/** What running VMs add up to when nothing changes, at class × T + slot. */
function presentWeight(
  { problem, placeOf }: Formulation,
  free: Float64Array,
  weightOf: (vm: number, place: number, slot: number) => number,
): Float64Array {
  const slots = slotCount(problem);
  const weight = new Float64Array(free.length);
  for (const job of problem.jobs) {
    if (job.kind !== 'running') continue;
    const until = endSlot(problem, 0, job.remainingSeconds);
    job.vms.forEach((vm, position) => {
      const place = placeOf[job.on[position] as number] as number;
      for (let slot = 0; slot < until; slot++) {
        const at = place * slots + slot;
        weight[at] = (weight[at] as number) + weightOf(vm, place, slot);
      }
    });
  }
  return weight;
}
