import {
  ACCEPTANCE,
  addCosts,
  type Cost,
  compareCosts,
  DISRUPTION,
  MEND,
  SERVICE,
  ZERO_COST,
} from '../../domain/levels.ts';
import type { Problem, WaitingJob } from '../../domain/problem.ts';
import type { Decision, Schedule } from '../../domain/schedule.ts';
import { sharedCost } from '../cost.ts';
import { type Dice, diceOf } from '../dice.ts';
import { finished, withRunning } from '../greedy/conservative.ts';
import { byDensity, byUrgency, firstBy, waitingInOrder } from '../greedy/orders.ts';
import { bestFit } from '../host-choice.ts';
import { jobCost } from '../job-cost.ts';
import { startOrLeave } from '../placer.ts';
import type { Timetable } from '../timetable.ts';
import { leavingCosts, repairBound } from './bound.ts';
import { cheapestCover } from './cover.ts';
import { Mender } from './mender.ts';
import { TargetSearch } from './targets.ts';
import { type Together, type Wounds, woundsOf } from './wounds.ts';

/** Times it is tried, in other orders, until the bound is met. */
const ROUNDS = 4;
/** A service cost weighs so much more than one at disruption when VMs are chosen. */
const SERVICE_WEIGHT = 1e6;
/** Among VMs of one cost the smaller are chosen: they find room more easily. */
const SIZE_WEIGHT = 1e-3;
/** Steps of a search for targets. */
const STEPS_PER_VM = 2_000;
const MOST_STEPS = 1_000_000;
/** How far the order of sizes is stirred in a later round. */
const STIR = 0.3;

/** A schedule that mends what the present breaks, and a bound on all of them. */
export interface Repair {
  readonly schedule: Schedule;
  readonly cost: Cost;
  readonly bound: Cost;
}

export interface RepairOptions {
  readonly seed: number;
  /** True once it has to end, with whatever it has. */
  readonly isOver: () => boolean;
  /** False once it should not begin anew. */
  readonly hasTime: () => boolean;
}

/**
 * Repairs and evacuates: chooses of each wounded host the cheapest VMs whose leaving mends it, moves them where there
 * is room as early as they may, and starts what should run. Null when there is nothing to mend, or when it is a
 * problem of one instant.
 */
export function repair(problem: Problem, { seed, isOver, hasTime }: RepairOptions): Repair | null {
  if (problem.placement !== null || problem.precedences.length > 0) return null;
  const timetable = withRunning(problem);
  const wounds = woundsOf(problem, timetable.ends, timetable.grid);
  if (wounds.hosts.length === 0 && wounds.scattered.length === 0 && !problem.jobs.some(isDown)) return null;
  const dice = diceOf(seed);
  let mender = new Mender(timetable, isOver);
  let best: Repair | null = null;
  for (let round = 0; round < ROUNDS && (best === null || hasTime()); round++) {
    if (round > 0) mender = new Mender(withRunning(problem), isOver);
    const targets = round % 2 === 1 ? targetsOf(mender, wounds, dice, hasTime) : null;
    const schedule = mend(mender, wounds, { targets, dice: round === 0 ? null : dice, isOver });
    const cost = costOf(mender.timetable, schedule);
    if (best !== null && compareCosts(cost, best.cost) >= 0) continue;
    best = { schedule, cost, bound: repairBound(problem, wounds, cost[MEND]) };
    if (compareCosts(cost, best.bound) === 0) break;
  }
  return best;
}

/** What the schedule on a timetable costs. */
function costOf({ problem, ends, grid, holdings }: Timetable, schedule: Schedule): Cost {
  const own = problem.jobs.map((job, index) => jobCost(problem, ends, job, schedule[index] as Decision));
  return [...own, sharedCost(problem, grid, holdings)].reduce(addCosts, ZERO_COST);
}

/** An endless service that must run and does not. */
const isDown = (job: Problem['jobs'][number]): boolean =>
  job.kind === 'waiting' && job.occupiedSeconds === null && job.leaveCost[ACCEPTANCE] > 0;

/** Where every VM should be in the end; null when no such place was found for all. */
function targetsOf(mender: Mender, wounds: Wounds, dice: Dice, hasTime: () => boolean): Int32Array | null {
  const { problem } = mender.timetable;
  const mayStart = (vm: number): boolean => {
    const job = problem.jobs[problem.vms[vm]?.job ?? -1];
    return job !== undefined && isDown(job) && job.vms.length === 1;
  };
  const search = new TargetSearch(mender.timetable, wounds, mayStart, dice);
  return search.run(Math.min(MOST_STEPS, STEPS_PER_VM * problem.vms.length), hasTime);
}

interface Round {
  /** Where VMs should be in the end, when that is known. */
  readonly targets: Int32Array | null;
  /** Stirs the order; null for the plain one. */
  readonly dice: Dice | null;
  readonly isOver: () => boolean;
}

