import { ACCEPTANCE } from '../../domain/levels.ts';
import { type Problem, slotCount, type WaitingJob } from '../../domain/problem.ts';
import type { Schedule } from '../../domain/schedule.ts';
import { startCost } from '../job-cost.ts';
import { inPrecedenceOrder } from '../precedences.ts';

/**
 * A problem that is a resource-constrained project (RCPSP; Brucker et al., Eur. J. Oper. Res. 112, 1999): one host whose
 * resources activities share over time, precedences, and nothing to pay but the start of the last activity, the sink. It
 * can be posted to a thread. Activities are numbered so that nobody comes before one it waits for; the sink is the last.
 */
export interface Project {
  readonly count: number;
  readonly resources: number;
  /** By resource. */
  readonly capacity: Int32Array;
  /** At [i · resources + r]. */
  readonly demand: Int32Array;
  /** Slots that an activity lasts, and the first in which it may start. */
  readonly duration: Int32Array;
  readonly release: Int32Array;
  /** Arcs in both directions: those before i are before.items[k], before.starts[i] ≤ k < before.starts[i + 1]. */
  readonly before: Arcs;
  readonly after: Arcs;
  /** Job of each activity. */
  readonly jobs: Int32Array;
  /** The last slot in which the sink may start. */
  readonly latest: number;
}

export interface Arcs {
  readonly starts: Int32Array;
  readonly items: Int32Array;
}

/**
 * The problem as a project, or null when it is none: all jobs wait, on one host without blocks, in slots of one length,
 * with no rules and budgets and no windows that end before the horizon; one job, which is after all others and whose
 * refusal is an acceptance cost, is all whose wait costs anything.
 */
export function projectOf(problem: Problem): Project | null {
  const { jobs } = problem;
  if (!isBare(problem) || !jobs.every((job) => isPlain(problem, job as WaitingJob))) return null;
  const order = inPrecedenceOrder(problem, [...jobs.keys()]);
  const rank = new Int32Array(jobs.length);
  for (const [position, index] of order.entries()) rank[index] = position;
  const pairs = [...new Set(problem.precedences.map(({ before, after }) => `${before} ${after}`))].map((key) => {
    const [before, after] = key.split(' ').map((index) => rank[Number(index)] as number);
    return [before as number, after as number] as const;
  });
  const sink = jobs[order.at(-1) as number] as WaitingJob;
  const isOrdered = pairs.every(([before, after]) => before < after);
  if (!isOrdered || !isLastOfAll(pairs, jobs.length) || sink.leaveCost[ACCEPTANCE] <= 0) return null;
  if (jobs.some((job) => job !== sink && job.delayWeight !== 0) || sink.delayWeight <= 0) return null;
  const inOrder = order.map((index) => jobs[index] as WaitingJob);
  return {
    count: jobs.length,
    resources: problem.resources.length,
    capacity: Int32Array.from(problem.hosts[0]?.capacity ?? []),
    demand: Int32Array.from(inOrder.flatMap((job) => demandOf(problem, job))),
    duration: Int32Array.from(inOrder, (job) => slotsOf(problem, job)),
    release: Int32Array.from(inOrder, (job) => Math.max(0, job.earliest)),
    before: arcsOf(jobs.length, pairs, 1),
    after: arcsOf(jobs.length, pairs, 0),
    jobs: Int32Array.from(order),
    latest: slotCount(problem) - 1,
  };
}

/** The schedule in which every activity starts in its slot. */
export function scheduleOf(project: Project, problem: Problem, starts: Int32Array): Schedule {
  const schedule: Schedule[number][] = problem.jobs.map(() => ({ kind: 'leave' }));
  project.jobs.forEach((job, activity) => {
    const hosts = problem.jobs[job]?.vms.map(() => 0) ?? [];
    schedule[job] = { kind: 'start', slot: starts[activity] as number, hosts };
  });
  return schedule;
}

/** What a schedule says of the project; null when it leaves someone out. */
export function startsOf(project: Project, schedule: Schedule): Int32Array | null {
  const slots = [...project.jobs].map((job) => {
    const decision = schedule[job];
    return decision?.kind === 'start' ? decision.slot : -1;
  });
  return slots.includes(-1) ? null : Int32Array.from(slots);
}

/** Service cost when the sink starts in a slot; all others cost the same whenever they start. */
export const serviceAt = (project: Project, problem: Problem, slot: number): number =>
  problem.jobs.reduce((sum, job, index) => {
    const isSink = index === project.jobs[project.count - 1];
    return sum + startCost(problem, job as WaitingJob, isSink ? slot : 0);
  }, 0);

function isBare({ hosts, rules, budgets, shape, placement, edges, jobs, precedences }: Problem): boolean {
  const length = (edges[1] as number) - (edges[0] as number);
  return (
    precedences.length > 0 &&
    hosts.length === 1 &&
    hosts[0]?.blocks.length === 0 &&
    rules.length === 0 &&
    budgets.actionsPerHostSlot === null &&
    shape.kind === 'none' &&
    placement === null &&
    edges.every((edge, t) => edge === (edges[0] as number) + t * length) &&
    jobs.every((job) => job.kind === 'waiting')
  );
}

/** A job that may start on the host at any time from its first slot on, and comes to an end. */
function isPlain(problem: Problem, job: WaitingJob): boolean {
  const fits = demandOf(problem, job).every((amount, r) => amount <= (problem.hosts[0]?.capacity[r] as number));
  const mayBe = job.vms.every((vm) => problem.hostSets[problem.vms[vm]?.hostSet as number]?.includes(0));
  return fits && mayBe && job.occupiedSeconds !== null && job.latest >= slotCount(problem) - 1;
}

const demandOf = (problem: Problem, job: WaitingJob): readonly number[] =>
  problem.resources.map((_, r) => job.vms.reduce((sum, vm) => sum + (problem.vms[vm]?.demand[r] as number), 0));

/** Slots of a span that begins on an edge, when all are of one length; not cut at the horizon. */
function slotsOf({ edges }: Problem, { occupiedSeconds }: WaitingJob): number {
  return Math.ceil((occupiedSeconds ?? 0) / ((edges[1] as number) - (edges[0] as number)));
}

/** True when from everyone some way leads to the last. */
function isLastOfAll(pairs: readonly (readonly [number, number])[], count: number): boolean {
  const leads = new Uint8Array(count);
  leads[count - 1] = 1;
  const reversed = [...pairs].sort((a, b) => b[0] - a[0]);
  for (const [before, after] of reversed) if (leads[after] === 1) leads[before] = 1;
  return !leads.includes(0);
}

/** Arcs by one end (`from` 0: by the first of each pair, listing the second; 1: the other way round). */
function arcsOf(count: number, pairs: readonly (readonly [before: number, after: number])[], from: 0 | 1): Arcs {
  const turned = pairs.map(([before, after]) => (from === 0 ? ([before, after] as const) : ([after, before] as const)));
  const sorted = turned.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const starts = new Int32Array(count + 1);
  for (const [end] of sorted) starts[end + 1] = (starts[end + 1] as number) + 1;
  for (let i = 0; i < count; i++) starts[i + 1] = (starts[i + 1] as number) + (starts[i] as number);
  return { starts, items: Int32Array.from(sorted, ([, other]) => other) };
}
