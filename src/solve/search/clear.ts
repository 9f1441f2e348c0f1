import type { RunningJob, WaitingJob } from '../../domain/problem.ts';
import type { Dice } from '../dice.ts';
import { newStay, savedBy } from '../segments.ts';
import type { Timetable } from '../timetable.ts';

/** Hosts looked at for each VM of the job that is to be put in. */
const SAMPLE = 14;

/** Removes a job from the timetable; the caller keeps what it held. */
export type Eject = (job: number) => void;

/**
 * Makes room for a waiting job in a slot by ejecting only what blocks it: for each VM the host whose shortage is the
 * least is chosen, and jobs there are ejected until it fits. Returns the hosts, or null when room can not be made.
 */
export function clearRoom(
  timetable: Timetable,
  index: number,
  slot: number,
  dice: Dice,
  eject: Eject,
): readonly number[] | null {
  const job = timetable.job(index) as WaitingJob;
  const until = timetable.ends.of(job.occupiedSeconds)[slot] as number;
  const hosts: number[] = [];
  for (const vm of job.vms) {
    const host = leastShort(timetable, vm, slot, until, dice);
    if (host === null || !emptyHost(timetable, vm, host, slot, until, dice, eject)) break;
    hosts.push(host);
    timetable.hold(vm, newStay(host, slot, until));
  }
  for (const vm of job.vms) timetable.release(vm);
  return hosts.length === job.vms.length ? hosts : null;
}

/** The host of a random sample that lacks the least room, relative to its size. */
function leastShort(timetable: Timetable, vm: number, from: number, until: number, dice: Dice): number | null {
  const set = timetable.problem.hostSets[timetable.vm(vm).hostSet] as readonly number[];
  let best: number | null = null;
  let least = Number.POSITIVE_INFINITY;
  const tries = Math.min(SAMPLE, set.length);
  const first = dice.below(Math.max(1, set.length));
  const stride = set.length > SAMPLE ? 1 + dice.below(set.length - 1) : 1;
  for (let k = 0; k < tries; k++) {
    const host = set[(first + k * stride) % set.length] as number;
    const short = shortage(timetable, vm, host, from, until) + dice.unit() * 0.2;
    if (short < least) {
      least = short;
      best = host;
    }
  }
  return best;
}

/** Missing room over the slots, as a share of the host: mean over slots of the worst resource. */
function shortage(timetable: Timetable, vm: number, host: number, from: number, until: number): number {
  const { grid, problem } = timetable;
  const demand = timetable.vm(vm).demand;
  const capacity = problem.hosts[host]?.capacity ?? [];
  let sum = 0;
  for (let t = from; t < until; t++) {
    let worst = 0;
    for (let r = 0; r < grid.resources; r++) {
      const size = capacity[r] as number;
      const missing = (demand[r] as number) - (grid.free[(host * grid.slots + t) * grid.resources + r] as number);
      if ((demand[r] as number) > size) return Number.POSITIVE_INFINITY;
      if (missing > 0) worst = Math.max(worst, missing / Math.max(1, size));
    }
    sum += worst;
  }
  return sum / Math.max(1, until - from);
}

/** Ejects jobs from a host, at the first slot that lacks room each time, until the VM fits there. */
function emptyHost(
  timetable: Timetable,
  vm: number,
  host: number,
  from: number,
  until: number,
  dice: Dice,
  eject: Eject,
): boolean {
  while (!timetable.hasRoom(vm, host, from, until)) {
    const slot = firstShort(timetable, vm, host, from, until);
    const blockers = blockersAt(timetable, timetable.vm(vm).job, host, slot, from, until);
    if (blockers.length === 0) return false;
    eject(dice.pick(blockers));
  }
  return true;
}

/** The first slot without room; null when room is not what is missing, but a rule stands against it. */
function firstShort(timetable: Timetable, vm: number, host: number, from: number, until: number): number | null {
  const demand = timetable.vm(vm).demand;
  for (let t = from; t < until; t++) if (!timetable.grid.fits(demand, host, t, t + 1, true)) return t;
  return null;
}

/** Jobs that hold room on the host in the slot (in any slot of the stay when it is null) and could be elsewhere. */
function blockersAt(
  timetable: Timetable,
  own: number,
  host: number,
  slot: number | null,
  from: number,
  until: number,
): readonly number[] {
  const jobs: number[] = [];
  for (const other of timetable.occupants[host] as ReadonlySet<number>) {
    const job = timetable.vm(other).job;
    if (job === own || timetable.decisions[job] === null) continue;
    const blocks = overlaps(timetable, other, host, slot ?? from, slot === null ? until : slot + 1);
    if (blocks && canYield(timetable, job, from)) jobs.push(job);
  }
  return jobs;
}

const overlaps = (timetable: Timetable, vm: number, host: number, from: number, until: number): boolean =>
  timetable.holdings[vm]?.some((held) => held.host === host && held.from < until && from < held.until) ?? false;

/** True when a job may be elsewhere in time: it waits, or it can be paused or moved before `from`. */
function canYield(timetable: Timetable, index: number, from: number): boolean {
  const job = timetable.job(index);
  if (job.kind === 'waiting') return true;
  return canPause(timetable, job, from) || canMove(timetable, job, from);
}

function canPause(timetable: Timetable, job: RunningJob, from: number): boolean {
  const first = job.pause?.slots[0];
  return first !== undefined && savedBy(timetable.ends, job, first) <= from;
}

const canMove = (timetable: Timetable, job: RunningJob, from: number): boolean =>
  job.moves.some((terms) => {
    const first = terms?.slots[0];
    return terms !== null && first !== undefined && timetable.ends.after(first, terms.transitSeconds) <= from;
  });
