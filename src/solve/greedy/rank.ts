import type { Problem, ProblemHost, WaitingJob } from '../../domain/problem.ts';
import type { Schedule } from '../../domain/schedule.ts';
import { newStay } from '../segments.ts';
import type { Timetable } from '../timetable.ts';
import { finished, withRunning } from './conservative.ts';
import { type JobOrder, waitingInOrder } from './orders.ts';

/** OpenNebula's host policies: RUNNING_VMS, −RUNNING_VMS, FREE_CPU. */
export type RankPolicy = 'packing' | 'striping' | 'load-aware';

/**
 * OpenNebula's `rank` scheduler, run after run: VMs by USER_PRIORITY, then id; for each the hosts from the best rank
 * down, the first with room and fewer than MAX_HOST new VMs in this run; of equal ranks the higher id, as recorded.
 * Ranks are computed before a run begins and do not move while it places. It sees neither time nor reservations: in
 * each slot it places what fits then. A gang is placed in one run or not at all.
 *
 * @param maxHost VMs a host may be given in one run; 0 is without limit.
 */
export function rank(problem: Problem, policy: RankPolicy, maxHost: number): Schedule {
  const timetable = withRunning(problem);
  let queue = waitingInOrder(problem, byPriority);
  for (let slot = 0; slot < timetable.slots && queue.length > 0; slot++) {
    let before: number;
    do {
      before = queue.length;
      queue = oneRun(timetable, queue, slot, policy, maxHost);
    } while (queue.length < before);
  }
  return finished(timetable);
}

const byPriority: JobOrder = (a, b) => b.priority - a.priority || a.order - b.order;

/** One run of the scheduler in a slot; returns who still waits. */
function oneRun(
  timetable: Timetable,
  queue: readonly number[],
  slot: number,
  policy: RankPolicy,
  maxHost: number,
): readonly number[] {
  const ranks = hostRanks(timetable, slot, policy);
  const given = new Int32Array(timetable.problem.hosts.length);
  return queue.filter((index) => {
    const job = timetable.job(index) as WaitingJob;
    if (slot < job.earliest || slot > job.latest || !isReady(timetable, index, slot)) return true;
    const hosts = bestRanked(timetable, job, slot, ranks, given, maxHost === 0 ? Number.POSITIVE_INFINITY : maxHost);
    if (hosts === null || !timetable.tryPlace(index, { kind: 'start', slot, hosts })) return true;
    for (const host of hosts) given[host] = (given[host] as number) + 1;
    return false;
  });
}

/** OpenNebula would hold it back: what it depends on is not over yet. */
function isReady(timetable: Timetable, index: number, slot: number): boolean {
  const ready = timetable.precedences.readySlot(index);
  return ready !== null && ready <= slot;
}

function bestRanked(
  timetable: Timetable,
  job: WaitingJob,
  slot: number,
  ranks: readonly number[],
  given: Int32Array,
  maxHost: number,
): readonly number[] | null {
  const until = timetable.ends.after(slot, job.occupiedSeconds);
  const hosts: number[] = [];
  for (const vm of job.vms) {
    const host = inRankOrder(timetable, vm, ranks).find((candidate) => {
      const more = hosts.filter((taken) => taken === candidate).length;
      return (given[candidate] as number) + more < maxHost && timetable.hasRoom(vm, candidate, slot, until);
    });
    if (host === undefined) break;
    hosts.push(host);
    timetable.hold(vm, newStay(host, slot, until));
  }
  for (const vm of job.vms) timetable.release(vm);
  return hosts.length === job.vms.length ? hosts : null;
}

/** Hosts of a VM by its own rank expression, where it has one, else by the policy's. */
function inRankOrder(timetable: Timetable, vm: number, ranks: readonly number[]): readonly number[] {
  const own = timetable.vm(vm).ranks;
  const set = timetable.problem.hostSets[timetable.vm(vm).hostSet] as readonly number[];
  return set
    .map((host, position) => ({ host, rank: own?.[position] ?? (ranks[host] as number) }))
    .sort((a, b) => b.rank - a.rank || b.host - a.host)
    .map(({ host }) => host);
}

function hostRanks(timetable: Timetable, slot: number, policy: RankPolicy): readonly number[] {
  return timetable.problem.hosts.map((host, index) => rankOf(host, changeSincePresent(timetable, index, slot), policy));
}

function rankOf(host: ProblemHost, change: { vms: number; cpu: number }, policy: RankPolicy): number {
  switch (policy) {
    case 'packing':
      return host.runningVms + change.vms;
    case 'striping':
      return -(host.runningVms + change.vms);
    case 'load-aware':
      return host.monitoredFreeCpuCentis - change.cpu;
  }
}

/** VMs and CPU that a host holds in `slot` more than now; what was started is taken to use all it asked for. */
function changeSincePresent(timetable: Timetable, host: number, slot: number): { vms: number; cpu: number } {
  let vms = 0;
  let cpu = 0;
  for (const vm of timetable.occupants[host] as ReadonlySet<number>) {
    const holds = timetable.holdings[vm]?.filter((segment) => segment.host === host) ?? [];
    const here = holds.some(({ from, until }) => from <= slot && slot < until);
    const before = holds.some(({ present }) => present);
    const change = Number(here) - Number(before);
    vms += change;
    cpu += change * (timetable.vm(vm).demand[0] as number);
  }
  return { vms, cpu };
}