function mend(mender: Mender, wounds: Wounds, { targets, dice, isOver }: Round): Schedule {
  const { problem } = mender.timetable;
  const leaving = targets === null ? leavingVms(problem, wounds) : carryOut(mender, wounds, targets);
  for (const rule of wounds.scattered) mender.moveTogether(outsiders(rule, wounds));
  const sizes = sizesOf(problem, dice);
  const inOrder = [...leaving].sort((a, b) => (sizes[b] as number) - (sizes[a] as number) || a - b);
  const left = inOrder.filter((vm) => !isOver() && !mender.moveOff(vm));
  for (const vm of left) if (mender.movedIn(vm) === null) mender.pauseOff(vm);
  startWaiting(mender, sizes, isOver);
  sendBack(mender, wounds);
  return finished(mender.timetable);
}

/**
 * Sends VMs to their targets, each in the first slot in which there is room; one that has none waits for those that
 * make it. Returns the VMs for which there never was: they block each other in a circle.
 */
function carryOut(mender: Mender, { residents }: Wounds, targets: Int32Array): readonly number[] {
  const { problem } = mender.timetable;
  const isSent = (vm: number): boolean => {
    const host = targets[vm] as number;
    return (residents.home[vm] as number) >= 0 ? mender.moveTo(vm, host) : mender.startOn(jobOf(vm), host);
  };
  const jobOf = (vm: number): number => problem.vms[vm]?.job as number;
  let waiting = [...problem.vms.keys()].filter((vm) => targets[vm] !== residents.home[vm]);
  for (let before = -1; waiting.length !== before; ) {
    before = waiting.length;
    waiting = waiting.filter((vm) => !isSent(vm));
  }
  return waiting.filter((vm) => (residents.home[vm] as number) >= 0);
}

/** Of each wounded host, the cheapest VMs that cover its rows. */
function leavingVms(problem: Problem, { hosts }: Wounds): readonly number[] {
  const [service, disruption] = [leavingCosts(problem, SERVICE), leavingCosts(problem, DISRUPTION)];
  const sizes = sizesOf(problem, null);
  return hosts.flatMap(({ vms, rows }) => {
    const costs = vms.map(
      (vm) =>
        SERVICE_WEIGHT * (service[vm] as number) + (disruption[vm] as number) + SIZE_WEIGHT * (sizes[vm] as number),
    );
    return cheapestCover(costs, rows)?.chosen.map((item) => vms[item] as number) ?? [];
  });
}

/** VMs of a scattered rule outside the zone in which most of them run. */
function outsiders(rule: Together, { residents }: Wounds): readonly number[] {
  const zoneOf = (vm: number): number => {
    const host = residents.home[vm] as number;
    return rule.zones?.[host] ?? host;
  };
  const running = [...new Set(rule.vms)].filter((vm) => (residents.home[vm] as number) >= 0);
  const counts = new Map<number, number>();
  for (const vm of running) counts.set(zoneOf(vm), (counts.get(zoneOf(vm)) ?? 0) + 1);
  const [most] = [...counts].reduce((a, b) => (b[1] > a[1] ? b : a));
  return running.filter((vm) => zoneOf(vm) !== most);
}

/** Demand of each VM as a share of the largest host, over its resources; stirred when there are dice. */
function sizesOf(problem: Problem, dice: Dice | null): Float64Array {
  const scale = problem.resources.map(
    (_, r) => 1 / problem.hosts.reduce((most, { capacity }) => Math.max(most, capacity[r] as number), 1),
  );
  return Float64Array.from(problem.vms, ({ demand }) => {
    const size = demand.reduce((sum, amount, r) => sum + amount * (scale[r] as number), 0) / demand.length;
    return dice === null ? size : size * (1 + STIR * (2 * dice.unit() - 1));
  });
}

/** What must run first, the larger before the smaller; then the rest as a greedy pass has it. */
function startWaiting(mender: Mender, sizes: Float64Array, isOver: () => boolean): void {
  const { timetable } = mender;
  const { problem } = timetable;
  const sizeOf = (job: WaitingJob): number => job.vms.reduce((sum, vm) => sum + (sizes[vm] as number), 0);
  const urgent = (job: WaitingJob): boolean => job.leaveCost[ACCEPTANCE] > 0;
  const order = firstBy(
    (a, b) => Number(urgent(b)) - Number(urgent(a)),
    (a, b) => (urgent(a) && isDown(a) && isDown(b) ? sizeOf(b) - sizeOf(a) : 0),
    byUrgency,
    byDensity(problem),
  );
  const score = bestFit(timetable, problem.shape.kind === 'balance' ? -1 : 1);
  for (const index of waitingInOrder(problem, order)) {
    if (isOver()) return;
    if (timetable.decisions[index] !== null) continue;
    const job = timetable.job(index) as WaitingJob;
    if (job.vms.length > 1) startOrLeave(timetable, index, score);
    else mender.start(index, urgent(job));
  }
}

/** Who made way for nothing goes home again: whoever is moved though nothing is wrong with its host. */
function sendBack(mender: Mender, wounds: Wounds): void {
  const wounded = new Set(wounds.hosts.map(({ host }) => host));
  const scattered = new Set(wounds.scattered.flatMap(({ vms }) => vms));
  for (const [vm, home] of wounds.residents.home.entries()) {
    const isFree = home >= 0 && !wounded.has(home) && !scattered.has(vm);
    if (isFree && mender.movedIn(vm) !== null) mender.sendHome(vm);
  }
}
