import type { Problem, RunningJob } from '../../../domain/problem.ts';
import type { Decision, Schedule } from '../../../domain/schedule.ts';
import type { Reconfiguration } from './reconfiguration.ts';

/**
 * BtrPlace's `minimizeMTTR`: the sum of the seconds at which actions end, those that move, boot or resume a VM or
 * switch off a node that has become empty. Infinite for a schedule that does not do all that is asked for.
 */
export function timeToRepair({ problem, vmSeconds, shutdowns }: Reconfiguration, schedule: Schedule): number {
  if (!endsWell(problem, schedule)) return Number.POSITIVE_INFINITY;
  const empty = new Map(shutdowns.map(({ host }) => [host, 0]));
  let sum = 0;
  for (const [vm, decision] of schedule.entries()) {
    const slot = beginOf(decision);
    if (slot === null) continue;
    const end = (problem.edges[slot] as number) + (vmSeconds[vm] as number);
    const job = problem.jobs[vm];
    const from = job?.kind === 'running' ? (job.on[0] as number) : -1;
    if (empty.has(from)) empty.set(from, Math.max(end, empty.get(from) as number));
    sum += end;
  }
  return shutdowns.reduce((all, { host, seconds }) => all + (empty.get(host) as number) + seconds, sum);
}

/** Slot in which the only VM of a job begins an action; null when it has none. */
function beginOf(decision: Decision): number | null {
  if (decision.kind === 'start') return decision.slot;
  return decision.kind === 'run' ? (decision.moves[0]?.slot ?? null) : null;
}

/** True when at the end all run that must, where they may, no host is above its capacity, and every rule is kept. */
function endsWell(problem: Problem, schedule: Schedule): boolean {
  const at = problem.jobs.map((job, index) => finalHost(job.kind === 'running' ? job : null, schedule[index]));
  const isPlaced = at.every((host, vm) => host !== null && setOf(problem, vm).has(host));
  return isPlaced && fits(problem, at as number[]) && problem.rules.every((rule) => keeps(rule, at as number[]));
}

function finalHost(job: RunningJob | null, decision: Decision | undefined): number | null {
  if (decision?.kind === 'start') return decision.hosts[0] ?? null;
  if (decision?.kind !== 'run' || job === null) return null;
  return decision.moves[0]?.host ?? job.on[0] ?? null;
}

const SETS = new WeakMap<readonly number[], ReadonlySet<number>>();

function setOf({ hostSets, vms }: Problem, vm: number): ReadonlySet<number> {
  const hosts = hostSets[vms[vm]?.hostSet ?? -1] ?? [];
  const set = SETS.get(hosts) ?? new Set(hosts);
  SETS.set(hosts, set);
  return set;
}

function fits({ hosts, vms, resources }: Problem, at: readonly number[]): boolean {
  const free = hosts.map(({ capacity }) => [...capacity]);
  for (const [vm, host] of at.entries()) {
    const left = free[host] as number[];
    for (let r = 0; r < resources.length; r++) left[r] = (left[r] as number) - (vms[vm]?.demand[r] as number);
  }
  return free.every((left) => left.every((amount) => amount >= 0));
}

function keeps(rule: Problem['rules'][number], at: readonly number[]): boolean {
  if (rule.kind === 'apart') return new Set(rule.left.map((vm) => at[vm])).size === rule.left.length;
  if (rule.kind !== 'together') return true;
  return new Set(rule.vms.map((vm) => rule.zones?.[at[vm] as number])).size <= 1;
}

/** The least that the sum can be for schedules whose moves take at least so many seconds together. */
export function leastTimeToRepair({ problem, vmSeconds, shutdowns }: Reconfiguration, moveSeconds: number): number {
  const boots = vmSeconds.reduce((sum, seconds, vm) => sum + (problem.jobs[vm]?.kind === 'waiting' ? seconds : 0), 0);
  return moveSeconds + boots + shutdowns.reduce((sum, { seconds }) => sum + seconds, 0);
}
