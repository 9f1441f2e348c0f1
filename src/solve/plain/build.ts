import { ACCEPTANCE, type Cost, DISRUPTION, MEND, SERVICE } from '../../domain/levels.ts';
import { type Job, type Problem, type RunningJob, slotCount } from '../../domain/problem.ts';
import type { Schedule } from '../../domain/schedule.ts';
import { CapacityGrid } from '../capacity-grid.ts';
import { Ends } from '../ends.ts';
import { vmsUnder } from '../rule-book.ts';
import { segmentsOf } from '../segments.ts';
import { ACCEPTANCE_WORTH, DISRUPTION_WORTH, type PlainPart } from './part.ts';

/** The plain part of a problem; the jobs that are not plain stay where `schedule` has them. */
export function plainPart(problem: Problem, schedule: Schedule): PlainPart {
  const slots = slotCount(problem);
  const chosen = plainJobs(problem);
  const nodes = chosen.reduce((sum, index) => sum + jobAt(problem, index).vms.length, 0);
  const resources = Math.max(2, problem.resources.length);
  const shelves = new Shelves(problem, chosen.length, nodes, resources);
  for (const [j, index] of chosen.entries()) shelves.add(j, index);
  return {
    hosts: problem.hosts.length,
    slots,
    resources,
    room: roomBeside(problem, schedule, new Set(chosen), resources),
    inverse: Float64Array.from({ length: problem.hosts.length * resources }, (_, at) => {
      const capacity = problem.hosts[Math.floor(at / resources)]?.capacity[at % resources] ?? 0;
      return capacity > 0 ? 1 / capacity : 0;
    }),
    scale: Float64Array.from({ length: resources }, (_, r) => {
      const largest = problem.hosts.reduce((most, host) => Math.max(most, host.capacity[r] ?? 0), 1);
      return 1 / largest;
    }),
    jobs: chosen.length,
    source: Int32Array.from(chosen),
    edges: Float64Array.from(problem.edges, (edge) => edge - (problem.edges[0] as number)),
    ...shelves.finish(),
  };
}

/**
 * Indices of the jobs that are plain. A job that runs is when its VMs may move in one slot at most and no host it is on
 * is above its capacity; none runs plainly where migrations are counted.
 */
export function plainJobs(problem: Problem): readonly number[] {
  const { budgets } = problem;
  if (problem.placement !== null || budgets.actionsPerHostSlot !== null) return [];
  const ruled = new Set(problem.rules.flatMap((rule) => [...vmsUnder(rule)]));
  const chained = new Set(problem.precedences.flatMap(({ before, after }) => [before, after]));
  const strained = strainedHosts(problem);
  return problem.jobs.flatMap((job, index) => {
    if (chained.has(index) || job.vms.some((vm) => ruled.has(vm)) || !isUniform(problem, job)) return [];
    if (job.kind === 'waiting') return [index];
    const plain = job.pause === null && job.unwelcomeFrom === null && budgets.migrations === null;
    return plain && !job.on.some((host) => strained.has(host)) ? [index] : [];
  });
}

/** The VMs of a job are alike: one demand, one host set. */
function isUniform(problem: Problem, job: Job): boolean {
  const [one, ...others] = job.vms.map((vm) => problem.vms[vm]);
  if (one === undefined) return false;
  return others.every(
    (other) =>
      other !== undefined &&
      other.hostSet === one.hostSet &&
      other.demand.every((amount, r) => amount === one.demand[r]),
  );
}

function strainedHosts(problem: Problem): ReadonlySet<number> {
  const slots = slotCount(problem);
  return new Set(new CapacityGrid(problem).strain.map(({ cell }) => Math.floor(cell / slots)));
}

/** Capacity less blocks, less what every job outside the part holds. */
function roomBeside(problem: Problem, schedule: Schedule, chosen: ReadonlySet<number>, resources: number): Int32Array {
  const slots = slotCount(problem);
  const own = problem.resources.length;
  const room = new Int32Array(problem.hosts.length * slots * resources);
  const take = (host: number, from: number, until: number, amounts: readonly number[], sign: 1 | -1): void => {
    for (let t = from; t < until; t++) {
      const at = (host * slots + t) * resources;
      for (let r = 0; r < own; r++) room[at + r] = (room[at + r] as number) + sign * (amounts[r] ?? 0);
    }
  };
  for (const [host, { capacity, blocks }] of problem.hosts.entries()) {
    take(host, 0, slots, capacity, 1);
    for (const { from, until, amounts } of blocks) take(host, Math.max(0, from), Math.min(slots, until), amounts, -1);
  }
  const ends = new Ends(problem.edges);
  for (const [index, job] of problem.jobs.entries()) {
    const decision = schedule[index];
    if (chosen.has(index) || decision === undefined) continue;
    for (const [position, segments] of segmentsOf(problem, ends, job, decision).entries()) {
      const demand = problem.vms[job.vms[position] as number]?.demand ?? [];
      for (const { host, from, until } of segments) take(host, from, until, demand, -1);
    }
  }
  return room;
}

