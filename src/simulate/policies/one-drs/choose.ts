import type { Amounts } from '../../../domain/resources.ts';
import { isAlike, type OneDrsProgram, type Placement, scoreOf } from './program.ts';
import { newRooms, type Rooms } from './rooms.ts';

type Lease = OneDrsProgram['leases'][number];

/** The best known so far; ties stay with who was first. */
export interface Incumbent {
  placement: Placement;
  score: number;
}

/**
 * Who is placed: the leases as they came, each where there is room for it, then all subsets of them in depth, the widest
 * first, with hosts given out in one way; until the bound is met or the effort is spent.
 */
export function chooseLeases(program: OneDrsProgram, bound: number, effort: number): Incumbent {
  const best: Incumbent = { placement: program.leases.map(() => null), score: Number.NEGATIVE_INFINITY };
  const byArrival = program.leases.map((_, index) => index);
  offerInOrder(program, byArrival, best);
  if (best.score >= bound) return best;
  const widest = byArrival.toSorted((a, b) => widthOf(program, b) - widthOf(program, a) || a - b);
  search({ program, order: widest, rooms: newRooms(program), best, bound, effort });
  return best;
}

const leaseOf = ({ leases }: OneDrsProgram, index: number): Lease => leases[index] as Lease;
const widthOf = (program: OneDrsProgram, index: number): number => leaseOf(program, index).vms.length;

function offerInOrder(program: OneDrsProgram, order: readonly number[], best: Incumbent): void {
  const rooms = newRooms(program);
  const placement: (readonly number[] | null)[] = program.leases.map(() => null);
  let placed = 0;
  for (const index of order) {
    const found = placeLease(rooms, leaseOf(program, index));
    placement[index] = found;
    placed += found?.length ?? 0;
  }
  offer(best, placement, scoreOf(placed, rooms.shape()));
}

/** Takes what is better. */
export function offer(best: Incumbent, placement: Placement, score: number): void {
  if (score <= best.score) return;
  best.score = score;
  best.placement = [...placement];
}

interface Search {
  readonly program: OneDrsProgram;
  readonly order: readonly number[];
  readonly rooms: Rooms;
  readonly best: Incumbent;
  readonly bound: number;
  readonly effort: number;
}

function search({ program, order, rooms, best, bound, effort }: Search): void {
  const rest = restOf(program, order);
  const placement: (readonly number[] | null)[] = program.leases.map(() => null);
  const visit = (at: number, placed: number): void => {
    if (best.score >= bound || rooms.looks >= effort) return;
    const shape = rooms.shape();
    rooms.looks += rooms.count;
    if (scoreOf(placed + (rest[at] as number), shape) <= best.score) return;
    const index = order[at];
    if (index === undefined) {
      offer(best, placement, scoreOf(placed, shape));
      return;
    }
    const lease = leaseOf(program, index);
    const hosts = placeLease(rooms, lease);
    if (hosts !== null) {
      placement[index] = hosts;
      visit(at + 1, placed + hosts.length);
      placement[index] = null;
      putLease(rooms, lease, hosts, -1);
    }
    visit(nextOther(program, order, at), placed);
  };
  visit(0, 0);
}

/** VMs of a lease and of those behind it, by its position. */
function restOf(program: OneDrsProgram, order: readonly number[]): readonly number[] {
  const rest = new Array<number>(order.length + 1).fill(0);
  for (let at = order.length - 1; at >= 0; at--)
    rest[at] = (rest[at + 1] as number) + widthOf(program, order[at] as number);
  return rest;
}

/** Position of the next lease that is not the same: of those alike the first are placed. */
export function nextOther(program: OneDrsProgram, order: readonly number[], at: number): number {
  const lease = leaseOf(program, order[at] as number);
  let next = at + 1;
  while (next < order.length && isSame(leaseOf(program, order[next] as number), lease)) next++;
  return next;
}

const isSame = (a: Lease, b: Lease): boolean =>
  a.vms.length === b.vms.length &&
  a.vms.every((vm, index) => isAlike(vm, b.vms[index] as Amounts)) &&
  a.hosts?.join() === b.hosts?.join();

/** Each VM where it suits best, the largest first; takes the room when all have some, and none of it otherwise. */
function placeLease(rooms: Rooms, { vms, hosts }: Lease): readonly number[] | null {
  const found = new Array<number>(vms.length).fill(-1);
  const order = largestFirst(vms);
  for (const [position, vm] of order.entries()) {
    const host = bestHost(rooms, vms[vm] as Amounts, hosts, order.length - position - 1);
    if (host === -1) {
      putLease(rooms, { vms, hosts }, found, -1);
      return null;
    }
    found[vm] = host;
    rooms.put(host, vms[vm] as Amounts);
  }
  return found;
}

export function largestFirst(vms: readonly Amounts[]): readonly number[] {
  const size = (vm: number): number => (vms[vm] as Amounts).cpuCentis * 10.24 + (vms[vm] as Amounts).memoryMib;
  return vms.map((_, vm) => vm).sort((a, b) => size(b) - size(a) || a - b);
}

function putLease(rooms: Rooms, { vms }: Lease, hosts: readonly number[], sign: 1 | -1): void {
  hosts.forEach((host, vm) => {
    if (host !== -1) rooms.put(host, vms[vm] as Amounts, sign);
  });
}

function bestHost(rooms: Rooms, vm: Amounts, allowed: readonly number[] | null, others: number): number {
  const count = allowed?.length ?? rooms.count;
  rooms.looks += count;
  let best = -1;
  let least = Number.POSITIVE_INFINITY;
  for (let at = 0; at < count; at++) {
    const host = allowed === null ? at : (allowed[at] as number);
    if (!rooms.has(host, vm)) continue;
    const price = rooms.price(host, vm, others);
    if (price >= least) continue;
    best = host;
    least = price;
  }
  return best;
}
