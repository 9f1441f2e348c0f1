import { SERVICE } from '../../domain/levels.ts';
import type { RunningJob } from '../../domain/problem.ts';
import { movesOf } from './kinds.ts';
import type { Market } from './market.ts';
import type { Relaxation } from './relaxation.ts';

/** One way to move a VM: it holds its home before `gone` and another place in `slot` ≤ t < `end`. */
interface Move {
  readonly slot: number;
  readonly gone: number;
  readonly end: number;
}

/** VMs of running jobs that stay or are moved for the same costs, as one with a number. */
export interface MovableVm {
  readonly type: number;
  readonly home: number;
  /** It holds its home in 0 ≤ t < `until` when it stays. */
  readonly until: number;
  readonly cost: number;
  readonly moves: readonly Move[];
  number: number;
}

/** What a VM of a running job may do while the job runs. */
export function movableVm(relaxation: Relaxation, job: RunningJob, position: number): MovableVm {
  const { ends, kinds, problem } = relaxation;
  const until = ends.after(0, job.remainingSeconds);
  const terms = movesOf(problem, job, position);
  const moves = (terms?.slots ?? [])
    .filter((slot) => slot < until)
    .map((slot) => ({
      slot,
      // A placement counts a VM where the plan leads to, and may let it leave at once.
      gone: problem.placement === null ? Math.min(ends.after(slot, terms?.transitSeconds ?? 0), until) : 0,
      end: job.remainingSeconds === null ? until : ends.after(0, job.remainingSeconds + (terms?.lostSeconds ?? 0)),
    }));
  return {
    type: kinds.typeOfVm[job.vms[position] as number] as number,
    home: relaxation.placeOf(job.on[position] as number),
    until,
    cost: terms?.cost[SERVICE] ?? 0,
    moves,
    number: 1,
  };
}

/** Like VMs as one. */
export function mergeMovable(vms: readonly MovableVm[]): readonly MovableVm[] {
  const known = new Map<string, MovableVm>();
  for (const vm of vms) {
    const key = `${vm.type}/${vm.home}/${vm.until}/${vm.cost}/${JSON.stringify(vm.moves)}`;
    const alike = known.get(key);
    if (alike === undefined) known.set(key, vm);
    else alike.number += vm.number;
  }
  return [...known.values()];
}

/** Index of the cheapest move; −1 when staying is no dearer. */
export function cheapestMove(market: Market, vm: MovableVm): number {
  let least = market.price(vm.type, vm.home, 0, vm.until);
  let index = -1;
  for (let k = 0; k < vm.moves.length; k++) {
    const price = movePrice(market, vm, k);
    if (price < least) {
      least = price;
      index = k;
    }
  }
  return index;
}

/** Cost and price of one VM's move; of its stay for −1. */
export function movePrice(market: Market, vm: MovableVm, index: number): number {
  const move = vm.moves[index];
  if (move === undefined) return market.price(vm.type, vm.home, 0, vm.until);
  return vm.cost + market.price(vm.type, vm.home, 0, move.gone) + market.cheapest(vm.type, move.slot, move.end);
}

/** Books a move, or the stay for −1. */
export function bookMove(market: Market, vm: MovableVm, index: number): void {
  const move = vm.moves[index];
  if (move === undefined) {
    market.hold(vm.type, vm.home, 0, vm.until, vm.number);
    return;
  }
  market.hold(vm.type, vm.home, 0, move.gone, vm.number);
  market.spread(vm.type, move.slot, move.end, vm.number);
}