const jobAt = (problem: Problem, index: number): Job => problem.jobs[index] as Job;

/** The arrays by job and node while they are filled. */
class Shelves {
  readonly #problem: Problem;
  readonly #resources: number;
  readonly #slots: number;
  readonly #ends: Ends;
  readonly #tables = new Map<Int32Array, number>();
  readonly #table: number[] = [];
  readonly #sets: Int32Array[] = [];
  readonly #setOf = new Map<number, number>();
  readonly #jobs: Pick<
    PlainPart,
    'first' | 'demand' | 'hostSet' | 'earliest' | 'latest' | 'ends' | 'base' | 'weight' | 'leave' | 'running'
  >;
  readonly #nodes: Pick<PlainPart, 'owner' | 'home' | 'moveSlot' | 'moveGone' | 'moveEnd' | 'moveCost'>;

  constructor(problem: Problem, jobs: number, nodes: number, resources: number) {
    this.#problem = problem;
    this.#resources = resources;
    this.#slots = slotCount(problem);
    this.#ends = new Ends(problem.edges);
    const [whole, real] = [() => new Int32Array(jobs), () => new Float64Array(jobs)];
    this.#jobs = {
      first: new Int32Array(jobs + 1),
      demand: new Int32Array(jobs * resources),
      hostSet: whole(),
      earliest: whole(),
      latest: whole(),
      ends: whole(),
      base: real(),
      weight: real(),
      leave: real(),
      running: new Uint8Array(jobs),
    };
    const perNode = (): Int32Array => new Int32Array(nodes);
    this.#nodes = {
      owner: perNode(),
      home: perNode().fill(-1),
      moveSlot: perNode().fill(-1),
      moveGone: perNode(),
      moveEnd: perNode(),
      moveCost: new Float64Array(nodes),
    };
  }

  add(j: number, index: number): void {
    const job = jobAt(this.#problem, index);
    const one = this.#problem.vms[job.vms[0] as number];
    const { first, demand, hostSet, weight, earliest, latest, base, leave, running } = this.#jobs;
    const from = first[j] as number;
    first[j + 1] = from + job.vms.length;
    this.#nodes.owner.fill(j, from, from + job.vms.length);
    for (const [r, amount] of (one?.demand ?? []).entries()) demand[j * this.#resources + r] = amount;
    hostSet[j] = this.#set(one?.hostSet ?? 0);
    weight[j] = job.delayWeight;
    if (job.kind === 'running') {
      running[j] = 1;
      this.#addRunning(j, job, from);
      return;
    }
    this.#jobs.ends[j] = this.#ending(this.#ends.of(job.occupiedSeconds));
    earliest[j] = Math.max(0, job.earliest);
    latest[j] = job.latest;
    base[j] = job.startCost + job.delayWeight * ((this.#problem.edges[0] as number) - job.idealSecond);
    leave[j] = worth(job.leaveCost);
  }

  #addRunning(j: number, job: RunningJob, from: number): void {
    const ends = this.#ends;
    this.#jobs.ends[j] = this.#ending(ends.of(job.remainingSeconds));
    const until = ends.after(0, job.remainingSeconds);
    for (const [position, terms] of job.moves.entries()) {
      const k = from + position;
      this.#nodes.home[k] = job.on[position] as number;
      const slot = terms?.slots[0];
      if (terms === null || slot === undefined || slot >= until || terms.cost[MEND] > 0) continue;
      this.#nodes.moveSlot[k] = slot;
      this.#nodes.moveGone[k] = Math.min(ends.after(slot, terms.transitSeconds), until);
      this.#nodes.moveEnd[k] =
        job.remainingSeconds === null ? this.#slots : ends.after(0, job.remainingSeconds + terms.lostSeconds);
      this.#nodes.moveCost[k] = worth(terms.cost);
    }
  }

  #set(index: number): number {
    const known = this.#setOf.get(index);
    if (known !== undefined) return known;
    this.#setOf.set(index, this.#sets.length);
    return this.#sets.push(Int32Array.from(this.#problem.hostSets[index] ?? [])) - 1;
  }

  #ending(table: Int32Array): number {
    const known = this.#tables.get(table);
    if (known !== undefined) return known;
    const at = this.#table.length;
    this.#tables.set(table, at);
    for (const end of table) this.#table.push(end);
    return at;
  }

  finish() {
    const members = this.#sets.map((set) => {
      const flags = new Uint8Array(this.#problem.hosts.length);
      for (const host of set) flags[host] = 1;
      return flags;
    });
    return { ...this.#jobs, ...this.#nodes, sets: this.#sets, members, endTable: Int32Array.from(this.#table) };
  }
}

const worth = (cost: Cost): number =>
  cost[ACCEPTANCE] * ACCEPTANCE_WORTH + cost[SERVICE] + cost[DISRUPTION] * DISRUPTION_WORTH;
