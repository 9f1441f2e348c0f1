import type { Problem, RunningJob } from '../../domain/problem.ts';
import { isSettled } from './kinds.ts';
import { Market } from './market.ts';
import { bookMove, cheapestMove, type MovableVm, mergeMovable, movableVm, movePrice } from './movable-vms.ts';
import { PausableJobs } from './pausable-jobs.ts';
import type { Relaxation } from './relaxation.ts';
import { WaitingLeases } from './waiting-leases.ts';

/** Share of what all prices add up to that rounding may have cost, at most. */
const ROUNDING = 1e-11;

/**
 * The Lagrangian dual of a {@link Relaxation}. With a price λ ≥ 0 on every row the problem falls apart into jobs: each
 * takes the decision whose own cost plus the price of what it holds is least, every VM in its cheapest place. The sum
 * of these minima less Σ λ·room is a lower bound on the service level for every λ (weak duality; Held and Karp 1971,
 * Fisher 1981).
 */
export class Dual {
  readonly relaxation: Relaxation;
  readonly market: Market;
  readonly waiting: WaitingLeases;
  readonly #movable: readonly MovableVm[];
  readonly #pausable: PausableJobs;

  constructor(relaxation: Relaxation, mustAccept: boolean) {
    const { problem } = relaxation;
    this.relaxation = relaxation;
    this.market = new Market(relaxation);
    this.waiting = new WaitingLeases(relaxation, mustAccept);
    const running = problem.jobs.filter((job) => job.kind === 'running');
    this.#movable = mergeMovable(movableVms(problem, relaxation, running));
    this.#pausable = new PausableJobs(
      relaxation,
      running.filter(({ pause }) => pause !== null),
    );
  }

  /** The value at the market's prices; leaves what the minimising decisions hold in the market's `use`. */
  evaluate(): number {
    this.market.open();
    const { room } = this.relaxation;
    let paid = 0;
    for (let row = 0; row < room.length; row++) {
      paid += (this.market.prices[row] as number) * (room[row] as number);
    }
    const own = this.waiting.decide(this.market) + this.#moveOrStay() + this.#pausable.decide(this.market);
    this.market.addUp();
    return own - paid - ROUNDING * Math.abs(paid);
  }

  #moveOrStay(): number {
    let value = 0;
    for (let k = 0; k < this.#movable.length; k++) {
      const vm = this.#movable[k] as MovableVm;
      const move = cheapestMove(this.market, vm);
      value += vm.number * movePrice(this.market, vm, move);
      bookMove(this.market, vm, move);
    }
    return value;
  }
}

const movableVms = (problem: Problem, relaxation: Relaxation, running: readonly RunningJob[]): readonly MovableVm[] =>
  running
    .filter(({ pause }) => pause === null)
    .flatMap((job) =>
      job.vms.flatMap((_, position) =>
        isSettled(problem, job, position) ? [] : [movableVm(relaxation, job, position)],
      ),
    );
