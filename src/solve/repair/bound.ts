import { type Cost, DISRUPTION, MEND, SERVICE } from '../../domain/levels.ts';
import type { Problem, RunningJob } from '../../domain/problem.ts';
import { trivialBound } from '../trivial-bound.ts';
import { cheapestCover } from './cover.ts';
import type { Residents } from './residents.ts';
import type { Together, Wounds } from './wounds.ts';

/** Costs are whole; what rounding adds up to is less. */
const ROUNDING = 1e-6;

/**
 * A bound on every level for problems with something to mend. On mend it is the floor of the wounds. Once a schedule is
 * known whose mend is no more than that, every optimum keeps to it, so of each host a set of VMs leaves that covers its
 * rows; VMs have one home each, so what the cheapest covers cost adds up over hosts. Leaving costs at least the VM's
 * move or its share of its job's pause, the share being the cost over the number of VMs, all of which a pause takes
 * away at once.
 *
 * @param mend of a schedule that is known, to say that the floor is reached.
 */
export function repairBound(problem: Problem, wounds: Wounds, mend: number): Cost {
  const trivial = trivialBound(problem);
  const floor = [...trivial] as unknown as [number, number, number, number, number];
  floor[MEND] = wounds.floorSeconds;
  if (mend > wounds.floorSeconds) return floor;
  for (const level of [SERVICE, DISRUPTION] as const) {
    floor[level] += leastOf(wounds, leavingCosts(problem, level));
  }
  return floor;
}

/** Least cost of leaving its host at one level, by VM; 0 for VMs that wait. */
export function leavingCosts(problem: Problem, level: typeof SERVICE | typeof DISRUPTION): Float64Array {
  const costs = new Float64Array(problem.vms.length);
  for (const job of problem.jobs) {
    if (job.kind !== 'running') continue;
    for (const [position, vm] of job.vms.entries()) costs[vm] = leavingCost(job, position, level);
  }
  return costs;
}

/** Nothing for a VM that can not leave: then nothing is asked of it. */
function leavingCost(job: RunningJob, position: number, level: number): number {
  const move = job.moves[position]?.cost[level] ?? Number.POSITIVE_INFINITY;
  const pause = job.pause === null ? Number.POSITIVE_INFINITY : (job.pause.cost[level] as number) / job.vms.length;
  const least = Math.min(move, pause);
  return Number.isFinite(least) ? least : 0;
}

function leastOf({ hosts, scattered, residents }: Wounds, costs: Float64Array): number {
  const wounded = new Set(hosts.map(({ host }) => host));
  const counted = new Set<number>();
  let least = 0;
  for (const { vms, rows } of hosts) {
    const ofHost = vms.map((vm) => costs[vm] as number);
    if (ofHost.some((cost) => cost > 0)) least += cheapestCover(ofHost, rows)?.bound ?? 0;
  }
  for (const rule of scattered) {
    const isCounted = rule.vms.some((vm) => wounded.has(residents.home[vm] as number) || counted.has(vm));
    if (isCounted || !mustGather(rule, residents)) continue;
    for (const vm of rule.vms) counted.add(vm);
    least += gathering(rule, residents.home, costs);
  }
  return Math.ceil(least - ROUNDING);
}

/** False when some VM ends before another can have stopped: then a pair may be over without anyone leaving. */
function mustGather(rule: Together, { home, stops, until }: Residents): boolean {
  const running = rule.vms.filter((vm) => (home[vm] as number) >= 0);
  return Math.max(...running.map((vm) => stops[vm] as number)) < Math.min(...running.map((vm) => until[vm] as number));
}

/** All but the VMs of one zone leave: the cheapest of the choices of that zone. */
function gathering(rule: Together, home: Int32Array, costs: Float64Array): number {
  const byZone = new Map<number, number>();
  let all = 0;
  for (const vm of new Set(rule.vms)) {
    const host = home[vm] as number;
    if (host < 0) continue;
    const zone = rule.zones?.[host] ?? host;
    const cost = costs[vm] as number;
    all += cost;
    byZone.set(zone, (byZone.get(zone) ?? 0) + cost);
  }
  return all - Math.max(0, ...byZone.values());
}
